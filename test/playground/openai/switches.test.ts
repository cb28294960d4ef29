import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TestClock } from '../../../playground/clock'
import { createTestClock } from '../../../playground/clock'
import type { OpenAIEmulator } from '../../../playground/openai/emulator'
import { startOpenAI } from '../../../playground/openai/emulator'
import type { FaultId } from '../../../playground/openai/faults'
import { heard, post, REQUEST } from './ask'

let clock: TestClock
let model: OpenAIEmulator
beforeAll(async () => {
  clock = createTestClock()
  model = await startOpenAI({ clock })
})
afterEach(() => model.reset())
afterAll(async () => {
  await model.close()
  clock.dispose()
})

describe('the switches', () => {
  const strike = async (calls: number) => {
    const statuses: number[] = []
    for (let call = 0; call < calls; call += 1) statuses.push((await post(model, REQUEST)).status)
    return statuses
  }

  it('strike so many times, or until they are switched off', async () => {
    model.faults.set('server-error', { times: 2 })
    expect(await strike(3)).toEqual([500, 500, 200])
    const off = model.faults.set('unavailable')
    expect(await strike(4)).toEqual([503, 503, 503, 503])
    expect(model.faults.active()).toMatchObject([
      { id: 'unavailable', hits: 4, left: Number.POSITIVE_INFINITY },
    ])
    off()
    expect(await strike(1)).toEqual([200])
  })

  it('strike the same calls for the same seed, about as often as they are told', async () => {
    model.faults.set('server-error', { probability: 0.3 })
    model.faults.seed(7)
    const once = await strike(100)
    model.faults.seed(7)
    expect(await strike(100)).toEqual(once)
    const struck = once.filter((status) => status === 500).length
    expect(struck).toBeGreaterThan(15)
    expect(struck).toBeLessThan(45)
  })

  it('follow each other in the order of the table when several are on', async () => {
    model.faults.set('server-error', { times: 1 })
    model.faults.set('rate-limited', { times: 1 })
    model.faults.set('bad-key', { times: 1 })
    expect(await strike(4)).toEqual([401, 429, 500, 200])
  })

  it('let a delay come before another fault', async () => {
    model.faults.set('slow', { times: 1, ms: 60_000 })
    model.faults.set('unavailable', { times: 1 })
    const arrived = heard(model, 'call')
    const answer = post(model, REQUEST)
    await arrived
    clock.advance(60_000)
    expect((await answer).status).toBe(503)
    expect(model.store.calls[0]?.ms).toBeGreaterThanOrEqual(60_000)
  })

  it('tell how long to wait, in whole seconds and in milliseconds', async () => {
    model.faults.set('rate-limited', { retryAfterSeconds: 1.5 })
    const { headers } = await post(model, REQUEST)
    expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual(['2', '1500'])
  })

  it('drop what hangs when everything is reset', async () => {
    model.faults.set('hang')
    const arrived = heard(model, 'call')
    const answer = post(model, REQUEST)
    answer.catch(() => {}) // looked at below
    await arrived
    model.reset()
    await expect(answer).rejects.toThrow()
  })

  it('refuse unknown names and impossible numbers', () => {
    const { set } = model.faults
    expect(() => set('earthquake' as FaultId)).toThrow(RangeError)
    expect(() => set('slow', { times: 0 })).toThrow(RangeError)
    expect(() => set('slow', { probability: 2 })).toThrow(RangeError)
    expect(() => set('slow', { ms: -1 })).toThrow(RangeError)
    expect(() => set('slow', { retryAfterSeconds: 1 })).toThrow(RangeError)
  })
})
