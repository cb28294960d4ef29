/**
 * The messages that this process has accepted: being claimed, being worked on, finished but not yet closed in the
 * database, or done. It answers redeliveries while the database is away, and keeps the order of a session.
 */
import { EventEmitter } from 'node:events'
import type { InFlightMessage, Job } from './types'

/** Bounds the memory of a process, also during a long outage of the database. */
const MAX_TRACKED = 10_000
/** How often a message that waits for its session looks again; another replica may hold the lock. */
const POLL_SESSION_MS = 500

interface Tracked {
  /** Settles when a redelivery of the message may be acknowledged. */
  accepted: Promise<unknown>
  /** Absent while the message is being claimed and after it is done. */
  message?: InFlightMessage
}

export type InFlight = ReturnType<typeof createInFlight>

/** An empty tracker; one per worker. */
export function createInFlight() {
  const tracked = new Map<string, Tracked>()
  const sessions = createSessions()

  const track = (id: string, entry: Tracked): void => {
    tracked.set(id, entry)
    if (tracked.size <= MAX_TRACKED) return
    for (const [oldest, { message }] of tracked) {
      if (message && !message.pendingResult) continue
      tracked.delete(oldest)
      return
    }
  }

  const closed = ({ job }: InFlightMessage): void => {
    const entry = tracked.get(job._id)
    if (entry) entry.message = undefined
  }

  /** Messages in work and messages to be closed. */
  const all = (): InFlightMessage[] => [...tracked.values()].flatMap(({ message }) => message ?? [])

  return {
    all,
    working: (): InFlightMessage[] => all().filter(({ pendingResult }) => !pendingResult),
    pendingCloses: (): InFlightMessage[] => all().filter(({ pendingResult }) => pendingResult),
    /** Whether a message of the session waits here for the model. */
    isQueued: (session: string): boolean =>
      sessions.jobs(session).some(({ _id }) => tracked.get(_id)?.message?.isQueued),
    has: (id: string): boolean => tracked.get(id)?.message !== undefined,

    /** Whether the message was seen here before; resolves when that delivery is safely accepted, not earlier. */
    async isRedelivery(id: string): Promise<boolean> {
      const entry = tracked.get(id)
      await entry?.accepted
      return entry !== undefined
    },

    /** Remembers that a message is being claimed. @returns the claim */
    accept<T>(id: string, claim: Promise<T>): Promise<T> {
      track(id, { accepted: claim })
      return claim
    },

    /** The work on a message begins. */
    start(message: InFlightMessage): void {
      const { _id } = message.job
      track(_id, { accepted: tracked.get(_id)?.accepted ?? Promise.resolve(), message })
      sessions.add(message.job)
    },

    /** The work on a message has ended; it stays tracked while its close is pending. */
    end(message: InFlightMessage): void {
      if (!message.pendingResult) closed(message)
      sessions.remove(message.job)
    },

    /** The database knows by now how the message ended. */
    closed,

    isFirstOfSession: sessions.isFirst,
    sessionChange: sessions.change,
  }
}

/** Which messages of a session are worked on here, and which of them wait for the others. */
function createSessions() {
  const jobs = new Map<string, Set<Job>>()
  /** Emits the key of a session when the work on one of its messages ends here. */
  const ends = new EventEmitter().setMaxListeners(0)

  return {
    jobs: (session: string): Job[] => [...(jobs.get(session) ?? [])],

    add(job: Job): void {
      jobs.set(job.session, (jobs.get(job.session) ?? new Set()).add(job))
    },

    remove(job: Job): void {
      const ofSession = jobs.get(job.session)
      ofSession?.delete(job)
      if (ofSession?.size === 0) jobs.delete(job.session)
      ends.emit(job.session)
    },

    /** Whether no message of the same session that is worked on here came earlier. */
    isFirst: ({ session, receivedAt }: Job): boolean =>
      [...(jobs.get(session) ?? [])].every((job) => job.receivedAt >= receivedAt),

    /** Resolves when the work on a message of the session ends here, or after POLL_SESSION_MS. */
    change: (session: string): Promise<void> =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          ends.off(session, wake)
          resolve()
        }
        const timer = setTimeout(wake, POLL_SESSION_MS)
        ends.on(session, wake)
      }),
  }
}
