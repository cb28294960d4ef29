import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { createClient } from '../support'

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

describe('downloading a file', () => {
  it('leads from the code to a URL, and from there to the bytes, without a token', async () => {
    const { body } = await client.call('download')
    const file = await fetch(body.downloadUrl)
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(await file.text()).toBe('报告')
  })

  it('knows the type that the sender gave', async () => {
    const message = dingtalk.build({ kind: 'picture', contentType: 'image/png' }) as {
      content: { downloadCode: string }
    }
    const { body } = await client.call('download', { body: { downloadCode: message.content.downloadCode } })
    expect((await fetch(body.downloadUrl)).headers.get('content-type')).toBe('image/png')
  })

  it('refuses a URL after its time with 403 and XML', async () => {
    const { body } = await client.call('download')
    clock.advance(dingtalk.settings.downloadUrlLifetimeMs)
    const file = await fetch(body.downloadUrl)
    expect(file.status).toBe(403)
    expect(await file.text()).toContain('<Code>AccessDenied</Code>')
  })

  it('refuses a code after its time', async () => {
    const downloadCode = client.fileCode()
    clock.advance(dingtalk.settings.downloadCodeLifetimeMs)
    const { body } = await client.call('download', { body: { downloadCode } })
    expect(body.code).toBe('invalidParameter.robotCode.downloadCode')
  })
})
