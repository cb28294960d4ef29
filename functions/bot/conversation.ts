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
/** Stands for what is left out of a long turn. */
const LEFT_OUT = '[…]'
/** Of the tokens for a newest exchange that is too long, its question takes at most this share. */
const QUESTION_SHARE = 1 / 4

/**
 * The turns that still belong to the conversation. Of the newest answer at least the end is among them, where the model
 * goes on after "continue", and of its question the beginning.
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
    if (later - question.askedAt > limits.idleMs) break
    if (tokens > limits.maxTokens)
      return from < turns.length ? turns.slice(from) : shorten(question, answer, limits)
    later = question.askedAt
    from -= 2
  }
  return turns.slice(from)
}

/** The beginning of the question and the end of the answer; nothing where there is no room for words of both. */
function shorten<T extends Turn>(question: T, answer: T, { maxTokens }: MemoryLimits): T[] {
  const tokens = maxTokens - 2 * (TOKENS_PER_TURN + estimateTokens(LEFT_OUT))
  const asked = keep(question.content, tokens * QUESTION_SHARE, (text, length) => text.slice(0, length))
  const answered = keep(answer.content, tokens - estimateTokens(asked), (text, length) => text.slice(-length))
  if (!asked || !answered) return []
  return [
    { ...question, content: asked === question.content ? asked : asked + LEFT_OUT },
    { ...answer, content: answered === answer.content ? answered : LEFT_OUT + answered },
  ]
}

/** As much of a text as the tokens allow, without half an emoji. */
function keep(text: string, tokens: number, take: (text: string, length: number) => string): string {
  let kept = text
  for (let cost = estimateTokens(kept); cost > tokens; cost = estimateTokens(kept)) {
    const length = Math.floor(kept.length * Math.min(tokens / cost, 0.95))
    if (length < 1) return ''
    kept = take(kept, length).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
  }
  return kept
}
