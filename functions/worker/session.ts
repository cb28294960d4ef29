/** Which session a message belongs to, its place in it, and the documents of `chats` that it leaves there. */
import { toChinaTime } from '../bot/china-time'
import { now } from '../clock'
import type { IncomingMessage } from '../dingtalk/types'
import type { TurnDocument } from '../storage/turns'
import type { AnswerOutcome, Job } from './types'

type TurnFields = Pick<
  TurnDocument,
  'role' | 'content' | 'askedAt' | 'choice' | 'pieces' | 'quote' | 'model' | 'usage' | 'reset'
>

/** How long a choice is kept where no words are kept. */
const KEEP_CHOICE_MS = 180 * 24 * 60 * 60 * 1_000

/** The key of a session: one person in a conversation or, with `group`, everyone in the group together. */
export function toSessionKey(
  { robotCode, conversation, sender }: IncomingMessage,
  scope: 'user' | 'group',
): string {
  const shared = scope === 'group' && conversation.kind === 'group'
  return toSessionKeyStart({ robotCode, conversation }) + (shared ? '' : sender.id)
}

/** What the keys of all sessions of a conversation begin with. */
export function toSessionKeyStart({
  robotCode,
  conversation,
}: Pick<IncomingMessage, 'robotCode' | 'conversation'>): string {
  return `${robotCode}|${conversation.id}|`
}

/** Where the role of a group is stored; `undefined` in a direct chat. */
export function toGroupSession({ robotCode, conversation }: IncomingMessage): string | undefined {
  return conversation.kind === 'group' ? ['prompt', robotCode, conversation.id].join('|') : undefined
}

let last = 0
/** More than the messages of a process are ahead of the time by their fractions. */
const MAX_AHEAD_MS = 1_000

/** The time of arrival in ms since the epoch, with a fraction so that no two messages of a process have the same. */
export function nextReceivedAt(): number {
  const time = now()
  // A time far behind the last one is right: that one was the machine's, before the database was asked for its time.
  last = last - time > MAX_AHEAD_MS ? time : Math.max(time, last + 0.001)
  return last
}

/**
 * One document; `askedAt` is when the message came, ms, and `keepMs` how long the document is kept. With 0 no words are
 * kept, only what a command chose.
 */
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
    day: toChinaTime(fields.askedAt).slice(0, 10),
    createdAt: new Date(now()),
    expiresAt: new Date(now() + (keepMs || KEEP_CHOICE_MS)),
    ...fields,
    ...(keepMs ? {} : { content: '' }),
  }
}

/**
 * The question and its answer; the question alone when the model gave no answer, so that `/retry` can ask it again;
 * nothing when the message is not to be remembered, or no words are kept.
 */
export function toTurns(job: Job, { turnPair, model, usage }: AnswerOutcome, keepMs: number): TurnDocument[] {
  if (!turnPair || keepMs === 0) return []
  const { question, pieces, quote, answer, choice } = turnPair
  const toDocument = (fields: Omit<TurnFields, 'askedAt' | 'choice'>) =>
    toTurn(job.message, job.session, { askedAt: job.receivedAt, keepMs, choice, ...fields })
  const toAsk = { ...(pieces ? { pieces } : {}), ...(quote ? { quote } : {}) }
  const asked = toDocument({ role: 'user', content: question, ...toAsk })
  if (answer === undefined) return [asked]
  const details = { ...(model ? { model } : {}), ...(usage ? { usage } : {}) }
  return [asked, toDocument({ role: 'assistant', content: answer, ...details })]
}
