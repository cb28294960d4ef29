/**
 * The life of a message after its claim: wait for its turn, think, store, deliver.
 *
 * Any step may be the last one of this process. What is stored by then is enough for another process to go
 * on: an answer that was stored is not asked for again, a part that was noted is not sent again.
 */

import { within } from '../deadline'
import {
  type Channel,
  type DeliveryProgress,
  type OutgoingMessage,
  type Recipient,
  type Refusals,
  StoppedError,
} from '../dingtalk/deliver'
import type { Incoming } from '../dingtalk/message'
import { DeliveryError, type DeliveryFailure } from '../errors'
import type { BotStatus } from '../storage/bot-status'
import type { Memory, Turns } from '../storage/turns'
import type { AnswerOutcome, InFlight, InFlightJob, Job, JobInbox } from './in-flight'
import { toTurnPair } from './turn-pair'

export interface ProcessMessageTools {
  turns: Turns
  botStatus: BotStatus
  /** What was said before; never rejects. */
  recall(job: Job): Promise<Memory>
  /** Never rejects. @param interrupted there is no time, or were too many attempts: a sentence will do */
  think(job: Job, memory: Memory, interrupted: boolean): Promise<AnswerOutcome>
  deliver(
    to: Recipient,
    letter: OutgoingMessage,
    progress: DeliveryProgress,
  ): Promise<{ channel: Channel; refusals: Refusals }>
  /** The line for the owner, `undefined` for what no owner can fix. */
  ownerHint(failure: DeliveryFailure): string | undefined
  /** From the callback to giving up on the model. */
  answerWithinMs: number
  /** How long what was said may be kept. */
  rememberForMs: number
}

/** How a message ended, or why this process stopped working on it; the rest is for the log. */
export interface Ending {
  result: string
  [detail: string]: unknown
}

/** After this many processes died over a message, the person gets a sentence instead of another try. */
const MAX_ATTEMPTS = 5
/** How long a database that does not answer keeps a message from being answered out of turn. */
const ORDER_PATIENCE_MS = 4_000
/** The same for a claim, from the callback on, and once more before its answer is sent. */
const CLAIM_PATIENCE_MS = 4_000
/** After this long nobody waits for an answer any more. */
const GIVE_UP_MS = 30 * 60 * 1_000

/** How a delivery went; `result` when it did not get through. */
interface Delivery {
  channel?: Channel | 'body'
  refusals: Refusals
  result?: string
}

