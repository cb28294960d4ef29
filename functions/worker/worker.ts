/**
 * Works on messages from their claim to their end, takes over what dead processes left, and hands over what a
 * stopping process cannot finish. Nothing here ever rejects: there is nobody left to catch it.
 */
import { randomUUID } from 'node:crypto'
import type { OutgoingMessage } from '../dingtalk/deliver'
import type { Incoming } from '../dingtalk/message'
import { describe } from '../errors'
import type { Database } from '../storage/database'
import { createInbox } from '../storage/inbox'
import { LEASE_MS } from '../storage/inbox-entry'
import { type AnswerOutcome, createInFlight, type InFlightJob, type Job } from './in-flight'
import { createPendingCloses } from './pending-closes'
import { createProcessMessage, type Ending, type ProcessMessageTools } from './process-message'

export interface WorkerTools extends ProcessMessageTools {
  database: Database
  log(line: object): void
}

/** How a claim went. */
export type Claimed = Pick<InFlightJob, 'stored' | 'late' | 'ms'>

/** Before a delivery that failed on every channel is tried again. */
const POSTPONE_MS = 30_000
/** Of the time to stop, what is left for giving away. */
const HAND_OVER_MS = 1_500
/** Messages taken over at the first look: a process that soon dies again has cost few of them an attempt. */
const FIRST_TAKEN_OVER = 6
/** With every look it lives through twice as many, up to this: what a crowd left behind must not wait for long. */
const MAX_TAKEN_OVER = 200

export type Worker = ReturnType<typeof createWorker>

export function createWorker(tools: WorkerTools) {
  const inbox = createInbox<Incoming, AnswerOutcome>(tools.database, randomUUID())
  const ends = createPendingCloses(inbox)
  const inFlight = createInFlight(inbox, ends.ids)
  const live = createProcessMessage(inbox, inFlight, tools)
  let isAway = false
  let isLooking = false
  let isDraining = false
  let takeOverFrom = 0
  let room = FIRST_TAKEN_OVER

  const work = async (one: InFlightJob): Promise<void> => {
    inFlight.hold(one)
    const startedAt = Date.now()
    const ending = await live(one).catch((error) => ({ result: 'internal', evidence: describe(error) }))
    one.ms.total = Date.now() - startedAt
    tools.log(toLine(one, ending))
    await finish(one, ending.result)
    inFlight.letGo(one)
  }

  const finish = async (one: InFlightJob, result: string): Promise<void> => {
    if (result === 'taken-over') return
    if (result === 'postponed') return postpone(one)
    return ends.tell(one, result)
  }

  const postpone = (one: InFlightJob): Promise<void> =>
    inbox.release(one.job, POSTPONE_MS).catch(() => {
      // Unless it was taken over meanwhile, here or elsewhere.
      setTimeout(() => inFlight.has(one.job._id) || void work(one), POSTPONE_MS)
    })

  /**
   * After a blackout every lease may have run out although its owner lives: for the time of one lease the living
   * say what they finished and what they still have, and nobody takes anything over.
   */
  const comeBack = async (): Promise<void> => {
    await tools.database.run((db) => db.command({ ping: 1 }))
    isAway = false
    takeOverFrom = Date.now() + LEASE_MS
    await inFlight.renewLeases()
  }

  return {
    inbox,

    /** Works on a message this process has claimed; resolves when it is done or given away. */
    work: (job: Job, claim: Claimed): Promise<void> => work({ job, ...claim }),

    /** The same, but the letter goes to the caller instead of DingTalk; `undefined` when there is none. */
    async answer(job: Job, claim: Claimed): Promise<OutgoingMessage | undefined> {
      await work({ job, ...claim, inBody: true })
      return job.answer?.message
    },

    /** Nothing in hand, and nothing to tell the database yet. */
    isIdle: (): boolean => inFlight.isEmpty() && ends.isEmpty(),

    /** Tells the database what it could not be told when it happened. @throws DatabaseAway */
    tellEnds: ends.flush,

    /** Takes over what dead processes left behind; one look at a time. */
    async resume(): Promise<void> {
      if (isLooking) return
      isLooking = true
      try {
        if (isAway) await comeBack()
        await ends.flush()
        if (isDraining || Date.now() < takeOverFrom) return
        for (const job of await inbox.takeOver(room)) {
          if (isDraining) await inbox.release(job, 0)
          else if (!inFlight.has(job._id)) void work({ job, stored: true, ms: {} })
        }
        room = Math.min(2 * room, MAX_TAKEN_OVER)
      } catch {
        isAway = true
        room = FIRST_TAKEN_OVER
      } finally {
        isLooking = false
      }
    },

    /** Finishes what is under way, gives away what is not finished in time, and tells what it has not told yet. */
    async drain(timeoutMs: number): Promise<void> {
      isDraining = true
      const until = Date.now() + timeoutMs
      const isLate = (marginMs: number) => Date.now() > until - marginMs
      while (!inFlight.isEmpty() && !isLate(HAND_OVER_MS)) await sleep(20)
      // What is on its way to DingTalk is not given away: whoever took it would send it again.
      const idle = inFlight.all().filter(({ sending }) => !sending)
      await Promise.all(idle.map(({ job }) => inbox.release(job, 0).catch(() => undefined)))
      while (inFlight.all().some(({ sending }) => sending) && !isLate(0)) await sleep(20)
      while (!ends.isEmpty() && !isLate(0)) await ends.flush().catch(() => sleep(100))
    },
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** One structured line: ids, phases, counts; never what was said, never a secret. */
function toLine({ job, ms }: InFlightJob, ending: Ending): object {
  const { conversation, type } = job.message ?? {}
  const { _id: id, attempts: attempt } = job
  return {
    event: 'message',
    id,
    conversation: conversation?.id,
    kind: conversation?.kind,
    type,
    attempt,
    ...ending,
    ms,
  }
}
