/**
 * The life of a message after its claim: wait for its turn, think, store, deliver, done.
 *
 * Any step may be the last one of this process. What is stored by then is enough for another process to go
 * on: an answer that was stored is not asked for again, a part that was noted is not sent again.
 */
import { randomUUID } from 'node:crypto'
import type { Incoming } from '../dingtalk/message'
import {
  type Journey,
  type Letter,
  type Recipient,
  type Refusals,
  type Road,
  StoppedError,
} from '../dingtalk/reply'
import { type DeliveryFailure, describe } from '../errors'
import type { Database } from '../storage/database'
import { createInbox, type Entry, LEASE_MS } from '../storage/inbox'
import type { Notices } from '../storage/notices'
import type { TurnDocument, Turns } from '../storage/turns'

/** Everything that is left to do once a message has been thought about. Plain data. */
export interface Outcome {
  letter: Letter
  /** What is remembered of it. */
  exchange: TurnDocument[]
  /** An exchange that this one takes the place of. */
  replaces?: string
  /** `answered`, or why there is only a sentence. */
  result: string
  evidence?: string
  model?: string
  usage?: { prompt: number; completion: number }
}

export type Job = Entry<Incoming, Outcome>

export interface WorkerTools {
  database: Database
  turns: Turns
  notices: Notices
  /** Never rejects. @param interrupted there is no time, or were too many attempts: a sentence will do */
  think(job: Job, interrupted: boolean): Promise<Outcome>
  deliver(to: Recipient, letter: Letter, journey: Journey): Promise<{ road: Road; refusals: Refusals }>
  /** The line for the owner, `undefined` for what no owner can mend. */
  ownerHint(failure: DeliveryFailure): string | undefined
  log(line: object): void
  /** From the callback to giving up on the model. */
  answerWithinMs: number
}

/** After this many processes died over a message, the person gets a sentence instead of another try. */
const MAX_ATTEMPTS = 5
/** After this long nobody waits for an answer any more. */
const GIVE_UP_MS = 30 * 60 * 1_000
/** Before a delivery that failed on every road is tried again. */
const POSTPONE_MS = 30_000
/** How often a message that waits for its turn looks, when another replica has it. */
const LOOK_MS = 500
/** Messages taken over in one go: a replica that comes back must not drown. */
const MAX_TAKEN_OVER = 50

/** Remembered through a blackout of the database; bounds the memory a long one can take. */
const MAX_UNSAVED = 10_000

/** A message in this process's hands. */
interface Held {
  job: Job
  /** Whether the inbox has it; without the database a message lives in this process alone. */
  stored: boolean
  /** Milliseconds by phase, for the log. */
  ms: Record<string, number>
  finished?: string
  /** The answer is the HTTP body. */
  inBody?: true
}

/** How a delivery went; `result` when it did not get through. */
interface Delivery {
  road?: Road | 'body'
  refusals: Refusals
  result?: string
}

/** How a claim went. */
export interface Claimed {
  /** Whether the inbox has the message. */
  stored: boolean
  /** The insertion that took too long, if there is one. */
  late?: Promise<unknown>
  ms: Record<string, number>
}

export type Worker = ReturnType<typeof createWorker>

