/**
 * The order of a session: a message is answered when all earlier messages of its session are done, also those of other
 * replicas. Without the database there is no order.
 */
import { now } from '../clock'
import { within } from '../deadline'
import type { Memory } from '../storage/turns'
import type { WorkerContext } from './context'
import { toGroupSession } from './session'
import type { InFlightMessage } from './types'

/** How long a database that does not answer may keep a message waiting for its session. */
const ORDER_PATIENCE_MS = 4_000
/** How long an undecided claim is waited for, counted from the callback. */
export const CLAIM_PATIENCE_MS = 4_000

/**
 * Waits for the session and reads its memory. A message that has held the lock since its claim reads the memory while
 * the lock is confirmed: nothing of its session can have ended in between.
 * @param isOver whether to stop waiting
 * @returns `undefined` when another process has the message by now
 */
export async function readMemoryInOrder(
  context: WorkerContext,
  message: InFlightMessage,
  isOver: () => boolean,
): Promise<Memory | undefined> {
  const { job } = message
  const early = message.stored && job.sessionLock === job.session ? readMemory(message) : undefined
  if (await isClaimLost(context, message)) return undefined
  const lock = await waitForLock(context, message, isOver)
  if (lock === 'lost') return undefined
  return early && lock === 'immediate' ? early : readMemory(message)
}

/** The memory before this message; empty when the database is away. */
function readMemory({ job, tools }: InFlightMessage): Promise<Memory> {
  const { turns, config } = tools
  // Only admins give a group a role.
  const group = config.access.admins.length > 0 ? toGroupSession(job.message) : undefined
  return turns
    .read(job.session, config.memory.maxTurns, job._id, group)
    .catch(() => ({ turns: [], choice: {} }))
}

/**
 * Waits a little longer for a claim that was undecided at the acknowledgement, because the order depends on it.
 * @returns whether the message belongs to another process
 */
async function isClaimLost({ inbox }: WorkerContext, message: InFlightMessage): Promise<boolean> {
  const { job, lateClaim } = message
  if (message.stored || !lateClaim) return false
  const leftMs = Math.max(0, job.receivedAt + CLAIM_PATIENCE_MS - now())
  const claim = await within(leftMs, lateClaim, () => new Error('undecided')).catch(() => undefined)
  // The document that was there may be our own: the heartbeat inserts it, too.
  const isOurs = claim === 'claimed' || (claim === 'seen' && (await inbox.isMine(job).catch(() => true)))
  message.stored = message.stored || isOurs
  return claim === 'seen' && !isOurs
}

/** @returns `lost` when another process has the message; otherwise whether it had to wait */
async function waitForLock(
  { inbox, inFlight }: WorkerContext,
  message: InFlightMessage,
  isOver: () => boolean,
): Promise<'immediate' | 'waited' | 'lost'> {
  const { job } = message
  let outcome: 'immediate' | 'waited' = 'immediate'
  let answeredAt = now()
  while (message.stored && !isOver()) {
    // Only the first message of a session asks the database, and one that may have to give the lock back.
    const asks = inFlight.isFirstOfSession(job) || job.sessionLock === job.session
    const lock = asks ? await inbox.acquireSessionLock(job).catch(() => 'unknown' as const) : 'busy'
    if (lock === 'acquired') return outcome
    if (lock === 'lost') return lock
    outcome = 'waited'
    if (lock === 'busy') answeredAt = now()
    else if (now() - answeredAt > ORDER_PATIENCE_MS) return outcome
    await inFlight.sessionChange(job.session)
  }
  return outcome
}
