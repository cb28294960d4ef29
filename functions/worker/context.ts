/** What the steps of the worker need. */
import type { DeliveryProgress, DeliveryResult } from '../dingtalk/deliver'
import type { OutgoingMessage, Recipient } from '../dingtalk/types'
import type { DeliveryFailure } from '../errors'
import type { BotStatus } from '../storage/bot-status'
import type { Database } from '../storage/database'
import type { Memory, Turns } from '../storage/turns'
import type { Heartbeat } from './heartbeat'
import type { InFlight } from './in-flight'
import type { AnswerOutcome, Job, JobInbox } from './types'

/** What a worker is made with. */
export interface WorkerTools {
  database: Database
  turns: Turns
  botStatus: BotStatus
  /** The memory before this message; never rejects. */
  readMemory(job: Job): Promise<Memory>
  /** Never rejects. @param interrupted no time or no attempt is left: the answer is a sentence that says so */
  generateAnswer(job: Job, memory: Memory, interrupted: boolean): Promise<AnswerOutcome>
  deliver(to: Recipient, message: OutgoingMessage, progress: DeliveryProgress): Promise<DeliveryResult>
  /** The line for the admin under an answer; `undefined` for failures that no admin can fix. */
  adminHint(failure: DeliveryFailure): string | undefined
  log(line: object): void
  memoryScope: 'user' | 'group'
  /** From the callback to giving up on the model, ms. */
  answerTimeoutMs: number
  /** How long turns are kept, ms. */
  keepTurnsMs: number
}

export interface WorkerContext extends WorkerTools {
  inbox: JobInbox
  inFlight: InFlight
  heartbeat: Heartbeat
}
