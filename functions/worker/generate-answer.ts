/**
 * From a claimed message and its memory to an answer that can be stored and sent: asks the bot, and says
 * what is to be remembered.
 */
import { isTextFile } from '../bot/files'
import { type Answer, type Question, type QuestionPiece, respond } from '../bot/respond'
import type { Config } from '../config'
import { within } from '../deadline'
import type { Media } from '../dingtalk/media'
import type { Incoming } from '../dingtalk/message'
import { AnswerError, describe } from '../errors'
import type { Chat } from '../openai/chat'
import type { Choice, Memory } from '../storage/turns'
import type { Texts } from '../texts/types'
import type { AnswerOutcome, Job, TurnPair } from './in-flight'
import { toOutgoingMessage } from './outgoing-message'
import { readCommand } from './session'

interface Tools {
  config: Config
  texts: Texts
  ask: Chat
  media: Media
}

/** @returns a function that never rejects: what goes wrong is a sentence in the answer */
export function createGenerateAnswer({ config, texts, ask, media }: Tools) {
  const persona = {
    models: config.model.names,
    systemPrompt: config.model.systemPrompt ?? texts.systemPrompt,
    roles: config.model.roles,
    limits: config.memory,
  }

  const modelClientFor = (job: Job, { robotCode }: Incoming) => {
    const deadlineAt = job.receivedAt + config.model.timeoutMs
    const inTime = <T>(download: Promise<T>) =>
      within(deadlineAt - Date.now(), download, () => new AnswerError('timeout', 'download'))
    return {
      ask: (prompt: Parameters<Chat>[0], model: string) => ask(prompt, model, deadlineAt),
      picture: (code: string) => inTime(media.picture(robotCode, code)),
      file: (code: string) => inTime(media.text(robotCode, code)),
    }
  }

  /** What a question was made of, what it quoted included, so that it can be asked again. */
  const toPieces = ({ pieces, quote }: Question): QuestionPiece[] => {
    if (!quote) return pieces
    const [before, after] = texts.quoted(quote.fromRobot)
    const quoted = quote.pieces.map((piece) =>
      'file' in piece && !isTextFile(piece.name) ? { text: `[${piece.name}]` } : piece,
    )
    return [{ text: before }, ...quoted, { text: after }, ...pieces]
  }

  const toSaid = (question: Question, answer: Answer, choice: Choice): TurnPair => ({
    question: answer.question,
    ...(isTextAlone(question) ? {} : { pieces: toPieces(question) }),
    ...(answer.failure ? {} : { answer: answer.text }),
    choice,
  })

  const say = (text: string): AnswerOutcome => ({
    message: toOutgoingMessage(text, texts.title),
    result: 'answered',
  })

  const answerTo = async (job: Job, memory: Memory): Promise<AnswerOutcome> => {
    const message = job.message as Incoming
    // A command that reaches this room is `/retry`: all others are answered in the acknowledgement.
    const again = readCommand(message) ? memory.last : undefined
    if (readCommand(message) && !again) return say(texts.command.retryNothing)
    const question = again ? toAgain(again, job.receivedAt) : toQuestion(message, job.receivedAt)
    const earlier = memory.turns.filter(({ messageId }) => messageId !== again?.messageId)

    const { choice } = memory
    const answer = await respond(
      question,
      { turns: earlier, choice },
      persona,
      modelClientFor(job, message),
      texts,
    )
    return {
      ...say(answer.text),
      // A second answer takes the place of the first; a second try that failed leaves the first alone.
      ...(again && answer.failure ? {} : { turnPair: toSaid(question, answer, choice) }),
      ...(again && !answer.failure ? { replaces: again.messageId } : {}),
      result: answer.failure ?? 'answered',
      ...(answer.evidence ? { evidence: answer.evidence } : {}),
      ...(answer.model ? { model: answer.model } : {}),
      ...(answer.usage ? { usage: answer.usage } : {}),
    }
  }

  /** @param interrupted there is no time left, or too many processes died over it: a sentence will do */
  return async function think(job: Job, memory: Memory, interrupted: boolean): Promise<AnswerOutcome> {
    if (interrupted) return { ...say(texts.failure.interrupted), result: 'interrupted' }
    try {
      return await answerTo(job, memory)
    } catch (error) {
      // A defect of ours, in what becomes of an answer: the person is told so and not left waiting.
      return { ...say(texts.failure.internal), result: 'internal', evidence: describe(error) }
    }
  }
}

function isTextAlone({ pieces, quote }: Question): boolean {
  return !quote && pieces.every((piece) => 'text' in piece)
}

function toQuestion({ content }: Incoming, askedAt: number): Question {
  if (content.kind !== 'pieces') return { pieces: [], askedAt }
  return { pieces: content.pieces, ...(content.quote ? { quote: content.quote } : {}), askedAt }
}

/** A question that is asked again: of what it was made if that was kept, else its words. */
function toAgain(last: NonNullable<Memory['last']>, askedAt: number): Question {
  return { pieces: (last.pieces as Question['pieces'] | undefined) ?? [{ text: last.content }], askedAt }
}
