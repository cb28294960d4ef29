/** From a claimed message and its memory to an answer that can be stored and sent. */
import type { Choice } from '../bot/conversation'
import { isTextFile } from '../bot/files'
import type { ModelClient } from '../bot/model'
import type { PromptLimits } from '../bot/prompt-limits'
import type { Piece, Question } from '../bot/question'
import { type Answer, type BotSettings, respond } from '../bot/respond'
import type { Config } from '../config'
import { within } from '../deadline'
import type { Media } from '../dingtalk/media'
import type { IncomingMessage } from '../dingtalk/types'
import { AnswerError, describe } from '../errors'
import type { Chat } from '../openai/chat'
import type { Memory } from '../storage/turns'
import type { Texts } from '../texts/types'
import { toOutgoingMessage } from './outgoing-message'
import { readCommand } from './read-command'
import type { AnswerOutcome, Job, TurnPair } from './types'

export interface GenerateContext {
  config: Config
  texts: Texts
  chat: Chat
  media: Media
  promptLimits: PromptLimits
}

/**
 * Answers a message. Never rejects: what went wrong is a sentence in the answer.
 * @param interrupted no time or no attempt is left: the answer is a sentence that says so
 */
export async function generateAnswer(
  context: GenerateContext,
  job: Job,
  memory: Memory,
  interrupted: boolean,
): Promise<AnswerOutcome> {
  const { texts } = context
  if (interrupted) return { ...toSentence(texts, texts.failure.interrupted), result: 'interrupted' }
  try {
    return await answer(context, job, memory)
  } catch (error) {
    // A defect of this program, for example in converting the answer: the person is told and not left waiting.
    return { ...toSentence(texts, texts.failure.internal), result: 'internal', evidence: describe(error) }
  }
}

async function answer(context: GenerateContext, job: Job, memory: Memory): Promise<AnswerOutcome> {
  const { texts } = context
  const message = job.message as IncomingMessage
  // The only command that needs the model is `/retry`; all others were answered in the acknowledgement.
  const isRetry = readCommand(message) !== undefined
  const repeated = isRetry ? memory.last : undefined
  if (isRetry && !repeated) return toSentence(texts, texts.command.retryNothing)
  const pieces = repeated ? toRepeatedPieces(repeated) : toPieces(message)
  const question = { ...pieces, ...toCircumstances(context, job, message) }
  const turns = memory.turns.filter(({ messageId }) => messageId !== repeated?.messageId)

  const { choice } = memory
  const client = toModelClient(context, job, message)
  const given = await respond(question, { turns, choice }, toBotSettings(context), client, texts)
  const { failure, evidence, model, usage } = given
  return {
    ...toSentence(texts, given.text),
    // A second answer replaces the first; a second attempt that failed leaves the first as it is.
    ...(repeated && failure ? {} : { turnPair: toTurnPair(question, given, choice, texts) }),
    ...(repeated && !failure ? { replaces: repeated.messageId } : {}),
    result: failure ?? 'answered',
    ...(evidence ? { evidence } : {}),
    ...(model ? { model } : {}),
    ...(usage ? { usage } : {}),
  }
}

function toSentence(texts: Texts, text: string): AnswerOutcome {
  return { message: toOutgoingMessage(text, texts.title), result: 'answered' }
}

function toBotSettings({ config, texts, promptLimits }: GenerateContext): BotSettings {
  const { names, systemPrompt = texts.systemPrompt, roles, extra } = config.model
  // The service's own search, for example Qwen's `enable_search`.
  const hasWebAccess = Object.entries(extra).some(
    ([name, value]) => name.includes('search') && Boolean(value),
  )
  return { models: names, systemPrompt, roles, limits: config.memory, promptLimits, hasWebAccess }
}

function toModelClient(
  { config, chat, media }: GenerateContext,
  job: Job,
  message: IncomingMessage,
): ModelClient {
  const { robotCode } = message
  const deadlineAt = job.receivedAt + config.model.timeoutMs
  const inTime = <T>(download: Promise<T>) =>
    within(deadlineAt - Date.now(), download, () => new AnswerError('timeout', 'download'))
  return {
    ask: (prompt, model) => chat.ask(prompt, model, deadlineAt),
    takesPictures: chat.takesPictures,
    picture: (code) => inTime(media.picture(robotCode, code)),
    file: (code) => inTime(media.text(robotCode, code)),
  }
}

function toPieces({ content }: IncomingMessage): Pick<Question, 'pieces' | 'quote'> {
  if (content.kind !== 'pieces') return { pieces: [] }
  return { pieces: content.pieces, ...(content.quote ? { quote: content.quote } : {}) }
}

/** A question that is asked again: from its pieces if they were stored, otherwise from its text. */
function toRepeatedPieces(last: NonNullable<Memory['last']>): Pick<Question, 'pieces'> {
  return { pieces: (last.pieces as Piece[] | undefined) ?? [{ text: last.content }] }
}

function toCircumstances(
  { config }: GenerateContext,
  { receivedAt }: Job,
  { conversation, sender, botName }: IncomingMessage,
): Omit<Question, 'pieces' | 'quote'> {
  const isShared = config.memory.scope === 'group' && conversation.kind === 'group'
  return {
    askedAt: receivedAt,
    conversation: conversation.kind,
    ...(isShared ? { askedBy: sender.name ?? sender.id } : {}),
    ...(botName ? { botName } : {}),
  }
}

function toTurnPair(question: Question, answer: Answer, choice: Choice, texts: Texts): TurnPair {
  const isTextAlone = !question.quote && question.pieces.every((piece) => 'text' in piece)
  return {
    question: answer.question,
    ...(isTextAlone ? {} : { pieces: toStoredPieces(question, texts) }),
    ...(answer.failure ? {} : { answer: answer.text }),
    choice,
  }
}

/** The pieces of a question including what it quoted, so that `/retry` can ask it again. */
function toStoredPieces({ pieces, quote }: Question, texts: Texts): Piece[] {
  if (!quote) return pieces
  const [before, after] = texts.quoted(quote.fromRobot)
  const quoted = quote.pieces.map((piece) =>
    'file' in piece && !isTextFile(piece.name) ? { text: `[${piece.name}]` } : piece,
  )
  return [{ text: before }, ...quoted, { text: after }, ...pieces]
}
