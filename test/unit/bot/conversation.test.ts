import { describe, expect, it } from 'vitest'
import { recall, type Turn } from '../../../functions/bot/conversation'
import { estimateTokens } from '../../../functions/bot/estimate-tokens'

const MINUTE_MS = 60_000
const NOW = 1_760_000_000_000
const LIMITS = { maxTurns: 20, maxTokens: 6_000, idleMs: 120 * MINUTE_MS }

/** Exchanges, oldest first, each `minutesAgo` before now. */
const talk = (...minutesAgo: number[]): Turn[] =>
  minutesAgo.flatMap((minutes, at) => {
    const askedAt = NOW - minutes * MINUTE_MS
    return [
      { role: 'user', content: `问题${at}`, askedAt },
      { role: 'assistant', content: `回答${at} 🙂`, askedAt },
    ]
  })

it('recalls everything that fits, oldest first', () => {
  const turns = talk(30, 20, 10)
  expect(recall(turns, LIMITS, NOW)).toEqual(turns)
})

it('recalls nothing of nothing', () => expect(recall([], LIMITS, NOW)).toEqual([]))

describe('the number of turns', () => {
  it.each([
    [6, 6],
    [5, 4],
    [4, 4],
    [2, 2],
    [1, 0],
    [0, 0],
  ])('a limit of %i leaves the newest %i: an exchange is never torn', (maxTurns, left) => {
    const turns = talk(30, 20, 10)
    expect(recall(turns, { ...LIMITS, maxTurns }, NOW)).toEqual(turns.slice(turns.length - left))
  })
})

describe('a pause', () => {
  it('that is as long as allowed does not end the conversation, a millisecond more does', () => {
    const turns = talk(120)
    expect(recall(turns, LIMITS, NOW)).toEqual(turns)
    expect(recall(turns, LIMITS, NOW + 1)).toEqual([])
  })

  it('between two earlier turns forgets what was before it', () => {
    const turns = talk(200, 70, 10)
    expect(recall(turns, LIMITS, NOW)).toEqual(turns.slice(2))
  })

  it('counts from turn to turn, so that a long conversation does not end by itself', () => {
    const turns = talk(400, 300, 200, 100)
    expect(recall(turns, LIMITS, NOW)).toEqual(turns)
  })
})

describe('the estimate of tokens', () => {
  const turns = talk(30, 20, 10)
  const cost = (list: Turn[]) => list.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0)

  it('bounds what is recalled, the newest first', () => {
    const two = cost(turns.slice(2))
    expect(recall(turns, { ...LIMITS, maxTokens: two }, NOW)).toEqual(turns.slice(2))
    expect(recall(turns, { ...LIMITS, maxTokens: two - 1 }, NOW)).toEqual(turns.slice(4))
  })

  it('of nothing recalls nothing', () => expect(recall(turns, { ...LIMITS, maxTokens: 0 }, NOW)).toEqual([]))

  it('stops at an exchange too long for it, and does not skip it: what comes before would make no sense', () => {
    const long = [...talk(30), { ...turns[0], content: '长'.repeat(9_000) } as Turn, turns[1] as Turn]
    expect(recall(long, LIMITS, NOW)).toEqual([])
  })
})
