/** The structured line that ends every message: ids, phases, counts; never what was said, never a secret. */
import type { Job, MessageResult } from './types'

/** Read by the playground and by tests; `ms` are durations by phase. */
export interface LogLine {
  event: 'message'
  id: string
  conversation?: string
  kind?: 'direct' | 'group'
  type?: string
  result: MessageResult
  /** DingTalk's keys of the parts that were sent through the robot API. */
  sendKeys?: string[]
  ms: Record<string, number>
  [detail: string]: unknown
}

/** @param job what the line is about: a job, or an incoming message that needed none */
export function toLogLine(
  { _id: id, attempts: attempt, message, sendKeys }: Pick<Job, '_id'> & Partial<Job>,
  ending: { result: MessageResult; [detail: string]: unknown },
  ms: Record<string, number>,
): LogLine {
  const { id: conversation, kind } = message?.conversation ?? {}
  return { event: 'message', id, conversation, kind, type: message?.type, attempt, ...ending, sendKeys, ms }
}
