import { describe, expect, it } from 'vitest'
import { recall, type Turn } from '../../../functions/bot/conversation'
import { estimateTokens } from '../../../functions/bot/estimate-tokens'

const MINUTE_MS = 60_000
const NOW = 1_760_000_000_000
const LIMITS = { maxTurns: 20, maxTokens: 6_000, idleMs: 120 * MINUTE_MS }

/** Exchanges, oldest first, each so many minutes before now. */
const talk = (...minutesAgo: number[]): Turn[] =>
  minutesAgo.flatMap((minutes, at) => {
    const askedAt = NOW - minutes * MINUTE_MS
    return [
      { role: 'user', content: `问题${at}`, askedAt },
      { role: 'assistant', content: `回答${at} 🙂`, askedAt },
    ]
  })

it('all turns that fit are recalled, oldest first', () => {
  const turns = talk(30, 20, 10)
  expect(recall(turns, LIMITS, NOW)).toEqual(turns)
})

it('no turns are recalled from an empty conversation', () => expect(recall([], LIMITS, NOW)).toEqual([]))

describe('the number of turns', () => {
  it.each([
    [6, 6],
    [5, 4],
    [4, 4],
    [2, 2],
    [1, 0],
    [0, 0],
  ])('is limited to %i, which leaves the newest %i in whole exchanges', (maxTurns, left) => {
    const turns = talk(30, 20, 10)
    expect(recall(turns, { ...LIMITS, maxTurns }, NOW)).toEqual(turns.slice(turns.length - left))
  })
})

describe('a pause', () => {
  it('ends the conversation when it is a millisecond longer than allowed', () => {
    const turns = talk(120)
    expect(recall(turns, LIMITS, NOW)).toEqual(turns)
    expect(recall(turns, LIMITS, NOW + 1)).toEqual([])
  })

  it('between two earlier turns ends the conversation before it', () => {
    const turns = talk(200, 70, 10)
    expect(recall(turns, LIMITS, NOW)).toEqual(turns.slice(2))
  })

  it('is measured from turn to turn, so that a long conversation goes on', () => {
    const turns = talk(400, 300, 200, 100)
    expect(recall(turns, LIMITS, NOW)).toEqual(turns)
  })
})

describe('the estimate of tokens', () => {
  const turns = talk(30, 20, 10)
  const cost = (list: Turn[]) => list.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0)

  it('limits the recalled turns to the newest', () => {
    const two = cost(turns.slice(2))
    expect(recall(turns, { ...LIMITS, maxTokens: two }, NOW)).toEqual(turns.slice(2))
    expect(recall(turns, { ...LIMITS, maxTokens: two - 1 }, NOW)).toEqual(turns.slice(4))
  })

  it('leaves no turns with a limit of 0', () =>
    expect(recall(turns, { ...LIMITS, maxTokens: 0 }, NOW)).toEqual([]))

  it('stops at an exchange that is too long and does not skip it, since earlier turns would make no sense', () => {
    const long = [...talk(30), { ...turns[0], content: '长'.repeat(9_000) } as Turn, turns[1] as Turn]
    expect(recall([...long, ...talk(10)], LIMITS, NOW)).toEqual(talk(10))
  })
})

describe('a newest exchange that is too long', () => {
  const cost = (list: Turn[]) => list.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0)
  const long = (question: string, answer: string): Turn[] => [
    ...talk(30),
    { role: 'user', content: question, askedAt: NOW },
    { role: 'assistant', content: answer, askedAt: NOW },
  ]

  it.each([
    ['Chinese', '长话'],
    ['English', 'many words '],
    ['emoji', '🙂'],
    ['code', 'a[0] = { b: 1 };\n'],
  ])('of %s keeps the beginning of the question and the end of the answer', (_, words) => {
    const turns = long(`问：${words.repeat(9_000)}`, `${words.repeat(9_000)}完`)
    const recalled = recall(turns, LIMITS, NOW)
    expect(recalled).toHaveLength(2)
    expect(recalled[0]?.content).toMatch(/^问：.*\[…\]$/s)
    expect(recalled[1]?.content).toMatch(/^\[…\].*完$/s)
    for (const { content } of recalled) expect(content).not.toMatch(/\p{Cs}/u)
    expect(cost(recalled)).toBeLessThanOrEqual(LIMITS.maxTokens)
    expect(cost(recalled)).toBeGreaterThan(0.8 * LIMITS.maxTokens)
  })

  it('keeps a short question as it is, and leaves no mark in it', () => {
    const [question, answer] = recall(long('写一篇长文', '字'.repeat(30_000)), LIMITS, NOW)
    expect(question?.content).toBe('写一篇长文')
    expect(answer?.content).toMatch(/^\[…\]字{7000,}$/)
  })

  it('keeps a short answer as it is', () => {
    const [question, answer] = recall(long('字'.repeat(30_000), '好'), LIMITS, NOW)
    expect(question?.content).toMatch(/^字{1500,}\[…\]$/)
    expect(answer?.content).toBe('好')
  })

  it('is not recalled after a pause, nor with a limit that has no room for words', () => {
    const turns = long('问', '字'.repeat(30_000))
    expect(recall(turns, LIMITS, NOW + LIMITS.idleMs + 1)).toEqual([])
    for (let maxTokens = 0; maxTokens < 16; maxTokens++)
      expect(recall(turns, { ...LIMITS, maxTokens }, NOW)).toEqual([])
  })
})
