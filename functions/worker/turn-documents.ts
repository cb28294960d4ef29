/** The documents of `chats` that a message leaves. */
import type { IncomingMessage } from '../dingtalk/types'
import type { TurnDocument } from '../storage/turns'
import type { AnswerOutcome, Job } from './types'

type TurnFields = Pick<
  TurnDocument,
  'role' | 'content' | 'askedAt' | 'choice' | 'pieces' | 'model' | 'usage' | 'reset'
>

/** One document; `askedAt` is when the message came, ms, and `keepMs` how long the document is kept. */
export function toTurn(
  { id, conversation, sender }: IncomingMessage,
  session: string,
  { keepMs, ...fields }: TurnFields & { keepMs: number },
): TurnDocument {
  return {
    _id: `${id}:${fields.role}`,
    session,
    conversationId: conversation.id,
    person: sender.id,
    ...(sender.name ? { personName: sender.name } : {}),
    messageId: id,
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
  const { question, pieces, answer, choice } = turnPair
  const toDocument = (fields: Omit<TurnFields, 'askedAt' | 'choice'>) =>
    toTurn(job.message, job.session, { askedAt: job.receivedAt, keepMs, choice, ...fields })
  const asked = toDocument({ role: 'user', content: question, ...(pieces ? { pieces } : {}) })
  if (answer === undefined) return [asked]
  const details = { ...(model ? { model } : {}), ...(usage ? { usage } : {}) }
  return [asked, toDocument({ role: 'assistant', content: answer, ...details })]
}
