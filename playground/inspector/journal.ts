import type { LogLine as LogLineOfMessage } from '../../functions/worker/log-line'
import type { MessageResult } from '../../functions/worker/types'
import type { Card } from '../dingtalk/cards/card'
import type { DingTalk } from '../dingtalk/emulator'
import type { ApiCall, Callback, Delivery, Reaction } from '../dingtalk/store/records'
import type { LogLine } from '../laf/console'
import type { ModelCall, ModelEvent } from '../openai/store'
import type { SearchEvent } from '../search/emulator'
import type { Attachments } from './attachments'
import { bubbleOfDelivery, changeOfCard } from './bubbles'
import {
  findMessageOfCall,
  findMessageOfCard,
  findMessageOfPrompt,
  findMessageOfText,
  type OpenMessage,
} from './correlate'
import { createStatusTracker } from './message-status'
import { findMessageOfSearch, searchStep, toolCallsIn } from './search-steps'
import { createSends, readSend, type SendReport } from './sends'
import type { RecordedStep, Timeline } from './timeline'
import {
  answerStep,
  callbackStep,
  callStep,
  deliveryStep,
  logStep,
  modelStep,
  type StepContext,
} from './trace-steps'
import type { Transcript } from './transcript'
import type { ChatMessage } from './types'

/** What the journal listens to and writes to. */
export interface JournalParts {
  dingtalk: DingTalk
  transcript: Transcript
  timeline: Timeline
  attachments: Attachments
  context: StepContext
  /** A message that has no answer after this long is shown as unanswered. */
  timeoutMs: number
}

/** Records what happens, as bubbles in the transcript and steps in the time line, each with the message it is for. */
export interface Journal {
  /** A person's message is about to be posted. */
  sent(id: string, message: Pick<OpenMessage, 'at' | 'msgId' | 'conversationId' | 'text'>): void
  /** @returns the message that the prompt is for */
  model(event: ModelEvent): string | undefined
  search(event: SearchEvent): void
  log(line: LogLine): void
  /** The bot's process was killed or started, a variable of it changed, or its functions were published. */
  replica(title: 'killed' | 'started' | 'updated' | 'publishing' | 'published', messageId?: string): void
  /** The messages that are not done. */
  waiting(): readonly OpenMessage[]
  clear(): void
  close(): void
}

/** How many messages, finished ones included, calls can be traced to. */
const MAX_OPEN = 200

