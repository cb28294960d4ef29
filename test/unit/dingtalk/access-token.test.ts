import { beforeEach, describe, expect, it } from 'vitest'
import {
  type AccessToken,
  createAccessTokens,
  EXPIRES_EARLY_MS,
} from '../../../functions/dingtalk/access-token'

const TWO_HOURS_MS = 7_200_000

let now: number
let stored: AccessToken | undefined
let requests: number
let issuing: Promise<void>
let isDatabaseAway: boolean

/** Access tokens from a DingTalk that issues t1, t2, t3 … when `issuing` resolves. */
const create = () =>
  createAccessTokens({
    now: () => now,
    async read() {
      if (isDatabaseAway) throw new Error('away')
      return stored
    },
    async write(token) {
      if (isDatabaseAway) throw new Error('away')
      stored = token
    },
    async request() {
      requests += 1
      const token = `t${requests}`
      await issuing
      return { token, expiresInMs: TWO_HOURS_MS }
    },
  })

beforeEach(() => {
  now = 1_760_000_000_000
  stored = undefined
  requests = 0
  issuing = Promise.resolve()
  isDatabaseAway = false
})

describe('a token', () => {
  it('is requested once for thirty calls at once', async () => {
    const get = create()
    const tokens = await Promise.all(Array.from({ length: 30 }, get))
    expect(new Set(tokens)).toEqual(new Set(['t1']))
    expect(requests).toBe(1)
  })

  it('is kept in memory and stored in the database', async () => {
    const get = create()
    await get()
    await get()
    expect(requests).toBe(1)
    expect(stored).toEqual({ token: 't1', expiresAt: now + TWO_HOURS_MS - EXPIRES_EARLY_MS })
  })

  it('from the database is used after a restart', async () => {
    stored = { token: 'old', expiresAt: now + 1 }
    expect(await create()()).toBe('old')
    expect(requests).toBe(0)
  })

  it('expires before its time by the margin', async () => {
    const get = create()
    await get()
    now += TWO_HOURS_MS - EXPIRES_EARLY_MS - 1
    expect(await get()).toBe('t1')
    now += 1
    expect(await get()).toBe('t2')
    expect(stored?.token).toBe('t2')
  })

  it('that is valid for less than the margin is used for half of its time', async () => {
    const get = createAccessTokens({
      now: () => now,
      read: async () => undefined,
      write: async () => {},
      request: async () => ({ token: `t${++requests}`, expiresInMs: 60_000 }),
    })
    await get()
    now += 29_999
    expect(await get()).toBe('t1')
    now += 1
    expect(await get()).toBe('t2')
  })

  it('is kept in memory without a database', async () => {
    isDatabaseAway = true
    const get = create()
    expect([await get(), await get()]).toEqual(['t1', 't1'])
    expect(requests).toBe(1)
  })

  it('that DingTalk does not issue is requested again by the next call', async () => {
    issuing = Promise.reject(new Error('503'))
    const get = create()
    await expect(Promise.all([get(), get()])).rejects.toThrow('503')
    expect(requests).toBe(1)
    issuing = Promise.resolve()
    expect(await get()).toBe('t2')
  })
})

describe('a token that DingTalk refuses', () => {
  it('is renewed once for ten calls that were refused with it', async () => {
    const get = create()
    const refused = await get()
    const renewed = await Promise.all(Array.from({ length: 10 }, () => get(refused)))
    expect(new Set(renewed)).toEqual(new Set(['t2']))
    expect(requests).toBe(2)
  })

  it('is not read from the database again', async () => {
    stored = { token: 'revoked', expiresAt: now + TWO_HOURS_MS }
    const get = create()
    expect(await get()).toBe('revoked')
    expect(await get('revoked')).toBe('t1')
    expect(stored?.token).toBe('t1')
  })

  it('is replaced by a new one that another replica has stored', async () => {
    const get = create()
    const refused = await get()
    stored = { token: 'of the other replica', expiresAt: now + TWO_HOURS_MS }
    expect(await get(refused)).toBe('of the other replica')
    expect(requests).toBe(1)
  })

  it('is not renewed for a call that was refused with an older one', async () => {
    const get = create()
    const first = await get()
    const second = await get(first)
    expect(await get(first)).toBe(second)
    expect(requests).toBe(2)
  })
})