export function createWorker(tools: WorkerTools) {
  const inbox = createInbox<Incoming, Outcome>(tools.database, randomUUID())
  const held = new Map<string, Held>()
  /** Done, but the database could not be told yet. */
  const unsaved = new Map<string, Held>()
  const waiting = new Map<string, Set<() => void>>()
  let heartbeat: NodeJS.Timeout | undefined
  let databaseWasAway = false

  const hold = (one: Held): void => {
    held.set(one.job._id, one)
    heartbeat ??= setInterval(() => void renewLeases(), LEASE_MS / 3)
  }

  const letGo = ({ job }: Held): void => {
    held.delete(job._id)
    if (held.size === 0) {
      clearInterval(heartbeat)
      heartbeat = undefined
    }
    for (const look of waiting.get(job.session) ?? []) look()
  }

  const renewLeases = async (): Promise<void> => {
    const ids = [...held.values()].filter(({ stored }) => stored).map(({ job }) => job._id)
    if (ids.length > 0) await inbox.renew(ids).catch(() => undefined)
  }

  /**
   * Until this session's earlier messages are done, or there is no time left to wait.
   * @returns false when another process has the message by now
   */
  const waitForTurn = async ({ job, stored }: Held, deadlineAt: number): Promise<boolean> => {
    while (stored && job.turn !== job.session && Date.now() < deadlineAt) {
      // Without the database there is no order to keep.
      const turn = await inbox.takeTurn(job).catch(() => 'taken')
      if (turn === 'lost') return false
      if (turn === 'taken') job.turn = job.session
      else await nextChange(job.session)
    }
    return true
  }

  /** Resolves when a message of the session is done here, or after a moment, for it may be done elsewhere. */
  const nextChange = (session: string): Promise<void> =>
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
    })

  /** Stores the answer and both turns. @returns false when another process has the message by now */
  const store = async (one: Held, outcome: Outcome): Promise<boolean> => {
    const saved = one.stored ? inbox.saveAnswer(one.job, outcome).catch(() => true) : Promise.resolve(true)
    const [kept] = await Promise.all([saved, remember(outcome)])
    return kept
  }

  /** Memory is worth having and never worth an answer. */
  const remember = async ({ exchange, replaces }: Outcome): Promise<void> => {
    const [first] = exchange
    if (!first) return
    if (replaces) await tools.turns.remove(first.session, replaces).catch(() => undefined)
    await tools.turns.add(exchange).catch(() => undefined)
  }

  const deliver = async (one: Held, letter: Letter): Promise<Delivery> => {
    const { job } = one
    const onSent = async (sent: number, road: Road) => {
      job.sent = sent
      job.road = road
      // The last part is noted together with the end of the message.
      if (!one.stored || sent === letter.parts.length) return
      if (!(await inbox.saveProgress(job, sent, road).catch(() => true))) throw new StoppedError()
    }
    const hint = async (failure: DeliveryFailure) => {
      const line = tools.ownerHint(failure)
      return line && (await tools.notices.mayTell().catch(() => false)) ? line : undefined
    }
    try {
      return await tools.deliver(job.message as Incoming, letter, {
        sent: job.sent,
        road: job.road as Road | undefined,
        onSent,
        hint,
      })
    } catch (error) {
      if (error instanceof StoppedError) return { refusals: [], result: 'taken-over' }
      const { refusals = [], passing = false } = error as { refusals?: Refusals; passing?: boolean }
      return { refusals, result: passing ? 'postponed' : 'undelivered' }
    }
  }

  /** Takes a message as far as it gets. @returns what the log says of it */
  const live = async (one: Held): Promise<Record<string, unknown>> => {
    const { job, ms } = one
    if (Date.now() - job.receivedAt > GIVE_UP_MS) return { result: 'expired' }
    const deadlineAt = job.receivedAt + tools.answerWithinMs

    if (job.state === 'asked' || !job.answer) {
      if (!(await timed(ms, 'wait', () => waitForTurn(one, deadlineAt)))) return { result: 'taken-over' }
      const interrupted = job.attempts > MAX_ATTEMPTS || (job.attempts > 1 && Date.now() >= deadlineAt)
      job.answer = await timed(ms, 'think', () => tools.think(job, interrupted))
      if (!(await timed(ms, 'store', () => store(one, job.answer as Outcome))))
        return { result: 'taken-over' }
    } else {
      await remember(job.answer)
    }

    const { letter, result, evidence, model, usage } = job.answer
    const delivery: Delivery = one.inBody
      ? { road: 'body', refusals: [] }
      : await timed(ms, 'send', () => deliver(one, letter))
    const [refusal] = delivery.refusals
    if (refusal) await tools.notices.record(refusal.failure, refusal.evidence).catch(() => undefined)
    return {
      result: delivery.result ?? result,
      evidence,
      model,
      tokens: usage,
      road: delivery.road,
      parts: letter.parts.length,
      refusals: delivery.refusals.length > 0 ? delivery.refusals : undefined,
    }
  }

  const work = async (one: Held): Promise<void> => {
    const { job } = one
    hold(one)
    const startedAt = Date.now()
    const line = await live(one).catch((error) => ({ result: 'internal', evidence: describe(error) }))
    one.ms.total = Date.now() - startedAt
    const { conversation, type } = job.message ?? {}
    tools.log({
      event: 'message',
      id: job._id,
      conversation: conversation?.id,
      kind: conversation?.kind,
      type,
      attempt: job.attempts,
      ...line,
      ms: one.ms,
    })
    await finish(one, line.result as string)
    letGo(one)
  }

  const finish = async (one: Held, result: string): Promise<void> => {
    if (result === 'taken-over') return
    if (result === 'postponed') return postpone(one)
    one.finished = result
    if (one.stored) await inbox.close(one.job, result).catch(() => saveLater(one))
  }

  const saveLater = (one: Held): void => {
    unsaved.set(one.job._id, one)
    const [oldest] = unsaved.keys()
    if (unsaved.size > MAX_UNSAVED && oldest) unsaved.delete(oldest)
  }

  const postpone = async (one: Held): Promise<void> => {
    if (one.stored) return inbox.release(one.job, POSTPONE_MS).catch(() => undefined)
    setTimeout(() => void work(one), POSTPONE_MS)
  }

  const saveUnsaved = async (): Promise<void> => {
    for (const [id, { job, finished }] of unsaved) {
      await inbox.close(job, finished ?? '')
      unsaved.delete(id)
    }
  }

  /** A claim that the database did not take in time may land after all: then the inbox is told how it ended. */
  const toHeld = (job: Job, { stored, late, ms }: Claimed): Held => {
    const one: Held = { job, stored, ms }
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

    /** Works on a message this process has claimed. Never rejects; resolves when it is done or given away. */
    work: (job: Job, claim: Claimed): Promise<void> => work(toHeld(job, claim)),

    /** The same, but the letter goes to the caller instead of DingTalk; `undefined` when there is none. */
    async answer(job: Job, claim: Claimed): Promise<Letter | undefined> {
      await work({ ...toHeld(job, claim), inBody: true })
      return job.answer?.letter
    },

    /** Takes over what dead processes left behind. Never rejects. */
    async resume(): Promise<void> {
      try {
        await saveUnsaved()
        // After a blackout the others first get a moment to say what they finished meanwhile.
        if (databaseWasAway) {
          databaseWasAway = false
          return renewLeases()
        }
        for (let taken = 0; taken < MAX_TAKEN_OVER; taken += 1) {
          const job = await inbox.takeOver()
          if (!job) return
          if (!held.has(job._id)) void work({ job, stored: true, ms: {} })
        }
      } catch {
        databaseWasAway = true
      }
    },

    /** Finishes what is under way, and gives away what is not finished in time. */
    async drain(timeoutMs: number): Promise<void> {
      const until = Date.now() + timeoutMs
      while (held.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      const rest = [...held.values()].filter(({ stored }) => stored)
      await Promise.all(rest.map(({ job }) => inbox.release(job, 0).catch(() => undefined)))
    },
  }
}

async function timed<T>(ms: Record<string, number>, phase: string, step: () => Promise<T>): Promise<T> {
  const startedAt = Date.now()
  try {
    return await step()
  } finally {
    ms[phase] = Date.now() - startedAt
  }
}