/** @returns a function that takes a message as far as it gets */
export function createProcessMessage(inbox: JobInbox, inFlight: InFlight, tools: ProcessMessageTools) {
  /**
   * A claim that was not decided in time for the acknowledgement is worth a moment more: the order hangs on it.
   * @returns whether the message is another process's
   */
  const isClaimLost = async (one: InFlightJob): Promise<boolean> => {
    const { job, late } = one
    if (one.stored || !late) return false
    const leftMs = Math.max(0, job.receivedAt + CLAIM_PATIENCE_MS - Date.now())
    const claim = await within(leftMs, late, () => new Error('undecided')).catch(() => undefined)
    // What was there already may be what the heartbeat brought in meanwhile.
    const isOurs = claim === 'claimed' || (claim === 'seen' && (await inbox.isMine(job).catch(() => true)))
    one.stored = one.stored || isOurs
    return claim === 'seen' && !isOurs
  }

  /**
   * Until this session's earlier messages are done, or there is no time left to wait.
   * @returns whether it had to wait; `lost` when another process has the message by now
   */
  const waitForTurn = async (
    one: InFlightJob,
    deadlineAt: number,
  ): Promise<'at-once' | 'waited' | 'lost'> => {
    const { job } = one
    if (await isClaimLost(one)) return 'lost'
    let ending: 'at-once' | 'waited' = 'at-once'
    let answeredAt = Date.now()
    while (one.stored && Date.now() < deadlineAt) {
      // Of those that wait here only the first asks, unless one has the turn and may have to give it back.
      const asks = inFlight.isFirst(job) || job.sessionLock === job.session
      const turn = asks ? await inbox.acquireSessionLock(job).catch(() => 'unknown') : 'busy'
      if (turn === 'taken') return ending
      if (turn === 'lost') return turn
      ending = 'waited'
      if (turn === 'busy') answeredAt = Date.now()
      // Without the database there is no order to keep; a slow one is worth a moment.
      else if (Date.now() - answeredAt > ORDER_PATIENCE_MS) return ending
      await inFlight.nextChange(job.session)
    }
    return ending
  }

  /**
   * The memory when it is this message's turn. Who has had the turn since its claim finds it complete already, for
   * nothing of the session can have ended since: then it is read while the turn is made sure of.
   * @returns undefined when another process has the message by now
   */
  const recallInTurn = async (one: InFlightJob, deadlineAt: number): Promise<Memory | undefined> => {
    const { job } = one
    const early = one.stored && job.sessionLock === job.session ? tools.recall(job) : undefined
    const turn = await waitForTurn(one, deadlineAt)
    if (turn === 'lost') return undefined
    return early && turn === 'at-once' ? early : tools.recall(job)
  }

  /** Memory is worth having and never worth an answer. */
  const remember = async (job: Job, outcome: AnswerOutcome): Promise<void> => {
    const exchange = toTurnPair(job, outcome, tools.rememberForMs)
    if (exchange.length === 0) return
    const { replaces } = outcome
    if (replaces) await tools.turns.remove(job.session, replaces).catch(() => undefined)
    await tools.turns.add(exchange).catch(() => undefined)
  }

  /** Stores the answer and both turns. @returns false when another process has the message by now */
  const store = async (one: InFlightJob, outcome: AnswerOutcome): Promise<boolean> => {
    // A claim that could not be decided is decided now: several replicas may have the same message in hand.
    const saving = one.stored ? inbox.saveAnswer(one.job, outcome) : inbox.adopt(one.job, CLAIM_PATIENCE_MS)
    const [kept] = await Promise.all([saving.catch(() => true), remember(one.job, outcome)])
    return kept
  }

  /** The line for the owner under the answer: not for every answer, and only when there is a fix. */
  const hint = async (failure: DeliveryFailure): Promise<string | undefined> => {
    const line = tools.ownerHint(failure)
    return line && (await tools.botStatus.mayTell().catch(() => false)) ? line : undefined
  }

  const deliver = async (one: InFlightJob, letter: OutgoingMessage): Promise<Delivery> => {
    const { job } = one
    if (one.inBody) return { channel: 'body', refusals: [] }
    // A process that slept, or starved, may have lost it meanwhile.
    const isLost = one.stored && Date.now() > job.leaseUntil && !(await inbox.isMine(job).catch(() => true))
    if (isLost) return { refusals: [], result: 'taken-over' }
    one.sending = true
    const onSent = async (sent: number, channel: Channel) => {
      job.sent = sent
      job.channel = channel
      // The last part is noted together with the end of the message.
      if (!one.stored || sent === letter.parts.length) return
      if (!(await inbox.saveProgress(job, sent, channel).catch(() => true))) throw new StoppedError()
    }
    try {
      const progress = { sent: job.sent, channel: job.channel as Channel | undefined, onSent, hint }
      return await tools.deliver(job.message as Incoming, letter, progress)
    } catch (error) {
      if (error instanceof StoppedError) return { refusals: [], result: 'taken-over' }
      const { refusals = [], passing } = error as { refusals?: Refusals; passing?: boolean }
      // Next time the channel that may pass comes first, not the one that refused for good.
      job.channel = refusals.find(({ failure }) => new DeliveryError(failure).passing)?.channel ?? job.channel
      return { refusals, result: passing ? 'postponed' : 'undelivered' }
    } finally {
      one.sending = false
    }
  }

  return async function live(one: InFlightJob): Promise<Ending> {
    const { job, ms } = one
    if (Date.now() - job.receivedAt > GIVE_UP_MS) return { result: 'expired' }

    if (job.state === 'asked' || !job.answer) {
      const deadlineAt = job.receivedAt + tools.answerWithinMs
      const memory = await timed(ms, 'wait', () => recallInTurn(one, deadlineAt))
      if (!memory) return { result: 'taken-over' }
      const interrupted = job.attempts > MAX_ATTEMPTS || (job.attempts > 1 && Date.now() >= deadlineAt)
      const outcome = await timed(ms, 'think', () => tools.think(job, memory, interrupted))
      Object.assign(job, { answer: outcome, state: 'answered' })
      const kept = await timed(ms, 'store', () => store(one, outcome))
      if (!kept) return { result: 'taken-over' }
    } else {
      // The process that stored the answer may have died before it stored the turns.
      await remember(job, job.answer)
    }

    const { message: letter, result, evidence, model, usage } = job.answer as AnswerOutcome
    const delivery = await timed(ms, 'send', () => deliver(one, letter))
    const { channel, refusals } = delivery
    const [refusal] = refusals
    return {
      result: delivery.result ?? result,
      evidence,
      model,
      tokens: usage,
      channel,
      parts: letter.parts.length,
      refusals: refusal ? refusals : undefined,
    }
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
