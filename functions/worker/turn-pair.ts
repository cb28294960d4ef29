/** What is remembered of a message: its question and its answer, two documents of `chats`. */
import type { Incoming } from '../dingtalk/message'
import type { TurnDocument } from '../storage/turns'
import type { AnswerOutcome, Job } from './in-flight'
import { toTurn } from './session'

/**
 * @param keepMs how long it may be remembered
 * @returns nothing where nothing is to be remembered; of a question without an answer only the question, so that it can
 *   be asked again
 */
export function toTurnPair(
  job: Job,
  { turnPair: said, model, usage }: AnswerOutcome,
  keepMs: number,
): TurnDocument[] {
  if (!said) return []
  const message = job.message as Incoming
  const { question, pieces, answer, choice } = said
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
