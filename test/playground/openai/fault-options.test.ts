import { describe, expect, it } from 'vitest'
import type { FaultId } from '../../../playground/openai/faults'
import { nextEvent, post, REQUEST, useOpenAI } from './support'

const openai = useOpenAI()

describe('the faults', () => {
  const statuses = async (calls: number) => {
    const list: number[] = []
    for (let call = 0; call < calls; call += 1) list.push((await post(openai.model, REQUEST)).status)
    return list
  }

  it('hit `times` calls, or all until they are removed', async () => {
    openai.model.faults.set('server-error', { times: 2 })
    expect(await statuses(3)).toEqual([500, 500, 200])
    const remove = openai.model.faults.set('unavailable')
    expect(await statuses(4)).toEqual([503, 503, 503, 503])
    expect(openai.model.faults.active()).toMatchObject([
      { id: 'unavailable', hits: 4, left: Number.POSITIVE_INFINITY },
    ])
    remove()
    expect(await statuses(1)).toEqual([200])
  })

  it('hit the same calls for the same seed, with about the given probability', async () => {
    openai.model.faults.set('server-error', { probability: 0.3 })
    openai.model.faults.seed(7)
    const once = await statuses(100)
    openai.model.faults.seed(7)
    expect(await statuses(100)).toEqual(once)
    const hits = once.filter((status) => status === 500).length
    expect(hits).toBeGreaterThan(15)
    expect(hits).toBeLessThan(45)
  })

  it('apply in the order of the table', async () => {
    openai.model.faults.set('server-error', { times: 1 })
    openai.model.faults.set('rate-limited', { times: 1 })
    openai.model.faults.set('bad-key', { times: 1 })
    expect(await statuses(4)).toEqual([401, 429, 500, 200])
  })

  it('apply a delay before another fault', async () => {
    openai.model.faults.set('slow', { times: 1, ms: 60_000 })
    openai.model.faults.set('unavailable', { times: 1 })
    const arrived = nextEvent(openai.model, 'call')
    const answer = post(openai.model, REQUEST)
    await arrived
    openai.clock.advance(60_000)
    expect((await answer).status).toBe(503)
    expect(openai.model.store.calls[0]?.ms).toBeGreaterThanOrEqual(60_000)
  })

  it('send retry-after in whole seconds and in milliseconds', async () => {
    openai.model.faults.set('rate-limited', { retryAfterSeconds: 1.5 })
    const { headers } = await post(openai.model, REQUEST)
    expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual(['2', '1500'])
  })

  it('close hanging calls at a reset', async () => {
    openai.model.faults.set('hang')
    const arrived = nextEvent(openai.model, 'call')
    const answer = post(openai.model, REQUEST)
    answer.catch(() => {}) // it is expected to reject, below
    await arrived
    openai.model.reset()
    await expect(answer).rejects.toThrow()
  })

  it('cannot be set with unknown names or impossible numbers', () => {
    const { set } = openai.model.faults
    expect(() => set('earthquake' as FaultId)).toThrow(RangeError)
    expect(() => set('slow', { times: 0 })).toThrow(RangeError)
    expect(() => set('slow', { probability: 2 })).toThrow(RangeError)
    expect(() => set('slow', { ms: -1 })).toThrow(RangeError)
    expect(() => set('slow', { retryAfterSeconds: 1 })).toThrow(RangeError)
  })
})
