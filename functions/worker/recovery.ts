/** Takes over messages of processes that died, and releases those that a stopping process cannot finish. */
import { LEASE_MS } from '../storage/inbox-collection'
import type { WorkerContext } from './context'
import type { Job } from './types'
import { flush, work } from './work'

/** The end of the drain time that is kept for releasing messages. */
const RELEASE_MS = 1_500
/** Messages taken over at the first poll: if this process dies soon, few of them have lost an attempt. */
const FIRST_BATCH = 6
/** The batch doubles with every poll, up to this. */
const MAX_BATCH = 200

/** @returns `recover` and `drain`; neither rejects */
export function createRecovery(context: WorkerContext) {
  const { currentTools, database, heartbeat, inbox, inFlight } = context
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
    takeOverFrom = Date.now() + LEASE_MS
    await heartbeat.renewLeases()
  }

  const takeOver = async (): Promise<void> => {
    for (const job of (await inbox.takeOver(batch)) as Job[]) {
      if (isDraining) await inbox.release(job, 0)
      else if (!inFlight.has(job._id))
        void work(context, { job, tools: currentTools(), stored: true, ms: {} })
    }
    batch = Math.min(2 * batch, MAX_BATCH)
  }

  const recover = async (): Promise<void> => {
    if (isRecovering) return
    isRecovering = true
    try {
      if (isAway) await reconnect()
      await flush(context)
      if (!isDraining && Date.now() >= takeOverFrom) await takeOver()
    } catch {
      isAway = true
      batch = FIRST_BATCH
    } finally {
      isRecovering = false
    }
  }

  const drain = async (timeoutMs: number): Promise<void> => {
    isDraining = true
    const until = Date.now() + timeoutMs
    const isLate = (marginMs: number) => Date.now() > until - marginMs
    const sending = () => inFlight.working().filter(({ isSending }) => isSending)
    while (inFlight.working().length > 0 && !isLate(RELEASE_MS)) await sleep(20)
    // A message that is being sent is kept: the process that took it over would send it again.
    const releasable = inFlight.working().filter(({ isSending }) => !isSending)
    await Promise.all(releasable.map(({ job }) => inbox.release(job, 0).catch(() => undefined)))
    while (sending().length > 0 && !isLate(0)) await sleep(20)
    while (inFlight.pendingCloses().length > 0 && !isLate(0)) await flush(context).catch(() => sleep(100))
  }

  return { recover, drain }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
