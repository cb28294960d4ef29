import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { sign } from '../../../../playground/dingtalk/callback/sign'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import type { FaultId } from '../../../../playground/dingtalk/faults/faults'
import { createClient, startBot } from '../support'

const clock = createTestClock()
let dingtalk: DingTalk
let client: ReturnType<typeof createClient>

beforeAll(async () => {
  dingtalk = await startDingTalk({ clock })
  client = createClient(dingtalk)
})
afterAll(async () => {
  await dingtalk.close()
  clock.dispose()
})
beforeEach(() => dingtalk.reset())

describe('people who are not reached', () => {
  it.each([
    ['user-invalid', 'invalidStaffIdList'],
    ['user-throttled', 'flowControlledStaffIdList'],
  ] as const)('%s: a 200 that names them in %s', async (id, list) => {
    dingtalk.faults.set(id, { times: 1 })
    const { status, body } = await client.call('batchSend')
    expect(status).toBe(200)
    expect({ invalidStaffIdList: [], flowControlledStaffIdList: [], ...body }).toMatchObject({
      [list]: ['016512345626118709'],
    })
    expect(dingtalk.store.deliveries).toEqual([])
    await client.call('batchSend')
    expect(dingtalk.store.deliveries).toHaveLength(1)
  })
})

describe('files', () => {
  it('thumbnail-broken: the small copy answers 500, the picture itself is there', async () => {
    dingtalk.faults.set('thumbnail-broken')
    const { content } = dingtalk.build({ kind: 'picture' }) as { content: Record<string, string> }
    const get = (downloadCode?: string) => client.call('download', { body: { downloadCode } })
    expect(await get(content.pictureDownloadCode)).toMatchObject({
      status: 500,
      body: { code: 'system.error' },
    })
    expect((await get(content.downloadCode)).status).toBe(200)
  })

  it('file-gone: the URL answers 403 and XML', async () => {
    const { body } = await client.call('download')
    dingtalk.faults.set('file-gone', { times: 1 })
    const gone = await fetch(body.downloadUrl)
    expect([gone.status, gone.headers.get('content-type')]).toEqual([403, 'application/xml'])
    expect((await fetch(body.downloadUrl)).status).toBe(200)
  })
})

describe('callbacks', () => {
  let bot: Awaited<ReturnType<typeof startBot>>
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(() => bot.close())

  const send = async (id: FaultId) => {
    dingtalk.faults.set(id, { times: 1 })
    await dingtalk.send(bot.url, { kind: 'text', text: '你好' })
    return bot.heard[0]?.headers ?? {}
  }

  it('bad-sign: signed, but not with our secret', async () => {
    const headers = await send('bad-sign')
    expect(headers.sign).toMatch(/^[0-9A-Za-z+/]{43}=$/)
    expect(headers.sign).not.toBe(sign(String(headers.timestamp), dingtalk.app.secret))
  })

  it('no-sign: neither header is there', async () => {
    const headers = await send('no-sign')
    expect([headers.sign, headers.timestamp]).toEqual([undefined, undefined])
  })

  it('garbage-sign: no base64 of 32 bytes', async () => {
    expect((await send('garbage-sign')).sign).not.toMatch(/^[0-9A-Za-z+/]{43}=$/)
  })

  it.each([
    ['stale-clock', -3_600_000],
    ['future-clock', 3_600_000],
  ] as const)('%s: %d ms off', async (id, offMs) => {
    const { timestamp } = await send(id)
    expect(Math.abs(Number(timestamp) - clock.now() - offMs)).toBeLessThan(5_000)
  })

  it('redelivery: four times in all', async () => {
    await send('redelivery')
    expect(bot.heard).toHaveLength(4)
  })

  it('what a test says itself counts more than the switch', async () => {
    dingtalk.faults.set('redelivery')
    await dingtalk.send(bot.url, { kind: 'text', text: '你好' }, { redeliver: 1 })
    expect(bot.heard).toHaveLength(2)
  })
})
