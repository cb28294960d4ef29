/** Sends a stored answer, part by part, and notes in the inbox how far it got. */
import { type DeliveryProgress, type DeliveryResult, deliver } from '../dingtalk/deliver'
import type { OutgoingMessage } from '../dingtalk/types'
import { type DeliveryFailure, describe, isPassing } from '../errors'
import type { WorkerContext } from './context'
import { EXPIRES_AFTER_MS, wordsOf } from './incoming-message'
import { fitBody, toOutgoingMessage } from './outgoing-message'
import { createPhase, type Phase } from './phase'
import { isLost } from './still-ours'
import type { AnswerOutcome, Ending, InFlightMessage } from './types'

/** Failures that no admin can fix: no line under the answer for these. */
const NO_HINT = new Set<DeliveryFailure>([
  'webhook-gone',
  'throttled',
  'busy',
  'content-refused',
  'group-gone',
])

/** Delivers what is left of an answer. */
export async function deliverAnswer(
  context: WorkerContext,
  message: InFlightMessage,
  outcome: AnswerOutcome,
): Promise<Ending> {
  await prepareCard(message, outcome)
  const phase = createPhase(context, message)
  if (!(await phase.begin())) return { result: 'taken-over' }
  const { outgoing, result, evidence } = convert(outcome, message)
  await phase.end()
  const { model, usage, searches, searchFailure } = outcome
  const shown = message.replyInBody ? fitBody(outgoing, message.tools.texts.cutOff) : outgoing
  if (shown.isCut) await rememberShown(message, shown)
  const details = {
    evidence,
    model,
    tokens: usage,
    searches,
    searchFailure,
    parts: outgoing.parts.length,
    frames: message.card?.frames(),
  }
  if (message.replyInBody) {
    message.replyInBody(outgoing)
    return { result, ...details, channel: 'body' }
  }
  const delivery = await send(context, message, outgoing, phase)
  if (delivery.state === 'stopped') return { result: 'taken-over', ...details }
  const { refusals } = delivery
  if (delivery.state === 'failed')
    return { result: delivery.canRetry ? 'postponed' : 'undelivered', ...details, refusals }
  return { result, ...details, channel: delivery.channel, ...(refusals.length > 0 ? { refusals } : {}) }
}

/** Stops the frames, and opens a card for an answer that has none: the service did not stream it. */
async function prepareCard(
  { card, job }: InFlightMessage,
  { picture, turnPair }: AnswerOutcome,
): Promise<void> {
  await card?.stop()
  // An answer that went elsewhere before, a picture, or a sentence of the bot's own, gets none.
  const isText = turnPair?.answer !== undefined && !picture
  if (job.sent === 0 && !job.channel && isText) await card?.open()
}

/** The memory ends where the person's reading ends, so that the model can go on from there. */
async function rememberShown({ job, tools }: InFlightMessage, { parts }: OutgoingMessage): Promise<void> {
  await tools.turns.setAnswer(job.session, job._id, parts.join('\n\n')).catch(() => undefined)
}

/** The answer as DingTalk shows it; where this program fails with that, a sentence that says so. */
function convert(
  { text, result, evidence, picture }: AnswerOutcome,
  { job, tools: { texts } }: InFlightMessage,
) {
  if (picture) {
    const parts = [`![](${picture})`]
    return { outgoing: { title: texts.draw.title, markdown: true, parts, picture }, result, evidence }
  }
  // Also where the card failed: the parts that were sent must stay the same.
  const cardRoom = job.card ? `\n\n${texts.card.continued}`.length : undefined
  try {
    return { outgoing: toOutgoingMessage(text, texts, wordsOf(job.message), cardRoom), result, evidence }
  } catch (error) {
    const outgoing = toOutgoingMessage(texts.failure.internal, texts)
    return { outgoing, result: 'internal' as const, evidence: describe(error) }
  }
}

async function send(
  context: WorkerContext,
  message: InFlightMessage,
  outgoing: OutgoingMessage,
  phase: Phase,
): Promise<DeliveryResult> {
  const { job, tools } = message
  const progress = toProgress(context, message, outgoing.parts.length, phase)
  const result = await deliver(tools.delivery, job.message, outgoing, progress)
  if (result.state === 'failed') {
    // The next attempt begins with the channel that may work then, not with one that refused for good.
    job.channel = result.refusals.find(({ failure }) => isPassing(failure))?.channel ?? job.channel
  }
  return result
}

function toProgress(
  context: WorkerContext,
  message: InFlightMessage,
  partCount: number,
  phase: Phase,
): DeliveryProgress {
  const { botStatus, inbox } = context
  const { job, tools } = message
  const { adminHint, fix } = tools.texts
  return {
    sent: job.sent,
    channel: job.channel,
    card: message.card?.slot(),
    cardRefusal: message.card?.refusal(),
    place: { arrivedAt: job.receivedAt, expiresAt: job.receivedAt + EXPIRES_AFTER_MS },
    async onStart() {
      if (message.isReleased || (await isLost(inbox, message)) || !(await phase.begin())) return false
      // From here until the part is noted, or refused, no other process may have the message.
      message.isSending = true
      return true
    },
    onFailed() {
      message.isSending = false
      void phase.end()
    },
    async onSent(sent, channel, key) {
      phase.survived()
      job.sent = sent
      job.channel = channel
      if (key) job.sendKeys = [...(job.sendKeys ?? []), key]
      // The last part is noted when the message is closed.
      if (!message.stored || sent === partCount) return true
      const isOurs = await inbox.saveProgress(job, sent, channel).catch(() => true)
      message.isSending = false
      return isOurs
    },
    /** At most once an hour. */
    async hint(failure) {
      const mayHint = !NO_HINT.has(failure) && (await botStatus.mayHint().catch(() => false))
      return mayHint ? adminHint(fix[failure]) : undefined
    },
  }
}
