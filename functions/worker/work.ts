/** The work on one message: process it, log its line, tell the database how it ended. Nothing rejects but `flush`. */
import { now } from '../clock'
import { describe } from '../errors'
import type { WorkerContext } from './context'
import { countOutcome } from './count-use'
import { toLogLine } from './log-line'
import { processMessage } from './process-message'
import type { Ending, InFlightMessage, ProcessResult } from './types'

/** How long a delivery that failed on every channel waits for its next attempt. */
const POSTPONE_MS = 30_000
/** How long the database may take to close a message; the answer has been sent by then. */
const CLOSE_PATIENCE_MS = 10_000
/** Messages closed at the same time when the database is back. */
const FLUSH_BATCH = 10

/** Works on an accepted message and sends its answer. */
export async function work(context: WorkerContext, message: InFlightMessage): Promise<void> {
  context.inFlight.start(message)
  context.heartbeat.start()
  const startedAt = now()
  const ending = await processMessage(context, message).catch(
    (error): Ending => ({ result: 'internal', evidence: describe(error) }),
  )
  message.ms.total = now() - startedAt
  context.log(toLogLine(message.job, ending, message.ms))
  await finish(context, message, ending.result)
  context.inFlight.end(message)
}

async function finish(
  context: WorkerContext,
  message: InFlightMessage,
  result: ProcessResult,
): Promise<void> {
  const { inbox, inFlight } = context
  const { isReleased, job, stored, tools } = message
  switch (result) {
    case 'taken-over':
      // One that was not given away by this process was another's from the start, which counts it.
      return stored || isReleased ? undefined : countOutcome(tools, job, undefined)
    case 'postponed':
      return inbox.release(job, POSTPONE_MS).catch(() => {
        // The database is away: this process tries again, unless the message was taken over by then.
        setTimeout(() => inFlight.has(job._id) || void work(context, message), POSTPONE_MS)
      })
    default:
      return inbox.close(job, result, { stored, patienceMs: CLOSE_PATIENCE_MS }).catch(() => {
        message.pendingResult = result
      })
  }
}

/** Closes finished messages that could not be closed when they ended. @throws DatabaseAway */
export async function flush({ inbox, inFlight }: WorkerContext): Promise<void> {
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
