import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Api, createApi } from '../../../functions/dingtalk/api'
import { TOO_LARGE } from '../../../functions/dingtalk/download'
import { TEST_GROUP_ID } from '../../../playground/dingtalk/directory'
import { type DingTalk, startDingTalk } from '../../../playground/dingtalk/emulator'

const ROBOT = 'dingabcdefghijklmnop'
const USER = '016512345626118709'
const text = (content: string) => ({ msgKey: 'sampleText' as const, fields: { content } })

let dingtalk: DingTalk
let api: Api
let token: string

beforeAll(async () => {
  dingtalk = await startDingTalk()
  api = createApi({ apiUrl: dingtalk.url, oapiUrl: dingtalk.url })
})
beforeEach(async () => {
  dingtalk.reset()
  token = (await api.requestToken(dingtalk.app.key, dingtalk.app.secret)).token
})
afterAll(() => dingtalk.close())

describe('a token', () => {
  it('has the lifetime that DingTalk sends, in ms', async () => {
    const answer = await api.requestToken(dingtalk.app.key, dingtalk.app.secret)
    expect(answer).toEqual({ token: expect.stringMatching(/^[0-9a-f]{32}$/), expiresInMs: 7_200_000 })
  })

  it('is refused for a wrong secret', async () => {
    await expect(api.requestToken(dingtalk.app.key, '不对')).rejects.toMatchObject({
      failure: 'app-refused',
      evidence: '400 invalidClientIdOrSecret',
    })
  })

  it('that DingTalk refuses with a 400 is reported as token-refused', async () => {
    await expect(api.sendToUser('0'.repeat(32), ROBOT, USER, text('好'))).rejects.toMatchObject({
      failure: 'token-refused',
    })
  })
})

describe('sending', () => {
  it('encodes the template’s fields as JSON text', async () => {
    await api.sendToUser(token, ROBOT, USER, text('你好 "👋"\n'))
    expect(dingtalk.store.calls.at(-1)?.requestBody).toEqual({
      robotCode: ROBOT,
      userIds: [USER],
      msgKey: 'sampleText',
      msgParam: JSON.stringify({ content: '你好 "👋"\n' }),
    })
    expect(dingtalk.store.deliveries).toMatchObject([{ text: '你好 "👋"\n', recipients: ['xiaoce'] }])
  })

  it('to a group sends the conversation id', async () => {
    await api.sendToGroup(token, ROBOT, TEST_GROUP_ID, {
      msgKey: 'sampleMarkdown',
      fields: { title: '标题', text: '**好**' },
    })
    expect(dingtalk.store.deliveries).toMatchObject([
      { kind: 'sampleMarkdown', conversationId: TEST_GROUP_ID, title: '标题', text: '**好**' },
    ])
  })

  it.each(['user-invalid', 'user-throttled'] as const)(
    'throws user-not-reached for a 200 that lists the person: %s',
    async (fault) => {
      dingtalk.faults.set(fault)
      await expect(api.sendToUser(token, ROBOT, USER, text('好'))).rejects.toMatchObject({
        failure: 'user-not-reached',
        evidence: expect.stringMatching(/^200 \w+List$/),
      })
    },
  )

  it('to a webhook treats an errcode in a 200 as a failure', async () => {
    const url = `${dingtalk.url}/robot/sendBySession?session=unknown`
    await expect(api.sendToWebhook(url, { msgtype: 'text', text: { content: '好' } })).rejects.toMatchObject({
      failure: 'webhook-gone',
    })
  })

  it.each(['reset', 'html', 'server-error', 'unavailable'] as const)('throws busy: %s', async (fault) => {
    dingtalk.faults.set(fault)
    await expect(api.sendToUser(token, ROBOT, USER, text('好'))).rejects.toMatchObject({
      failure: 'busy',
    })
  })
})

describe('a download', () => {
  const build = (bytes: Uint8Array) => {
    const { content } = dingtalk.build({ kind: 'picture', bytes }) as { content: { downloadCode: string } }
    return content.downloadCode
  }

  it('returns the bytes up to the limit', async () => {
    const bytes = Buffer.alloc(1_000, '图')
    const url = await api.requestDownload(token, ROBOT, build(bytes))
    expect(await api.download(url, 1_000)).toEqual(bytes)
    await expect(api.download(url, 999)).rejects.toMatchObject({ failure: 'rejected', evidence: TOO_LARGE })
  })

  it('with an unknown code is rejected, not robot-unknown', async () => {
    await expect(api.requestDownload(token, ROBOT, 'check-up')).rejects.toMatchObject({ failure: 'rejected' })
  })

  it('of a deleted file is rejected, and of a failing server busy', async () => {
    const url = await api.requestDownload(token, ROBOT, build(Buffer.from('x')))
    dingtalk.faults.set('file-gone', { times: 1 })
    await expect(api.download(url, 1_000)).rejects.toMatchObject({
      failure: 'rejected',
      evidence: 'download 403',
    })
    dingtalk.faults.set('unavailable', { on: 'file', times: 1 })
    await expect(api.download(url, 1_000)).rejects.toMatchObject({ failure: 'busy' })
  })
})

describe('a hostile server', () => {
  const withServer = async (listener: RequestListener, use: (url: string) => Promise<unknown>) => {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  it('cannot redirect a message', async () => {
    const calls = { ...dingtalk.store.counts.calls }
    const redirect: RequestListener = (_, response) =>
      response.writeHead(307, { location: `${dingtalk.url}/robot/sendBySession?session=1` }).end()
    await withServer(redirect, (url) =>
      expect(api.sendToWebhook(url, { msgtype: 'text' })).rejects.toMatchObject({ failure: 'busy' }),
    )
    expect(dingtalk.store.counts.calls).toEqual(calls)
  })

  it('cannot send a response of 2 MB', async () => {
    const endless: RequestListener = (_, response) =>
      response.end(JSON.stringify({ errcode: 0, pad: 'x'.repeat(2 ** 21) }))
    await withServer(endless, (url) =>
      expect(api.sendToWebhook(url, {})).rejects.toMatchObject({ failure: 'busy' }),
    )
  })

  it('cannot send an empty token', async () => {
    const empty: RequestListener = (_, response) => response.end('{"accessToken":"","expireIn":7200}')
    await withServer(empty, (url) =>
      expect(createApi({ apiUrl: url, oapiUrl: url }).requestToken('k', 's')).rejects.toMatchObject({
        failure: 'busy',
      }),
    )
  })

  it('readClock reads the date of a response of any status', async () => {
    const atNoon: RequestListener = (_, response) =>
      response.writeHead(404, { date: 'Fri, 01 Jan 2027 12:00:00 GMT' }).end()
    await withServer(atNoon, async (url) =>
      expect(await createApi({ apiUrl: url, oapiUrl: url }).readClock()).toBe(Date.UTC(2027, 0, 1, 12)),
    )
  })
})
