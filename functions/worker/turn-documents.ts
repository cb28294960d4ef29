/** The documents of `chats` that a message leaves. */
import type { IncomingMessage } from '../dingtalk/types'
import type { TurnDocument } from '../storage/turns'
import type { AnswerOutcome, Job } from './types'

type TurnFields = Pick<TurnDocument, 'role' | 'content' | 'askedAt' | 'choice'> & { keepMs: number }

/** One document; `askedAt` is when the message came, ms, and `keepMs` how long the document is kept. */
export function toTurn(
  message: IncomingMessage,
  session: string,
  { keepMs, ...fields }: TurnFields,
): TurnDocument {
  return {
    _id: `${message.id}:${fields.role}`,
    session,
    conversationId: message.conversation.id,
    person: message.sender.id,
    messageId: message.id,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + keepMs),
    ...fields,
  }
}

/**
 * The question and its answer; the question alone when the model gave no answer, so that `/retry` can ask it again;
 * nothing when the message is not to be remembered.
 */
export function toTurns(job: Job, { turnPair, model, usage }: AnswerOutcome, keepMs: number): TurnDocument[] {
  if (!turnPair) return []
  const message = job.message as IncomingMessage
  const { question, pieces, answer, choice } = turnPair
  const shared = { askedAt: job.receivedAt, keepMs, choice }
  const asked = {
    ...toTurn(message, job.session, { role: 'user', content: question, ...shared }),
    ...(pieces ? { pieces } : {}),
  }
  if (answer === undefined) return [asked]
  const answered = {
    ...toTurn(message, job.session, { role: 'assistant', content: answer, ...shared }),
    ...(model ? { model } : {}),
    ...(usage ? { usage } : {}),
  }
  return [asked, answered]
}
