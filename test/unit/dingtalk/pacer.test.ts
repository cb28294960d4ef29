import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createPacer as createPacerOn,
  createPacers as createPacersOn,
  type Place,
} from '../../../functions/dingtalk/pacer'
import { DeliveryError } from '../../../functions/errors'

const START = Date.UTC(2027, 0, 1)
const HALF_AN_HOUR_MS = 1_800_000
const LIMIT = { calls: 20, least: 1, windowMs: 1_000 }

/** The time of the test. */
const now = () => Date.now()
const createPacer = (limit: typeof LIMIT) => createPacerOn(limit, now)
const createPacers = () => createPacersOn(now)

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

const place = (arrivedAt = START, expiresAt = START + HALF_AN_HOUR_MS): Place => ({ arrivedAt, expiresAt })

/** A DingTalk that takes so many calls in every full window; `made` has all calls, ms since the start. */
function createDingTalk(perWindow: number, windowMs = 1_000) {
  const counts = new Map<number, number>()
  const made: number[] = []
  const accepted: string[] = []
  return {
    made,
    accepted,
    call:
      (name = '') =>
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 10))
        made.push(Date.now() - START)
        const window = Math.floor(Date.now() / windowMs)
        const count = counts.get(window) ?? 0
        if (count >= perWindow) throw new DeliveryError('throttled', '403')
        counts.set(window, count + 1)
        accepted.push(name)
      },
  }
}

const run = (
  pacer: ReturnType<typeof createPacer>,
  count: number,
  call: (n: number) => () => Promise<void>,
) => Array.from({ length: count }, (_, n) => pacer.run(place(START + n), call(n)))

