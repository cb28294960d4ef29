/**
 * What this process has in its inFlight: messages it works on, their leases, and who waits for them here.
 *
 * The heartbeat belongs to this copy of the code, not to the process: after a republish the older copy goes
 * on holding what it holds, and its timer ends with the last of it.
 */

import type { OutgoingMessage } from '../dingtalk/deliver'
import type { Incoming } from '../dingtalk/message'
import type { Claim, Inbox } from '../storage/inbox'
import { type InboxEntry, LEASE_MS, RENEW_EVERY_MS } from '../storage/inbox-entry'
import type { Choice } from '../storage/turns'

/** What was asked and answered, as the next prompt needs it. */
export interface TurnPair {
  question: string
  /** What the question was made of, if not of text alone. */
  pieces?: unknown[]
  /** Absent where there was none. */
  answer?: string
  choice: Choice
}

/** Everything that is left to do once a message has been thought about. Plain data. */
export interface AnswerOutcome {
  message: OutgoingMessage
  /** What is to be remembered; see `exchange`. */
  turnPair?: TurnPair
  /** The message whose exchange this one takes the place of. */
  replaces?: string
  /** `answered`, or why there is only a sentence. */
  result: string
  evidence?: string
  model?: string
  usage?: { prompt: number; completion: number }
}

export type Job = InboxEntry<Incoming, AnswerOutcome>
export type JobInbox = Inbox<Incoming, AnswerOutcome>

/** A message in this process's inFlight. */
export interface InFlightJob {
  job: Job
  /** Whether the inbox has it; without the database a message lives in this process alone. */
  stored: boolean
  /** The decision about a claim that was not there in time for the acknowledgement. */
  late?: Promise<Claim>
  /** Parts of its answer are on their way to DingTalk. */
  sending?: boolean
  /** Milliseconds by phase, for the log. */
  ms: Record<string, number>
  /** The answer is the HTTP body. */
  inBody?: true
}

/** How often a message that waits for its turn looks, for another replica may have it. */
const LOOK_MS = 500

export type InFlight = ReturnType<typeof createInFlight>

/** @param others ids whose leases are kept up as well */
export function createInFlight(inbox: JobInbox, others: () => string[]) {
  const held = new Map<string, InFlightJob>()
  const sessions = new Map<string, Set<InFlightJob>>()
  const waiting = new Map<string, Set<() => void>>()
  let heartbeat: NodeJS.Timeout | undefined

  const prolong = async (): Promise<void> => {
    const all = [...held.values()]
    const leaseUntil = Date.now() + LEASE_MS
    const ids = [...held.keys(), ...others()]
    if (ids.length === 0) return
    const ours = await inbox.renew(ids, leaseUntil)
    for (const one of all) {
      if (ours.has(one.job._id)) Object.assign(one, { stored: true }).job.leaseUntil = leaseUntil
      // A message that the inbox could not take at its claim it takes now, unless another process has it.
      else if (!one.stored) one.stored = await inbox.adopt(one.job).then(() => true)
    }
  }

  /** Tells the inbox what is still worked on here. */
  const renewLeases = (): Promise<void> => prolong().catch(() => undefined)

  const beat = (): void => {
    if (held.size === 0 && others().length === 0) {
      clearInterval(heartbeat)
      heartbeat = undefined
    } else void renewLeases()
  }

  return {
    renewLeases,
    all: (): InFlightJob[] => [...held.values()],
    has: (id: string): boolean => held.has(id),
    /** Whether nothing of its session that is held here came earlier. */
    isFirst: ({ session, receivedAt }: Job): boolean =>
      [...(sessions.get(session) ?? [])].every(({ job }) => job.receivedAt >= receivedAt),
    isEmpty: (): boolean => held.size === 0,

    hold(one: InFlightJob): void {
      const { _id, session } = one.job
      held.set(_id, one)
      sessions.set(session, (sessions.get(session) ?? new Set()).add(one))
      heartbeat ??= setInterval(beat, RENEW_EVERY_MS)
    },

    letGo(one: InFlightJob): void {
      const { _id, session } = one.job
      held.delete(_id)
      sessions.get(session)?.delete(one)
      if (sessions.get(session)?.size === 0) sessions.delete(session)
      for (const look of waiting.get(session) ?? []) look()
    },

    /** Resolves when a message of the session is let go here, or after a moment. */
    nextChange: (session: string): Promise<void> =>
      new Promise((resolve) => {
        const looks = waiting.get(session) ?? new Set()
        waiting.set(session, looks)
        const look = () => {
          clearTimeout(timer)
          looks.delete(look)
          if (looks.size === 0) waiting.delete(session)
          resolve()
        }
        const timer = setTimeout(look, LOOK_MS)
        looks.add(look)
      }),
  }
}
