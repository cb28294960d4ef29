/**
 * Accepts messages and works on them until they are done, postponed or in the hands of another process. No work
 * rejects: there is no caller left that could handle it.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, OutgoingMessage } from '../dingtalk/types'
import { describe } from '../errors'
import { createInbox } from '../storage/inbox'
import type { WorkerContext, WorkerTools } from './context'
import { createHeartbeat } from './heartbeat'
import { createInFlight } from './in-flight'
import { toLogLine } from './log-line'
import { type Ending, processMessage } from './process-message'
import { createRecovery } from './recovery'
import { nextReceivedAt, toSessionKey } from './session'
import type { AnswerOutcome, InFlightMessage, Job, ProcessResult } from './types'

export type { WorkerTools } from './context'

/** How long a delivery that failed on every channel waits for its next attempt. */
const POSTPONE_MS = 30_000
/** How long the database may take to close a message; the answer has been sent by then. */
const CLOSE_PATIENCE_MS = 10_000
/** Messages closed at the same time when the database is back. */
const FLUSH_BATCH = 10

export type Worker = ReturnType<typeof createWorker>

/** One worker per copy of the code in a process. */
export function createWorker(tools: WorkerTools) {
  const inbox = createInbox<IncomingMessage, AnswerOutcome>(tools.database, randomUUID())
  const inFlight = createInFlight()
  const context: WorkerContext = { ...tools, inbox, inFlight, heartbeat: createHeartbeat(inbox, inFlight) }
  const flush = () => flushPendingCloses(context)
  const recovery = createRecovery(context, { flush, work: (message) => work(context, message) })

  return {
    /** Claims a question, once: `duplicate` when it was accepted before, here or by another replica. */
    accept: (message: IncomingMessage) => accept(context, message),

    /** The same for a message that is answered in the acknowledgement: it is done from the start. */
    acceptInline: (message: IncomingMessage) => acceptInline(context, message),

    /** Works on an accepted message and sends its answer. */
    work: (message: InFlightMessage): Promise<void> => work(context, message),

    /** Works on an accepted message. @returns the answer, for the HTTP body; `undefined` when there is none */
    async answerInBody(message: InFlightMessage): Promise<OutgoingMessage | undefined> {
      await work(context, { ...message, replyInBody: true })
      return message.job.answer?.message
    },

    /** Whether there is nothing to work on and nothing left to tell the database. */
    isIdle: (): boolean => inFlight.all().length === 0,

    /** Closes finished messages that could not be closed when they ended. @throws DatabaseAway */
    flush,

    /** Takes over messages of processes that died. Never rejects. */
    recover: recovery.recover,

    /** Stops taking over, finishes or releases the messages in flight. @param timeoutMs when to give up */
    drain: recovery.drain,
  }
}

async function accept(
  context: WorkerContext,
  message: IncomingMessage,
): Promise<InFlightMessage | 'duplicate'> {
  const startedAt = Date.now()
  const { inbox, inFlight } = context
  if (await isDuplicate(context, message)) return 'duplicate'
  const job = toJob(context, message)
  const claim = await inFlight.accept(job._id, inbox.claim(job))
  if (claim === 'seen') return 'duplicate'
  const ms = { ack: Date.now() - startedAt }
  return claim === 'claimed' ? { job, stored: true, ms } : { job, stored: false, lateClaim: claim.late, ms }
}

async function acceptInline(
  context: WorkerContext,
  message: IncomingMessage,
): Promise<'accepted' | 'duplicate'> {
  if (await isDuplicate(context, message)) return 'duplicate'
  const claim = context.inbox.insertDone(toJob(context, message)).catch(() => 'unknown' as const)
  return (await context.inFlight.accept(message.id, claim)) === 'seen' ? 'duplicate' : 'accepted'
}

/** A redelivery is acknowledged when the first delivery is safely accepted, not earlier. */
async function isDuplicate({ inFlight }: WorkerContext, { id }: IncomingMessage): Promise<boolean> {
  const accepted = inFlight.accepted(id)
  await accepted
  return accepted !== undefined
}

function toJob({ inbox, memoryScope }: WorkerContext, message: IncomingMessage): Job {
  const session = toSessionKey(message, memoryScope)
  return inbox.create({ _id: message.id, session, receivedAt: nextReceivedAt(), message })
}

async function work(context: WorkerContext, message: InFlightMessage): Promise<void> {
  context.inFlight.start(message)
  context.heartbeat.start()
  const startedAt = Date.now()
  const ending = await processMessage(context, message).catch(
    (error): Ending => ({ result: 'internal', evidence: describe(error) }),
  )
  message.ms.total = Date.now() - startedAt
  context.log(toLogLine(message.job, ending, message.ms))
  await finish(context, message, ending.result)
  context.inFlight.end(message)
}

async function finish(
  context: WorkerContext,
  message: InFlightMessage,
  result: ProcessResult,
): Promise<void> {
  switch (result) {
    case 'taken-over':
      return
    case 'postponed':
      return postpone(context, message)
    default:
      return close(context, message, result)
  }
}

async function close(
  { inbox }: WorkerContext,
  message: InFlightMessage,
  result: ProcessResult,
): Promise<void> {
  const { job, stored } = message
  await inbox.close(job, result, { stored, patienceMs: CLOSE_PATIENCE_MS }).catch(() => {
    message.pendingResult = result
  })
}

async function postpone(context: WorkerContext, message: InFlightMessage): Promise<void> {
  const { inbox, inFlight } = context
  await inbox.release(message.job, POSTPONE_MS).catch(() => {
    // The database is away: this process tries again, unless the message was taken over by then.
    setTimeout(() => inFlight.has(message.job._id) || void work(context, message), POSTPONE_MS)
  })
}

async function flushPendingCloses({ inbox, inFlight }: WorkerContext): Promise<void> {
  for (;;) {
    const batch = inFlight.pendingCloses().slice(0, FLUSH_BATCH)
    if (batch.length === 0) return
    await Promise.all(
      batch.map(async (message) => {
        await inbox.close(message.job, message.pendingResult as ProcessResult, { stored: message.stored })
        inFlight.closed(message)
      }),
    )
  }
}
