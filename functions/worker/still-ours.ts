/** Whether this process still has a message: one that was suspended may have lost its lease. */
import { hasClockJumped, now } from '../clock'
import type { Inbox } from '../storage/inbox'
import type { InFlightMessage } from './types'

/** Asks the database only where the lease may have run out. Never rejects. */
export async function isLost(inbox: Inbox, { job, stored }: InFlightMessage): Promise<boolean> {
  const mayBeLost = stored && (now() > job.leaseUntil || hasClockJumped())
  return mayBeLost && !(await inbox.isMine(job).catch(() => true))
}
