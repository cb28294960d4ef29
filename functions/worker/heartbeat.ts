/**
 * Renews the leases of the messages in flight. The timer belongs to this copy of the code, not to the process: after
 * a republish the older copy finishes its messages and stops its own timer.
 */
import { now } from '../clock'
import type { Inbox } from '../storage/inbox'
import { LEASE_MS, RENEW_EVERY_MS } from '../storage/inbox-collection'
import type { InFlight } from './in-flight'
import type { InFlightMessage } from './types'

export type Heartbeat = ReturnType<typeof createHeartbeat>

/** @returns `start`, which runs until nothing is in flight, and `renewLeases`, which never rejects */
export function createHeartbeat(inbox: Inbox, inFlight: InFlight) {
  let timer: NodeJS.Timeout | undefined

  const renewLeases = (): Promise<void> => renew(inbox, inFlight.all()).catch(() => undefined)

  const beat = (): void => {
    if (inFlight.all().length > 0) return void renewLeases()
    clearInterval(timer)
    timer = undefined
  }

  return {
    renewLeases,
    start(): void {
      timer ??= setInterval(beat, RENEW_EVERY_MS)
    },
  }
}

async function renew(inbox: Inbox, messages: InFlightMessage[]): Promise<void> {
  if (messages.length === 0) return
  const leaseUntil = now() + LEASE_MS
  const ours = await inbox.renew(
    messages.map(({ job }) => job._id),
    leaseUntil,
  )
  for (const message of messages) {
    const { job, stored, pendingResult } = message
    if (ours.has(job._id)) job.leaseUntil = leaseUntil
    // The database was away at its claim. Now it is in the inbox, either as ours or as another process's.
    else if (!stored && !pendingResult) await inbox.adopt(job)
    else continue
    message.stored = true
  }
}
