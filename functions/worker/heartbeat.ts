/**
 * Renews the leases of the messages in flight. The timer belongs to this copy of the code, not to the process: after
 * a republish the older copy finishes its messages and stops its own timer.
 */
import { LEASE_MS, RENEW_EVERY_MS } from '../storage/inbox-entry'
import type { InFlight } from './in-flight'
import type { JobInbox } from './types'

export type Heartbeat = ReturnType<typeof createHeartbeat>

/** @returns `start`, which runs until nothing is in flight, and `renewLeases`, which never rejects */
export function createHeartbeat(inbox: JobInbox, inFlight: InFlight) {
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

async function renew(inbox: JobInbox, inFlight: InFlight): Promise<void> {
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
      // The database was away at its claim. Insert it now, unless another process has it.
      message.stored = await inbox.adopt(job).then(() => true)
    }
  }
}
