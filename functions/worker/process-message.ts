/**
 * The work on a message after its claim: wait for the session, read the memory, ask the model, store, deliver.
 *
 * The process may be killed after any step. What is stored by then is enough for another process to continue: a stored
 * answer is not asked for again, and a part that was noted as sent is not sent again.
 */
import { now } from '../clock'
import type { Texts } from '../texts/types'
import type { WorkerContext } from './context'
import { countOutcome } from './count-use'
import { deliverAnswer } from './deliver-answer'
import { generateAnswer } from './generate-answer'
import { EXPIRES_AFTER_MS } from './incoming-message'
import { createMessageCard } from './message-card'
import { endReaction, startReaction } from './reaction'
import { restoreQuote } from './restore-quote'
import { toTurns } from './session'
import { CLAIM_PATIENCE_MS, readMemoryInOrder } from './session-lock'
import type { AnswerOutcome, Ending, InFlightMessage } from './types'

/** After this many processes that ended while they sent this message's answer, the person gets a sentence, too. */
const MAX_DELIVERIES = 2
/** After this many attempts that ended with the process, the person gets a sentence instead of another attempt. */
const MAX_ATTEMPTS = 5
/**
 * How long a message may at least wait for its session: where a process dies, its message is taken over within 15 s and
 * holds the lock until then. Where the time for an answer is shorter than this, it begins when the lock is held.
 */
const MIN_WAIT_MS = 30_000

/** Takes a message as far as this process can. */
export async function processMessage(context: WorkerContext, message: InFlightMessage): Promise<Ending> {
  const { job, tools } = message
  const wantsCard = tools.config.dingtalk.replyVia === 'card' && !message.replyInBody
  if (wantsCard || job.card) message.card ??= createMessageCard(context, message)
  const isExpired = now() - job.receivedAt > EXPIRES_AFTER_MS
  await endCard(message, isExpired)
  if (isExpired) {
    if (!job.answer) await countOutcome(tools, job, undefined)
    endReaction(message)
    return { result: 'expired' }
  }

  if (job.state === 'answered' && job.answer) return resume(context, message, job.answer)
  startReaction(message)
  if (!(await answer(context, message))) {
    await message.card?.stop()
    return { result: 'taken-over' }
  }
  endReaction(message)
  return timed(message.ms, 'send', () => deliverAnswer(context, message, job.answer as AnswerOutcome))
}

/** Ends a card that will not show the answer: its process may have died before it did. */
async function endCard({ card, job, tools }: InFlightMessage, isExpired: boolean): Promise<void> {
  const { card: texts, failure } = tools.texts
  // A card that was sent shows the beginning of the answer, and keeps it.
  if (isExpired && job.card && job.sent === 0) await card?.end(failure.interrupted)
  else if (job.card?.failed) await card?.end(texts.elsewhere)
}

/**
 * Sends an answer whose process died. That may have been because of this answer: should this process die as well while
 * it converts or sends it, the person gets a sentence instead.
 */
async function resume(
  context: WorkerContext,
  message: InFlightMessage,
  outcome: AnswerOutcome,
): Promise<Ending> {
  const { job, ms, tools } = message
  endReaction(message)
  // The process may have died before it stored the turns.
  await remember(message, outcome)
  const { sent, deliveries = 0 } = job
  // Parts of it were sent: it has ended no process.
  message.isSuspect = sent === 0 && deliveries < MAX_DELIVERIES
  const isGivenUp = sent === 0 && deliveries >= MAX_DELIVERIES
  const answer = isGivenUp ? toInterrupted(tools.texts) : outcome
  return timed(ms, 'send', () => deliverAnswer(context, message, answer))
}

/** @returns false when another process has the message by now */
async function answer(context: WorkerContext, message: InFlightMessage): Promise<boolean> {
  const { job, tools, ms } = message
  const { timeoutMs } = tools.config.model
  // An attempt has the whole time, also after other processes used it up, until the message expires.
  const expiresAt = job.receivedAt + EXPIRES_AFTER_MS
  const endOfWait = () => Math.min(now() + Math.max(timeoutMs, MIN_WAIT_MS), expiresAt)
  let waitUntil = endOfWait()
  const isOver = () => {
    // The time that an earlier message of the session waits for the model does not count either.
    if (context.inFlight.isQueued(job.session)) waitUntil = endOfWait()
    return now() >= waitUntil
  }
  const memory = await timed(ms, 'wait', () => readMemoryInOrder(context, message, isOver))
  const hasTime = timeoutMs < MIN_WAIT_MS && now() < waitUntil
  const deadlineAt = hasTime ? Math.min(now() + timeoutMs, expiresAt) : waitUntil
  if (!memory) return false
  await restoreQuote(context, message)
  const outcome =
    job.attempts > MAX_ATTEMPTS
      ? toInterrupted(tools.texts)
      : await timed(ms, 'generate', () => generateAnswer(message, memory, deadlineAt))
  Object.assign(job, { answer: outcome, state: 'answered', deliveries: 1 })
  return timed(ms, 'store', () => store(context, message, outcome))
}

const toInterrupted = ({ failure }: Texts): AnswerOutcome => ({
  text: failure.interrupted,
  result: 'interrupted',
})

/** Stores the answer and the turns. @returns false when another process has the message by now */
async function store(
  { inbox }: WorkerContext,
  message: InFlightMessage,
  outcome: AnswerOutcome,
): Promise<boolean> {
  const { job } = message
  // Several replicas may have a message whose claim was undecided: this decides who sends the answer.
  const saving = message.stored ? inbox.saveAnswer(job, outcome) : inbox.adopt(job, CLAIM_PATIENCE_MS)
  const [isOurs] = await Promise.all([saving.catch(() => true), remember(message, outcome)])
  if (isOurs) await countOutcome(message.tools, job, outcome)
  return isOurs
}

/** Stores the turns. A memory that cannot be stored does not hold up the answer. */
async function remember({ job, tools }: InFlightMessage, outcome: AnswerOutcome): Promise<void> {
  const documents = toTurns(job, outcome, tools.config.memory.keepMs)
  if (documents.length === 0) return
  if (outcome.replaces) await tools.turns.remove(job.session, outcome.replaces).catch(() => undefined)
  await tools.turns.add(documents).catch(() => undefined)
}

async function timed<T>(ms: Record<string, number>, phase: string, step: () => Promise<T>): Promise<T> {
  const startedAt = now()
  try {
    return await step()
  } finally {
    ms[phase] = now() - startedAt
  }
}
