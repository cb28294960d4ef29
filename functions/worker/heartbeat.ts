/**
 * Renews the leases of the messages in flight. The timer belongs to this copy of the code, not to the process: after
 * a republish the older copy finishes its messages and stops its own timer.
 */
import type { Inbox } from '../storage/inbox'
import { LEASE_MS, RENEW_EVERY_MS } from '../storage/inbox-collection'
import type { InFlight } from './in-flight'

export type Heartbeat = ReturnType<typeof createHeartbeat>

/** @returns `start`, which runs until nothing is in flight, and `renewLeases`, which never rejects */
export function createHeartbeat(inbox: Inbox, inFlight: InFlight) {
  let timer: NodeJS.Timeout | undefined

  const renewLeases = (): Promise<void> => renew(inbox, inFlight).catch(() => undefined)

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

async function renew(inbox: Inbox, inFlight: InFlight): Promise<void> {
  const messages = inFlight.all()
  if (messages.length === 0) return
  const leaseUntil = Date.now() + LEASE_MS
  const ids = messages.map(({ job }) => job._id)
  const ours = await inbox.renew(ids, leaseUntil)
  for (const message of messages) {
    const { job } = message
    if (ours.has(job._id)) {
      message.stored = true
      job.leaseUntil = leaseUntil
    } else if (!message.stored && !message.pendingResult) {
      // The database was away at its claim. Now it is in the inbox, either as ours or as another process's.
      await inbox.adopt(job)
      message.stored = true
    }
  }
}
