import { describe, expect, it } from 'vitest'
import { sign } from '../../../../playground/dingtalk/callback/sign'
import type { FaultId } from '../../../../playground/dingtalk/faults/faults'
import { useBot, useEmulator } from '../support/emulator'

const emulator = useEmulator()

describe('users who are not reached', () => {
  it.each([
    ['user-invalid', 'invalidStaffIdList'],
    ['user-throttled', 'flowControlledStaffIdList'],
  ] as const)('%s: the response is a 200 that lists them in %s', async (id, list) => {
    emulator.dingtalk.faults.set(id, { times: 1 })
    const { status, body } = await emulator.client.call('batchSend')
    expect(status).toBe(200)
    expect({ invalidStaffIdList: [], flowControlledStaffIdList: [], ...body }).toMatchObject({
      [list]: ['016512345626118709'],
    })
    expect(emulator.dingtalk.store.deliveries).toEqual([])
    await emulator.client.call('batchSend')
    expect(emulator.dingtalk.store.deliveries).toHaveLength(1)
  })
})

describe('files', () => {
  it('thumbnail-broken: the thumbnail is a 500, and the picture a 200', async () => {
    emulator.dingtalk.faults.set('thumbnail-broken')
    const { content } = emulator.dingtalk.build({ kind: 'picture' }) as { content: Record<string, string> }
    const get = (downloadCode?: string) => emulator.client.call('download', { body: { downloadCode } })
    expect(await get(content.pictureDownloadCode)).toMatchObject({
      status: 500,
      body: { code: 'system.error' },
    })
    expect((await get(content.downloadCode)).status).toBe(200)
  })

  it('file-gone: the URL returns a 403 with XML', async () => {
    const { body } = await emulator.client.call('download')
    emulator.dingtalk.faults.set('file-gone', { times: 1 })
    const gone = await fetch(body.downloadUrl)
    expect([gone.status, gone.headers.get('content-type')]).toEqual([403, 'application/xml'])
    expect((await fetch(body.downloadUrl)).status).toBe(200)
  })
})

describe('callbacks', () => {
  const bot = useBot()

  const send = async (id: FaultId) => {
    emulator.dingtalk.faults.set(id, { times: 1 })
    await emulator.dingtalk.send(bot.url, { kind: 'text', text: '你好' })
    return bot.received[0]?.headers ?? {}
  }

  it('bad-sign: the sign is made with another secret', async () => {
    const headers = await send('bad-sign')
    expect(headers.sign).toMatch(/^[0-9A-Za-z+/]{43}=$/)
    expect(headers.sign).not.toBe(sign(String(headers.timestamp), emulator.dingtalk.app.secret))
  })

  it('no-sign: both headers are missing', async () => {
    const headers = await send('no-sign')
    expect([headers.sign, headers.timestamp]).toEqual([undefined, undefined])
  })

  it('garbage-sign: the sign is not base64 of 32 bytes', async () => {
    expect((await send('garbage-sign')).sign).not.toMatch(/^[0-9A-Za-z+/]{43}=$/)
  })

  it.each([
    ['stale-clock', -3_600_000],
    ['future-clock', 3_660_000],
  ] as const)('%s: the timestamp is %d ms from now', async (id, offMs) => {
    const { timestamp } = await send(id)
    expect(Math.abs(Number(timestamp) - emulator.clock.now() - offMs)).toBeLessThan(5_000)
  })

  it('redelivery: the message is posted four times', async () => {
    await send('redelivery')
    expect(bot.received).toHaveLength(4)
  })

  it('an option of `send` overrides the fault', async () => {
    emulator.dingtalk.faults.set('redelivery')
    await emulator.dingtalk.send(bot.url, { kind: 'text', text: '你好' }, { redeliver: 1 })
    expect(bot.received).toHaveLength(2)
  })
})
