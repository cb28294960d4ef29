import { describe, expect, it } from 'vitest'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

describe('downloading a file', () => {
  it('returns a URL for a code, and the bytes for the URL without a token', async () => {
    const { body } = await emulator.client.call('download')
    const file = await fetch(body.downloadUrl)
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(await file.text()).toBe('报告')
  })

  it("serves the file with the sender's content-type", async () => {
    const message = emulator.dingtalk.build({ kind: 'picture', contentType: 'image/png' }) as {
      content: { downloadCode: string }
    }
    const { body } = await emulator.client.call('download', {
      body: { downloadCode: message.content.downloadCode },
    })
    expect((await fetch(body.downloadUrl)).headers.get('content-type')).toBe('image/png')
  })

  it('refuses an expired URL with a 403 and XML', async () => {
    const { body } = await emulator.client.call('download')
    emulator.clock.advance(emulator.dingtalk.settings.downloadUrlLifetimeMs)
    const file = await fetch(body.downloadUrl)
    expect(file.status).toBe(403)
    expect(await file.text()).toContain('<Code>AccessDenied</Code>')
  })

  it('refuses an expired code', async () => {
    const downloadCode = emulator.client.fileCode()
    emulator.clock.advance(emulator.dingtalk.settings.downloadCodeLifetimeMs)
    const { body } = await emulator.client.call('download', { body: { downloadCode } })
    expect(body.code).toBe('invalidParameter.robotCode.downloadCode')
  })
})
