import type { DingTalk } from '../dingtalk/emulator'
import type { ApiCall, Callback, Delivery } from '../dingtalk/store/records'
import type { LogLine } from '../laf/console'
import type { ModelCall, ModelEvent } from '../openai/store'
import { toBubble } from './bubbles'
import { findAsked, findAsker, findCause, type OpenMessage } from './correlate'
import { createFates } from './message-status'
import {
  answerStep,
  callbackStep,
  callStep,
  deliveryStep,
  logStep,
  modelStep,
  type StepWriter,
} from './steps'
import type { RecordedStep, Timeline } from './timeline'
import type { Transcript } from './transcript'
import type { ChatMessage } from './types'

/** Where the journal listens and where it writes. */
export interface JournalParts {
  dingtalk: DingTalk
  transcript: Transcript
  timeline: Timeline
  writer: StepWriter
  /** How long a message may stay without an answer before the page says that nothing came. */
  patienceMs: number
}

/** Writes down what happens: bubbles into the transcript, steps into the time line, each with its message. */
export interface Journal {
  /** A person's message is about to be posted. */
  expect(id: string, message: Pick<OpenMessage, 'at' | 'msgId' | 'conversationId' | 'words'>): void
  /** A message that an earlier process of the playground left behind; the bot may still answer it. */
  adopt(message: ChatMessage): void
  /** @returns the message that asked */
  model(event: ModelEvent): string | undefined
  log(line: LogLine): void
  /** Something happened to the bot's process; it belongs to the messages that wait. */
  replica(title: 'killed' | 'started', messageId?: string): void
  /** The messages that are not done. */
  waiting(): readonly OpenMessage[]
  clear(): void
  close(): void
}

/** Closed messages that late calls can still be traced to. */
const MAX_OPEN = 200

/** Starts to listen. */
export function createJournal(parts: JournalParts): Journal {
  const { dingtalk, transcript, timeline, writer } = parts
  let open: OpenMessage[] = []
  const modelSteps = new Map<number, { step: number; asker?: OpenMessage }>()
  const fates = createFates(transcript, parts.patienceMs)
  const { directory } = dingtalk

  const add = (step: RecordedStep, cause?: OpenMessage) => timeline.add({ ...step, messageId: cause?.id })
  const byMsgId = (msgId?: string) => open.findLast((one) => one.msgId === msgId)
  const toConversation = (staffId: string) => {
    const person = directory.findStaff(staffId)
    return person && directory.directChat(person).id
  }

  function onCallback(callback: Callback) {
    const cause = byMsgId(callback.msgId)
    if (cause) cause.body = JSON.stringify(callback.body)
    add(callbackStep(callback, writer), cause)
  }

  function onAnswer(callback: Callback) {
    const cause = byMsgId(callback.msgId)
    add(answerStep(callback, writer), cause)
    if (cause && callback.redelivery === 0) fates.acknowledged(cause, callback)
  }

  function onCall(call: ApiCall) {
    add(callStep(call, writer), findCause(call, open, toConversation))
  }

  function onDelivery(delivery: Delivery) {
    const { msgId, conversationId, text } = delivery
    const cause = msgId ? byMsgId(msgId) : findAsked(open, conversationId, text)
    const bubble = transcript.add(toBubble(delivery, directory, cause?.id))
    timeline.add({ ...deliveryStep(delivery, writer), messageId: cause?.id ?? bubble.id })
    if (!cause) return
    cause.deliveries++
    fates.answered(cause)
  }

  function onModel({ kind, call }: ModelEvent) {
    const known = modelSteps.get(call.id)
    if (kind === 'call' || !known) {
      const asker = findAsker(call.body, open)
      if (asker) asker.prompts++
      modelSteps.set(call.id, { step: add(modelStep(call, writer), asker), asker })
      return asker?.id
    }
    if (known.asker) known.asker.said = wordsOf(call) ?? known.asker.said
    timeline.update(known.step, modelStep(call, writer))
    modelSteps.delete(call.id)
    return known.asker?.id
  }

  const stop = dingtalk.on((event) => {
    if (event.type === 'callback') onCallback(event.callback)
    else if (event.type === 'answer') onAnswer(event.callback)
    else if (event.type === 'call') onCall(event.call)
    else if (event.type === 'delivery') onDelivery(event.delivery)
  })

  return {
    expect(id, message) {
      const one = toOpen(id, message)
      open.push(one)
      if (open.length > MAX_OPEN) open = open.slice(-MAX_OPEN)
      fates.sent(one)
    },
    adopt({ id, at, msgId = '', conversationId, text }) {
      const one = toOpen(id, { at, msgId, conversationId, words: text.trim() })
      open.push(one)
      fates.adopted(one)
    },
    model: onModel,
    log(line) {
      const end = readEnd(line.text)
      const cause = end && byMsgId(end.msgId)
      add(logStep(line, Date.now(), writer), cause)
      if (cause) fates.ended(cause, end.result)
    },
    replica(title, messageId) {
      timeline.add({ at: Date.now(), kind: 'replica', title, messageId, ok: title === 'started' })
    },
    waiting: () => open.filter(({ done }) => !done),
    clear() {
      open = []
      modelSteps.clear()
      fates.clear()
    },
    close() {
      stop()
      fates.clear()
    },
  }
}

function toOpen(id: string, message: Parameters<Journal['expect']>[1]): OpenMessage {
  return { ...message, id, body: '', prompts: 0, deliveries: 0, done: false }
}

/** The bot's structured line about a message: whose it is and how it ended. */
function readEnd(text: string): { msgId: string; result: string } | undefined {
  if (!text.startsWith('{"event":"message"')) return undefined
  try {
    const { id, result } = JSON.parse(text)
    return { msgId: String(id).slice(String(id).indexOf(':') + 1), result: String(result) }
  } catch {
    return undefined
  }
}

function wordsOf({ answer }: ModelCall): string | undefined {
  const content = (answer as { choices?: { message?: { content?: unknown } }[] } | undefined)?.choices?.[0]
    ?.message?.content
  return typeof content === 'string' ? content : undefined
}
