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

describe('the access token', () => {
  it('is 32 hexadecimal digits, lives two hours, and stays the same while it lives', async () => {
    const first = await client.call('token')
    expect(first.body).toEqual({ accessToken: expect.stringMatching(/^[0-9a-f]{32}$/), expireIn: 7200 })
    expect((await client.call('token')).body.accessToken).toBe(first.body.accessToken)
    expect(dingtalk.store.counts).toMatchObject({ tokens: 1, calls: { token: 2 } })
  })

  it('is extended by asking for it', async () => {
    const token = await client.token()
    clock.advance(7_000_000)
    expect(await client.token()).toBe(token)
    clock.advance(7_000_000)
    expect((await sendWith(token)).status).toBe(200)
  })

  it('is refused after two hours, and then it is a new one', async () => {
    const token = await client.token()
    clock.advance(7_200_000)
    expect((await sendWith(token)).body.code).toBe('InvalidAuthentication')
    expect(await client.token()).not.toBe(token)
    expect(dingtalk.store.counts.tokens).toBe(2)
  })

  it('lives as long as the settings say', async () => {
    dingtalk.settings.tokenLifetimeSeconds = 60
    expect((await client.call('token')).body.expireIn).toBe(60)
  })

  it('is the same one through gettoken', async () => {
    const { body } = await client.call('gettoken')
    expect(body).toEqual({ errcode: 0, errmsg: 'ok', access_token: await client.token(), expires_in: 7200 })
  })

  function sendWith(token: string) {
    const headers = { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token }
    return client.call('batchSend', { headers })
  }
})

describe('the rates', () => {
  it('are free again in the next minute, and do not charge a refused call', async () => {
    const headers = {
      'content-type': 'application/json',
      'x-acs-dingtalk-access-token': await client.token(),
    }
    dingtalk.settings.limits = { perMinute: 2, perMonth: 3 }
    clock.advance(60_000 - (clock.now() % 60_000))
    const send = async () => (await client.call('batchSend', { headers })).status
    expect([await send(), await send(), await send()]).toEqual([200, 200, 403])
    clock.advance(60_000)
    expect([await send(), await send()]).toEqual([200, 403])
  })
})
