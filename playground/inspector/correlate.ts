import type { ApiCall } from '../dingtalk/store/records'
import { type ChatMessage as ModelMessage, textOf } from '../openai/protocol'

/** A person's message that may still cause calls and answers. */
export interface OpenMessage {
  id: string
  at: number
  msgId: string
  conversationId: string
  /** Its words, as a prompt would repeat them. */
  words: string
  /** The callback's body as JSON: sessions and download codes lead back to it. */
  body: string
  /** How many prompts were put to the model for it. */
  prompts: number
  /** The model's answer. */
  said?: string
  deliveries: number
  /** The bot said that it is done with it, or nobody waits for it any more. */
  done: boolean
}

/**
 * Finds the message that caused a call to DingTalk.
 *
 * Calls carry no message id, so this reads them as a person would: a session or a download code leads back for certain,
 * a conversation to whoever waits in it, a token to whoever waits at all. Two people who ask in one group at the same
 * moment can be mixed up where their answers are alike.
 * @param toConversation the direct chat of a userId
 */
export function findCause(
  call: ApiCall,
  open: OpenMessage[],
  toConversation: (staffId: string) => string | undefined,
): OpenMessage | undefined {
  const body = (call.requestBody ?? {}) as Record<string, unknown>
  switch (call.route) {
    case 'webhook': {
      const session = /session=([0-9a-f]+)/.exec(call.path)?.[1]
      return open.find((one) => session && one.body.includes(session))
    }
    case 'download':
      return open.find((one) => one.body.includes(JSON.stringify(body.downloadCode)))
    case 'file':
      return open.findLast((one) => !one.done && one.body.includes('downloadCode'))
    case 'groupSend':
      return whoWaits(inConversation(open, body.openConversationId), wordsOf(call.msgParam))
    case 'batchSend': {
      const [staffId] = Array.isArray(body.userIds) ? body.userIds : []
      return whoWaits(inConversation(open, toConversation(String(staffId))), wordsOf(call.msgParam))
    }
    default:
      return open.find((one) => !one.done && one.deliveries === 0) ?? open.findLast((one) => !one.done)
  }
}

/** Finds the message that a delivered text answers, where the delivery itself does not say. */
export function findAsked(
  open: OpenMessage[],
  conversationId: string,
  text: string,
): OpenMessage | undefined {
  return whoWaits(inConversation(open, conversationId), text)
}

/** Finds the message behind a prompt: its words are in the last thing the user says. */
export function findAsker(request: unknown, open: OpenMessage[]): OpenMessage | undefined {
  const { messages } = (request ?? {}) as { messages?: ModelMessage[] }
  const last = Array.isArray(messages) ? messages.findLast(({ role }) => role === 'user') : undefined
  const asked = last ? textOf(last) : ''
  const waiting = open.filter(({ done }) => !done)
  const byWords = waiting
    .filter(({ words }) => words && asked.includes(words))
    .sort((a, b) => b.words.length - a.words.length || a.prompts - b.prompts || a.at - b.at)
  return byWords[0] ?? waiting.find(({ prompts }) => prompts === 0) ?? waiting.at(-1)
}

function inConversation(open: OpenMessage[], conversationId: unknown): OpenMessage[] {
  return open.filter((one) => one.conversationId === conversationId)
}

/** Of several the one whose answer this is, else the one that waits longest, else the last. */
function whoWaits(candidates: OpenMessage[], text: string): OpenMessage | undefined {
  const waiting = candidates.filter(({ done }) => !done)
  const fingerprint = toLetters(text).slice(0, FINGERPRINT_CHARACTERS)
  const said = waiting.find((one) => fingerprint && toLetters(one.said ?? '').includes(fingerprint))
  return (
    said ??
    waiting.find(({ prompts, deliveries }) => prompts > 0 && deliveries === 0) ??
    waiting.find(({ deliveries }) => deliveries === 0) ??
    waiting.at(-1) ??
    candidates.at(-1)
  )
}

const FINGERPRINT_CHARACTERS = 24

/** The bot rewrites markdown; letters and digits survive. */
function toLetters(text: string): string {
  return text.replaceAll(/@\d+/g, '').replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

function wordsOf(msgParam: unknown): string {
  const { text, content } = (msgParam ?? {}) as { text?: unknown; content?: unknown }
  return String(text ?? content ?? '')
}
