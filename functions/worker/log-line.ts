/** The structured line that ends every message: ids, phases, counts; never what was said, never a secret. */
import type { IncomingMessage } from '../dingtalk/types'
import type { MessageResult } from './types'

/** Read by the playground and by tests; `ms` are durations by phase. */
export interface LogLine {
  event: 'message'
  id: string
  conversation?: string
  kind?: 'direct' | 'group'
  type?: string
  result: MessageResult
  ms: Record<string, number>
  [detail: string]: unknown
}

/** @param message what the line is about: a job, or an incoming message that needed none */
export function toLogLine(
  { _id: id, attempts: attempt, message }: { _id: string; attempts?: number; message?: IncomingMessage },
  ending: { result: MessageResult; [detail: string]: unknown },
  ms: Record<string, number>,
): LogLine {
  const conversation = message?.conversation
  const about = { id, conversation: conversation?.id, kind: conversation?.kind, type: message?.type, attempt }
  return { event: 'message', ...about, ...ending, ms }
}
