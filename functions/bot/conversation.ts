/**
 * Which of the earlier turns the model is shown: the newest that fit, by number, by tokens, by idle time.
 * Takes plain data; no clock, no database.
 */
import { estimateTokens } from './estimate-tokens'

export interface Turn {
  role: 'user' | 'assistant'
  content: string
  /** When the question came, ms since the epoch; the same for its answer. */
  askedAt: number
  /** Who asked, in a memory that a whole group shares. */
  askedBy?: string
}

/** What a person chose with a command; empty means the default. */
export interface Choice {
  model?: string
  role?: string
}

export interface MemoryLimits {
  maxTurns: number
  /** Of the earlier turns together, by estimate; the question itself always goes in. */
  maxTokens: number
  /** A pause longer than this starts a new conversation. */
  idleMs: number
}

/** What a message costs beyond its text: role and separators. */
export const TOKENS_PER_TURN = 4

/**
 * The turns that still belong to the conversation.
 * @param turns oldest first, questions and answers in pairs
 * @param now when the new question came, ms
 */
export function recall<T extends Turn>(turns: T[], limits: MemoryLimits, now: number): T[] {
  let tokens = 0
  let later = now
  let from = turns.length
  while (from >= 2 && turns.length - from + 2 <= limits.maxTurns) {
    const question = turns[from - 2] as T
    const answer = turns[from - 1] as T
    tokens += estimateTokens(question.content) + estimateTokens(answer.content) + 2 * TOKENS_PER_TURN
    if (later - question.askedAt > limits.idleMs || tokens > limits.maxTokens) break
    later = question.askedAt
    from -= 2
  }
  return turns.slice(from)
}
