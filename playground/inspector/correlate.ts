import type { ApiCall } from '../dingtalk/store/records'
import { type ChatMessage as ModelMessage, textOf } from '../openai/protocol'

/** A person's message that may still cause calls and answers. */
export interface OpenMessage {
  id: string
  at: number
  msgId: string
  conversationId: string
  /** The text, which a prompt repeats. */
  text: string
  /** The callback's body as JSON; its session and its download codes identify calls. */
  body: string
  /** How many prompts were sent to the model for it. */
  prompts: number
  /** The model's answer. */
  modelAnswer?: string
  deliveries: number
  /** The bot has finished it, or it was shown as unanswered. */
  done: boolean
}

/**
 * Finds the message that caused a call to DingTalk.
 *
 * Calls carry no message id. A session or a download code identifies the message; otherwise it is a message that waits
 * in the same conversation, and for a token any message that waits. Two messages that wait in one group at the same
 * time can be confused when their answers are alike.
 * @param toConversation returns the id of a user's direct chat
 */
export function findMessageOfCall(
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
      return findMessageOfText(open, body.openConversationId, textOfParam(call.msgParam))
    case 'batchSend': {
      const [staffId] = Array.isArray(body.userIds) ? body.userIds : []
      return findMessageOfText(open, toConversation(String(staffId)), textOfParam(call.msgParam))
    }
    default:
      return open.find((one) => !one.done && one.deliveries === 0) ?? open.findLast((one) => !one.done)
  }
}

/**
 * Finds the message in a conversation that a text of the robot answers: the one whose answer from the model this is,
 * else the one that has waited longest, else the last.
 */
export function findMessageOfText(
  open: OpenMessage[],
  conversationId: unknown,
  text: string,
): OpenMessage | undefined {
  const candidates = open.filter((one) => one.conversationId === conversationId)
  const waiting = candidates.filter(({ done }) => !done)
  const beginning = toLetters(text).slice(0, COMPARED_CHARACTERS)
  return (
    waiting.find((one) => beginning && toLetters(one.modelAnswer ?? '').includes(beginning)) ??
    waiting.find(({ prompts, deliveries }) => prompts > 0 && deliveries === 0) ??
    waiting.find(({ deliveries }) => deliveries === 0) ??
    waiting.at(-1) ??
    candidates.at(-1)
  )
}

/** Finds the message behind a prompt: its text is part of the prompt's last user message. */
export function findMessageOfPrompt(request: unknown, open: OpenMessage[]): OpenMessage | undefined {
  const { messages } = (request ?? {}) as { messages?: ModelMessage[] }
  const last = Array.isArray(messages) ? messages.findLast(({ role }) => role === 'user') : undefined
  const question = last ? textOf(last) : ''
  const waiting = open.filter(({ done }) => !done)
  const byText = waiting
    .filter(({ text }) => text && question.includes(text))
    .sort((a, b) => b.text.length - a.text.length || a.prompts - b.prompts || a.at - b.at)
  return byText[0] ?? waiting.find(({ prompts }) => prompts === 0) ?? waiting.at(-1)
}

const COMPARED_CHARACTERS = 24

/** The letters and digits, which are the same before and after the bot rewrites markdown. */
function toLetters(text: string): string {
  return text.replaceAll(/@\d+/g, '').replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

function textOfParam(msgParam: unknown): string {
  const { text, content } = (msgParam ?? {}) as { text?: unknown; content?: unknown }
  return String(text ?? content ?? '')
}
