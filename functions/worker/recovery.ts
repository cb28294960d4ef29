/** Takes over messages of processes that died, and releases those that a stopping process cannot finish. */
import { now, syncClock } from '../clock'
import { LEASE_MS } from '../storage/inbox-collection'
import type { WorkerContext } from './context'
import { countOutcome } from './count-use'
import { toLogLine } from './log-line'
import { toOutgoingMessage } from './outgoing-message'
import type { InFlightMessage, Job } from './types'
import { flush, work } from './work'

/** The end of the drain time that is kept for releasing messages. */
const RELEASE_MS = 1_500
/** Messages taken over at the first poll: if this process dies soon, few of them have lost an attempt. */
const FIRST_BATCH = 6
/** The batch doubles with every poll, up to this. */
const MAX_BATCH = 200

/** @returns `recover` and `drain`; neither rejects */
export function createRecovery(context: WorkerContext) {
  const { currentTools, database, heartbeat, inbox, inFlight, usage } = context
  let isAway = false
  let isRecovering = false
  let isDraining = false
  let takeOverFrom = 0
  let batch = FIRST_BATCH

  /**
   * After an outage every lease may have run out although its owner is alive. For one lease the living processes close
   * and renew what they have, and no process takes anything over.
   */
  const reconnect = async (): Promise<void> => {
    await database.ping()
    isAway = false
    takeOverFrom = now() + LEASE_MS
    await heartbeat.renewLeases()
  }

  const takeOver = async (): Promise<void> => {
    for (const job of (await inbox.takeOver(batch, inFlight.has)) as Job[]) {
      if (isDraining) await inbox.release(job, 0).catch(() => undefined)
      else if (!inFlight.has(job._id))
        void work(context, { job, tools: currentTools(), stored: true, ms: {} })
    }
    batch = Math.min(2 * batch, MAX_BATCH)
  }

  const recover = async (): Promise<void> => {
    if (isRecovering) return
    isRecovering = true
    try {
      await syncClock(database.readTime)
      if (isAway) await reconnect()
      await flush(context)
      if (!isDraining && now() >= takeOverFrom) await takeOver()
    } catch {
      isAway = true
      batch = FIRST_BATCH
    } finally {
      isRecovering = false
    }
  }

  /** Releases a message. One whose answer is an HTTP body has no other way back: it ends with a sentence there. */
  const handOver = async (message: InFlightMessage): Promise<void> => {
    const { job, tools, stored, replyInBody, ms } = message
    if (!replyInBody) return inbox.release(job, 0)
    const { texts } = tools
    replyInBody(toOutgoingMessage(texts.failure.interrupted, texts))
    context.log(toLogLine(job, { result: 'interrupted', channel: 'body' }, ms))
    if (!job.answer) await countOutcome(tools, job, undefined)
    await inbox.close(job, 'interrupted', { stored })
  }

  const drain = async (timeoutMs: number): Promise<void> => {
    isDraining = true
    const until = now() + timeoutMs
    const isLate = (marginMs: number) => now() > until - marginMs
    const sending = () => inFlight.working().filter(({ isSending }) => isSending)
    while (inFlight.working().length > 0 && !isLate(RELEASE_MS)) await sleep(20)
    // A message that is being sent is kept: the process that took it over would send it again.
    const unsent = inFlight.working().filter(({ isSending }) => !isSending)
    for (const message of unsent) message.isReleased = true
    await Promise.all(unsent.map((message) => handOver(message).catch(() => undefined)))
    while (sending().length > 0 && !isLate(0)) await sleep(20)
    while (inFlight.pendingCloses().length > 0 && !isLate(0)) await flush(context).catch(() => sleep(100))
    await usage.flush().catch(() => undefined)
  }

  return { recover, drain }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
