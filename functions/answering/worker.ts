/**
 * Works on messages from their claim to their end, takes over what dead processes left, and hands over what a
 * stopping process cannot finish. Nothing here ever rejects: there is nobody left to catch it.
 */
import { randomUUID } from 'node:crypto'
import type { Incoming } from '../dingtalk/message'
import type { Letter } from '../dingtalk/reply'
import { describe } from '../errors'
import type { Database } from '../storage/database'
import { createInbox } from '../storage/inbox'
import { createHands, type Held, type Job, type Outcome } from './hands'
import { createLife, type Ending, type LifeTools } from './life'

export interface WorkerTools extends LifeTools {
  database: Database
  log(line: object): void
}

/** How a claim went. */
export interface Claimed {
  /** Whether the inbox has the message. */
  stored: boolean
  /** The insertion that took too long, if there is one. */
  late?: Promise<unknown>
  ms: Record<string, number>
}

/** Before a delivery that failed on every road is tried again. */
const POSTPONE_MS = 30_000
/** Messages taken over at one look: a replica that comes back must not drown. */
const MAX_TAKEN_OVER = 50
/** Ends remembered through a blackout of the database; bounds the memory a long one can take. */
const MAX_UNSAVED = 10_000

export type Worker = ReturnType<typeof createWorker>

export function createWorker(tools: WorkerTools) {
  const inbox = createInbox<Incoming, Outcome>(tools.database, randomUUID())
  const hands = createHands(inbox)
  const live = createLife(inbox, hands, tools)
  /** Ended, but the database could not be told yet. */
  const unsaved = new Map<string, Held>()
  let databaseWasAway = false

  const work = async (one: Held): Promise<void> => {
    hands.hold(one)
    const startedAt = Date.now()
    const ending = await live(one).catch((error) => ({ result: 'internal', evidence: describe(error) }))
    one.ms.total = Date.now() - startedAt
    tools.log(toLine(one, ending))
    await finish(one, ending.result)
    hands.letGo(one)
  }

  const finish = async (one: Held, result: string): Promise<void> => {
    if (result === 'taken-over') return
    if (result === 'postponed') return postpone(one)
    one.finished = result
    if (one.stored) await inbox.close(one.job, result).catch(() => saveLater(one))
  }

  const postpone = async (one: Held): Promise<void> => {
    if (one.stored) return inbox.release(one.job, POSTPONE_MS).catch(() => undefined)
    setTimeout(() => void work(one), POSTPONE_MS)
  }

  const saveLater = (one: Held): void => {
    unsaved.set(one.job._id, one)
    const [oldest] = unsaved.keys()
    if (unsaved.size > MAX_UNSAVED && oldest) unsaved.delete(oldest)
  }

  const saveUnsaved = async (): Promise<void> => {
    for (const [id, { job, finished }] of unsaved) {
      await inbox.close(job, finished ?? '')
      unsaved.delete(id)
    }
  }

  /** A claim that the database did not take in time may land after all: then the inbox is told how it ended. */
  const toHeld = (job: Job, { stored, late, ms }: Claimed, more: Pick<Held, 'inBody'> = {}): Held => {
    const one: Held = { job, stored, ms, ...more }
    late?.then(
      () => {
        one.stored = true
        if (one.finished) saveLater(one)
      },
      () => undefined,
    )
    return one
  }

  return {
    inbox,

    /** Works on a message this process has claimed; resolves when it is done or given away. */
    work: (job: Job, claim: Claimed): Promise<void> => work(toHeld(job, claim)),

    /** The same, but the letter goes to the caller instead of DingTalk; `undefined` when there is none. */
    async answer(job: Job, claim: Claimed): Promise<Letter | undefined> {
      await work(toHeld(job, claim, { inBody: true }))
      return job.answer?.letter
    },

    /** Takes over what dead processes left behind. */
    async resume(): Promise<void> {
      try {
        await saveUnsaved()
        // After a blackout the others first get a moment to say what they finished meanwhile.
        if (databaseWasAway) {
          databaseWasAway = false
          return await hands.renewLeases()
        }
        for (let taken = 0; taken < MAX_TAKEN_OVER; taken += 1) {
          const job = await inbox.takeOver()
          if (!job) return
          if (!hands.has(job._id)) void work({ job, stored: true, ms: {} })
        }
      } catch {
        databaseWasAway = true
      }
    },

    /** Finishes what is under way, and gives away what is not finished in time. */
    async drain(timeoutMs: number): Promise<void> {
      const until = Date.now() + timeoutMs
      while (!hands.isEmpty() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      await Promise.all(hands.stored().map(({ job }) => inbox.release(job, 0).catch(() => undefined)))
    },
  }
}

/** One structured line: ids, phases, counts; never what was said, never a secret. */
function toLine({ job, ms }: Held, ending: Ending): object {
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