/** Starts to record. The bot may still answer messages that wait in the transcript since before a restart. */
export function createJournal(parts: JournalParts): Journal {
  const { dingtalk, transcript, timeline, context } = parts
  let open: OpenMessage[] = []
  const modelSteps = new Map<number, { step: number; message?: OpenMessage }>()
  const searchSteps = new Map<number, number>()
  const sends = createSends(transcript, timeline)
  const status = createStatusTracker(transcript, parts.timeoutMs)
  const { directory } = dingtalk

  const add = (step: RecordedStep, message?: OpenMessage) => timeline.add({ ...step, messageId: message?.id })
  const byMsgId = (msgId?: string) => open.findLast((one) => one.msgId === msgId)
  const toConversation = (staffId: string) => {
    const person = directory.findStaff(staffId)
    return person && directory.directChat(person).id
  }

  const toUrl = (mediaId: string) => {
    const picture = dingtalk.media(mediaId)
    const file = picture && { bytes: Buffer.from(picture.bytes), name: mediaId, type: picture.contentType }
    return file && parts.attachments.add(file)
  }

  const bubblesOf = ({ id }: OpenMessage) => transcript.list().filter(({ answers }) => answers === id)

  function onCallback(callback: Callback) {
    const message = byMsgId(callback.msgId)
    if (message) message.body = JSON.stringify(callback.body)
    add(callbackStep(callback, context), message)
  }

  function onAnswer(callback: Callback) {
    const message = byMsgId(callback.msgId)
    add(answerStep(callback, context), message)
    if (message && callback.redelivery === 0) status.acknowledged(message, callback)
  }

  function onCall(call: ApiCall) {
    const message = findMessageOfCall(call, open, toConversation)
    const step = add(callStep(call, context), message)
    if (call.route === 'batchSend' || call.route === 'groupSend') {
      sends.add(step, { ...readSend(call, toConversation), message })
    }
    const { downloadUrl } = (call.responseBody ?? {}) as { downloadUrl?: unknown }
    if (message && typeof downloadUrl === 'string') message.body += downloadUrl
  }

  function onDelivery(delivery: Delivery) {
    const { at, conversationId, processQueryKey: key, card } = delivery
    const message = findMessageOfDelivery(delivery)
    if (message && card) message.body += JSON.stringify(card.outTrackId)
    const bubble = transcript.add(bubbleOfDelivery(delivery, directory, message?.id, toUrl))
    const step = timeline.add({ ...deliveryStep(delivery, context), messageId: message?.id ?? bubble.id })
    if (key) sends.add(step, { key, conversationId, at, message })
    if (!message) return
    message.deliveries++
    status.answered(message)
  }

  function findMessageOfDelivery({ msgId, conversationId, text, card }: Delivery) {
    if (msgId) return byMsgId(msgId)
    return card
      ? findMessageOfCard(open, conversationId, card.preview)
      : findMessageOfText(open, conversationId, text)
  }

  function onCard(card: Card) {
    const keys = card.deliveredTo.map(({ carrierId }) => carrierId)
    for (const { id, processQueryKey = '' } of transcript.list()) {
      if (keys.includes(processQueryKey)) transcript.update(id, changeOfCard(card))
    }
  }

  function onReaction({ msgId, name, recalledAt }: Reaction) {
    const message = byMsgId(msgId)
    if (!message) return
    const others = (transcript.find(message.id)?.reactions ?? []).filter((one) => one !== name)
    transcript.update(message.id, { reactions: recalledAt === undefined ? [...others, name] : others })
  }

  /** Counts the answers anew of messages whose answers are known now. */
  function recount(changed: Set<string>) {
    for (const message of open.filter(({ id }) => changed.has(id))) {
      message.deliveries = bubblesOf(message).length
      if (message.deliveries > 0) status.answered(message)
      else if (!message.done) status.restored(message)
    }
  }

  function onModel({ kind, call }: ModelEvent) {
    const known = modelSteps.get(call.id)
    if (kind === 'call' || !known) {
      const message = findMessageOfPrompt(call.body, open)
      if (message) {
        message.prompts++
        message.openPrompts++
      }
      modelSteps.set(call.id, { step: add(modelStep(call, context), message), message })
      return message?.id
    }
    if (known.message) {
      known.message.openPrompts--
      known.message.modelAnswer = contentOf(call) ?? known.message.modelAnswer
      known.message.toolCalls = toolCallsIn(call.answer) ?? known.message.toolCalls
    }
    timeline.update(known.step, modelStep(call, context))
    modelSteps.delete(call.id)
    return known.message?.id
  }

  for (const one of transcript
    .list()
    .filter(({ msgId }) => msgId)
    .slice(-MAX_OPEN)) {
    const { id, at, msgId = '', conversationId, text } = one
    const message = toOpen(id, { at, msgId, conversationId, text: text.trim() })
    message.deliveries = bubblesOf(message).length
    message.done = !isWaiting(one)
    open.push(message)
    if (!message.done) status.restored(message)
  }

  const stop = dingtalk.on((event) => {
    if (event.type === 'callback') onCallback(event.callback)
    else if (event.type === 'answer') onAnswer(event.callback)
    else if (event.type === 'call') onCall(event.call)
    else if (event.type === 'delivery') onDelivery(event.delivery)
    else if (event.type === 'card') onCard(event.card)
    else if (event.type === 'reaction') onReaction(event.reaction)
  })

  return {
    sent(id, fields) {
      const message = toOpen(id, fields)
      open = [...open, message].slice(-MAX_OPEN)
      status.sent(message)
    },
    model: onModel,
    search({ call }) {
      const step = searchStep(call, context.maskSecrets, context.searchUrl)
      const known = searchSteps.get(call.id)
      if (known === undefined) searchSteps.set(call.id, add(step, findMessageOfSearch(call, open)))
      else timeline.update(known, step)
      if (call.outcome !== 'open') searchSteps.delete(call.id)
    },
    log(line) {
      const end = readMessageLine(line.text)
      const message = end && byMsgId(end.msgId)
      add(logStep(line, Date.now(), context), message)
      if (!message) return
      recount(sends.confirm(message, end))
      status.ended(message, end.result)
    },
    replica(title, messageId) {
      timeline.add({
        at: Date.now(),
        kind: 'replica',
        title,
        messageId,
        ok: title !== 'killed' && title !== 'publishing',
      })
    },
    waiting: () => open.filter(({ done }) => !done),
    clear() {
      open = []
      modelSteps.clear()
      searchSteps.clear()
      sends.clear()
      status.clear()
    },
    close() {
      stop()
      status.clear()
    },
  }
}

function isWaiting({ status }: ChatMessage): boolean {
  return status?.state === 'sending' || status?.state === 'waiting'
}

function toOpen(id: string, fields: Parameters<Journal['sent']>[1]): OpenMessage {
  return { ...fields, id, body: '', prompts: 0, openPrompts: 0, deliveries: 0, done: false }
}

/** The bot's structured line about the end of a message; its `id` is `<robotCode>:<msgId>`. */
function readMessageLine(text: string): ({ msgId: string; result: MessageResult } & SendReport) | undefined {
  if (!text.startsWith('{"event":"message"')) return undefined
  try {
    const { id, result, sendKeys, refusals }: LogLineOfMessage = JSON.parse(text)
    return {
      msgId: id.slice(id.indexOf(':') + 1),
      result,
      sendKeys: sendKeys ?? [],
      wasRefused: Array.isArray(refusals) && refusals.length > 0,
    }
  } catch {
    return undefined
  }
}

function contentOf({ answer }: ModelCall): string | undefined {
  const content = (answer as { choices?: { message?: { content?: unknown } }[] } | undefined)?.choices?.[0]
    ?.message?.content
  return typeof content === 'string' ? content : undefined
}
