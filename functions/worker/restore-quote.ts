/** Looks up a quoted message whose words DingTalk did not send, among what the bot keeps of the conversation. */
import type { IncomingMessage } from '../dingtalk/types'
import type { TurnDocument } from '../storage/turns'
import type { WorkerContext } from './context'
import { readCommand } from './inline-reply'
import { toSessionKeyStart } from './session'
import type { InFlightMessage, MessageTools } from './types'

/** Completes the message's quote. What is not found, or not in time, stays as it is: the model is told so. */
export async function restoreQuote(
  context: WorkerContext,
  { job: { message }, tools }: InFlightMessage,
): Promise<void> {
  const quote = message.content.kind === 'pieces' ? message.content.quote : undefined
  if (!quote?.ids || readCommand(message)) return
  const found = await find(context, tools, message, quote.ids).catch(() => null)
  if (!found) return
  quote.pieces = [{ text: found.content }]
  quote.fromRobot = found.role === 'assistant'
}

/** An answer by the key under which it was sent, or a question by the id of its message. */
async function find(
  { inbox }: WorkerContext,
  { turns }: MessageTools,
  message: IncomingMessage,
  { msgId, sendKey }: { msgId?: string; sendKey?: string },
): Promise<TurnDocument | null> {
  const { conversation, robotCode } = message
  const answered = sendKey ? await inbox.findSent(toSessionKeyStart(message), sendKey) : undefined
  if (answered) return turns.find(conversation.id, answered, 'assistant')
  return msgId ? turns.find(conversation.id, `${robotCode}:${msgId}`, 'user') : null
}
