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
  /** The callback's body as JSON, the addresses of its files and the ids of its cards, which identify calls. */
  body: string
  /** How many prompts were sent to the model for it. */
  prompts: number
  /** How many of them the model has not answered yet. */
  openPrompts: number
  /** The model's answer. */
  modelAnswer?: string
  /** The arguments of the tools that the model called. */
  toolCalls?: string
  deliveries: number
  /** The bot has finished it, or it was shown as unanswered. */
  done: boolean
}

/**
 * Finds the message that caused a call to DingTalk.
 *
 * Calls carry no message id, but for reactions. A session, a download code, a file's address or a card identifies the message. A send is that of
 * `findMessageOfText`, a token that of the only message that waits.
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
      return open.find((one) => one.body.includes(call.path.split('?', 1)[0] as string))
    case 'groupSend':
      return findMessageOfText(open, body.openConversationId, textOfParam(call.msgParam))
    case 'batchSend': {
      const [staffId] = Array.isArray(body.userIds) ? body.userIds : []
      return findMessageOfText(open, toConversation(String(staffId)), textOfParam(call.msgParam))
    }
    case 'cardCreateAndDeliver':
    case 'cardCreate':
    case 'cardDeliver':
    case 'cardUpdate':
    case 'cardStream':
      return (
        open.find((one) => body.outTrackId && one.body.includes(JSON.stringify(body.outTrackId))) ??
        findMessageOfCard(open, conversationOfSpace(body.openSpaceId, toConversation), previewOf(body))
      )
    case 'reactionAdd':
    case 'reactionRecall':
      return open.findLast(({ msgId }) => msgId === body.openMsgId)
    default:
      return onlyOne(open.filter((one) => !one.done && one.deliveries === 0))
  }
}

/**
 * Finds the message in a conversation that a text of the robot answers: the one whose answer from the model this is,
 * or the only one that waits. With several it is undefined until the bot's log line names the keys that it sent.
 */
export function findMessageOfText(
  open: OpenMessage[],
  conversationId: unknown,
  text: string,
): OpenMessage | undefined {
  const candidates = open.filter((one) => one.conversationId === conversationId)
  const waiting = candidates.filter(({ done }) => !done)
  const beginning = toLetters(text).slice(0, COMPARED_CHARACTERS)
  const ofModel = waiting.filter((one) => beginning && toLetters(one.modelAnswer ?? '').includes(beginning))
  if (ofModel.length > 0) return onlyOne(ofModel)
  const unanswered = waiting.filter(({ deliveries }) => deliveries === 0)
  // Without one, it is a further part of an answer.
  return unanswered.length > 0 ? onlyOne(unanswered) : (waiting.at(-1) ?? candidates.at(-1))
}

/** Finds the message that a new card answers: the only one that waits in the conversation, or whose text the preview is. */
export function findMessageOfCard(
  open: OpenMessage[],
  conversationId: unknown,
  preview: string,
): OpenMessage | undefined {
  const waiting = open.filter((one) => one.conversationId === conversationId && !one.done)
  const beginning = toLetters(preview)
  return onlyOne(waiting) ?? onlyOne(waiting.filter(({ text }) => toLetters(text).startsWith(beginning)))
}

/** Finds the message behind a prompt: its text is part of the prompt's last user message. */
export function findMessageOfPrompt(request: unknown, open: OpenMessage[]): OpenMessage | undefined {
  const { messages, prompt } = (request ?? {}) as { messages?: ModelMessage[]; prompt?: unknown }
  // For a picture the prompt is what follows the command.
  if (typeof prompt === 'string') return open.findLast(({ text, done }) => !done && text.endsWith(prompt))
  const last = Array.isArray(messages) ? messages.findLast(({ role }) => role === 'user') : undefined
  const question = last ? textOf(last) : ''
  // A message has one prompt at a time.
  const waiting = open.filter(({ done, openPrompts }) => !done && openPrompts === 0)
  const byText = waiting
    .filter(({ text }) => text && question.includes(text))
    .sort((a, b) => b.text.length - a.text.length || a.prompts - b.prompts || a.at - b.at)
  return byText[0] ?? waiting.find(({ prompts }) => prompts === 0) ?? waiting.at(-1)
}

function onlyOne(messages: OpenMessage[]): OpenMessage | undefined {
  return messages.length === 1 ? messages[0] : undefined
}

const COMPARED_CHARACTERS = 24

/** The letters and digits, which are the same before and after the bot rewrites markdown. */
function toLetters(text: string): string {
  return text.replaceAll(/@\d+/g, '').replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

function conversationOfSpace(openSpaceId: unknown, toConversation: (staffId: string) => string | undefined) {
  const [, type, id = ''] = /\/\/(im_group|im_robot)\.([^;]+)/i.exec(String(openSpaceId)) ?? []
  return type?.toUpperCase() === 'IM_GROUP' ? id : toConversation(id)
}

function previewOf(body: Record<string, unknown>): string {
  const { lastMessageI18n } = (body.imGroupOpenSpaceModel ?? body.imRobotOpenSpaceModel ?? {}) as {
    lastMessageI18n?: Record<string, string>
  }
  return lastMessageI18n?.ZH_CN ?? ''
}

function textOfParam(msgParam: unknown): string {
  const { text, content } = (msgParam ?? {}) as { text?: unknown; content?: unknown }
  return String(text ?? content ?? '')
}
