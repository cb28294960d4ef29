import { describe, expect, it } from 'vitest'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

describe('the access token', () => {
  it('is 32 hexadecimal digits, is valid for two hours, and is the same at each request', async () => {
    const first = await emulator.client.call('token')
    expect(first.body).toEqual({ accessToken: expect.stringMatching(/^[0-9a-f]{32}$/), expireIn: 7200 })
    expect((await emulator.client.call('token')).body.accessToken).toBe(first.body.accessToken)
    expect(emulator.dingtalk.store.counts).toMatchObject({ tokens: 1, calls: { token: 2 } })
  })

  it('is extended by each request', async () => {
    const token = await emulator.client.token()
    emulator.clock.advance(7_000_000)
    expect(await emulator.client.token()).toBe(token)
    emulator.clock.advance(7_000_000)
    expect((await sendWith(token)).status).toBe(200)
  })

  it('is refused after two hours, and the next one is different', async () => {
    const token = await emulator.client.token()
    emulator.clock.advance(7_200_000)
    expect((await sendWith(token)).body.code).toBe('InvalidAuthentication')
    expect(await emulator.client.token()).not.toBe(token)
    expect(emulator.dingtalk.store.counts.tokens).toBe(2)
  })

  it('is valid as long as the settings say', async () => {
    emulator.dingtalk.settings.tokenLifetimeSeconds = 60
    expect((await emulator.client.call('token')).body.expireIn).toBe(60)
  })

  it('is the same from gettoken', async () => {
    const { body } = await emulator.client.call('gettoken')
    expect(body).toEqual({
      errcode: 0,
      errmsg: 'ok',
      access_token: await emulator.client.token(),
      expires_in: 7200,
    })
  })

  function sendWith(token: string) {
    const headers = { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token }
    return emulator.client.call('batchSend', { headers })
  }
})

describe('the rate limits', () => {
  it('count a window of one minute, and do not count refused calls', async () => {
    const headers = {
      'content-type': 'application/json',
      'x-acs-dingtalk-access-token': await emulator.client.token(),
    }
    emulator.dingtalk.settings.limits = { perMinute: 2, perMonth: 3 }
    emulator.clock.advance(60_000 - (emulator.clock.now() % 60_000))
    const send = async () => (await emulator.client.call('batchSend', { headers })).status
    expect([await send(), await send(), await send()]).toEqual([200, 200, 403])
    emulator.clock.advance(60_000)
    expect([await send(), await send()]).toEqual([200, 403])
  })
})