describe('one process', () => {
  it('makes a single call at once, without a timer', async () => {
    await createPacer(LIMIT).run(place(), async () => undefined)
    expect(Date.now()).toBe(START)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('makes 300 calls at 20 a second, and DingTalk refuses none', async () => {
    const dingtalk = createDingTalk(20)
    const all = Promise.all(run(createPacer(LIMIT), 300, () => dingtalk.call()))
    await vi.advanceTimersByTimeAsync(16_000)
    await all
    expect(dingtalk.made).toHaveLength(300)
    expect(dingtalk.made.at(-1)).toBeLessThan(15_000 * 1.05)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('makes the calls of earlier messages first, whenever they come', async () => {
    const dingtalk = createDingTalk(20)
    const pacer = createPacer(LIMIT)
    for (const n of [5, 3, 4, 1, 2]) void pacer.run(place(START + n), dingtalk.call(String(n)))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(dingtalk.accepted).toEqual(['5', '1', '2', '3', '4'])
  })

  it('makes a refused call again after a second or more, before those that came later', async () => {
    const pacer = createPacer(LIMIT)
    const made: [name: number, at: number][] = []
    let refusals = 1
    const call = (n: number) => async () => {
      made.push([n, Date.now() - START])
      if (n === 0 && refusals-- > 0) throw new DeliveryError('throttled')
    }
    const all = Promise.all(run(pacer, 40, call))
    await vi.advanceTimersByTimeAsync(60_000)
    await all
    const [first, again] = made.filter(([n]) => n === 0).map(([, at]) => at) as [number, number]
    expect(again - first).toBeGreaterThanOrEqual(1_000)
    expect(again - first).toBeLessThan(2_000)
    expect(made.filter(([, at]) => at > again).length).toBeGreaterThan(0)
  })

  it('pauses longer and longer while DingTalk refuses everything', async () => {
    const dingtalk = createDingTalk(0)
    const pacer = createPacer(LIMIT)
    for (const waiting of run(pacer, 100, () => dingtalk.call())) waiting.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(dingtalk.made.length).toBeLessThan(12)
  })

  it('gives up a call whose time is over with `throttled`, and makes it not again', async () => {
    const dingtalk = createDingTalk(0)
    const outcome = createPacer(LIMIT)
      .run(place(START, START + 10_000), dingtalk.call())
      .catch((error) => error)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await outcome).toMatchObject({ failure: 'throttled' })
    const calls = dingtalk.made.length
    await vi.advanceTimersByTimeAsync(120_000)
    expect(dingtalk.made).toHaveLength(calls)
  })

  it('does not make a call that has waited until its time was over', async () => {
    const pacer = createPacer({ calls: 1, least: 1, windowMs: 60_000 })
    await pacer.run(place(), async () => undefined)
    const late = pacer.run(place(START, START + 30_000), async () => 'made').catch((error) => error)
    await vi.advanceTimersByTimeAsync(90_000)
    expect(await late).toMatchObject({ failure: 'throttled', evidence: 'expired' })
  })

  it('passes every other failure on at once', async () => {
    const busy = async () => {
      throw new DeliveryError('busy')
    }
    await expect(createPacer(LIMIT).run(place(), busy)).rejects.toMatchObject({ failure: 'busy' })
  })

  it('continues when the clock is set back by an hour', async () => {
    const pacer = createPacer(LIMIT)
    await pacer.run(place(), async () => undefined)
    vi.setSystemTime(START - 3_600_000)
    const next = pacer.run(place(), async () => 'made')
    await vi.advanceTimersByTimeAsync(100)
    expect(await next).toBe('made')
  })
})

/** Random numbers that are the same in every run. */
function useSeededRandom() {
  let state = 1
  const next = () => {
    state = (state * 48_271) % 0x7fffffff
    return state / 0x7fffffff
  }
  beforeEach(() => {
    state = 1
    vi.spyOn(Math, 'random').mockImplementation(next)
  })
  afterEach(() => void vi.restoreAllMocks())
}

describe('processes that share a limit', () => {
  useSeededRandom()

  it.each([
    [300, 2],
    [300, 3],
    [1_000, 3],
  ])(
    'make %i calls, %i of them, in 1.2 × the least time, and DingTalk refuses less than 15 percent',
    async (count, processes) => {
      const dingtalk = createDingTalk(20)
      const pacers = Array.from({ length: processes }, () => createPacer(LIMIT))
      const all = Promise.all(pacers.flatMap((pacer) => run(pacer, count / processes, () => dingtalk.call())))
      await vi.advanceTimersByTimeAsync(2 * count * 50)
      await all
      expect(dingtalk.accepted.length).toBeGreaterThanOrEqual(Math.floor(count / processes) * processes)
      expect(dingtalk.made.at(-1)).toBeLessThan(1.2 * count * 50)
      expect((dingtalk.made.length - dingtalk.accepted.length) / dingtalk.made.length).toBeLessThan(0.15)
    },
  )
})

describe('the webhooks of a conversation', () => {
  it('learn a limit of 20 a minute from a few refusals', async () => {
    const dingtalk = createDingTalk(20, 60_000)
    const pacer = createPacers().ofConversation('cid')
    const all = Promise.all(run(pacer, 100, (n) => dingtalk.call(String(n))))
    await vi.advanceTimersByTimeAsync(8 * 60_000)
    await all
    expect(dingtalk.made.length - dingtalk.accepted.length).toBeLessThanOrEqual(15)
    expect(dingtalk.made.at(-1)).toBeLessThan(7 * 60_000)
  })

  it('of one conversation do not hold up those of another', async () => {
    const pacers = createPacers()
    const stuck = pacers.ofConversation('busy').run(place(), createDingTalk(0).call())
    stuck.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    await pacers.ofConversation('quiet').run(place(), async () => undefined)
    expect(Date.now()).toBe(START + 1_000)
  })
})

describe('the pacers of a process', () => {
  it('keep what they learned when other settings change, and begin anew with another app', () => {
    const pacers = createPacers()
    expect(pacers.ofApp('ding1', 20)).toBe(pacers.ofApp('ding1', 20))
    expect(pacers.ofApp('ding2', 20)).not.toBe(pacers.ofApp('ding1', 20))
    expect(pacers.ofConversation('cid')).toBe(pacers.ofConversation('cid'))
  })

  it('remember a bounded number of conversations', () => {
    const pacers = createPacers()
    const first = pacers.ofConversation('first')
    for (let n = 0; n < 1_000; n += 1) pacers.ofConversation(`cid${n}`)
    expect(pacers.ofConversation('cid999')).toBe(pacers.ofConversation('cid999'))
    expect(pacers.ofConversation('first')).not.toBe(first)
  })
})
