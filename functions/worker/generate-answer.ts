/** From a claimed message and its memory to an answer that can be stored and sent. */

import { parseCommand } from '../bot/commands'
import type { Choice } from '../bot/conversation'
import { drawPicture } from '../bot/draw'
import type { Question } from '../bot/question'
import { type Answer, type BotSettings, respond } from '../bot/respond'
import { withSources } from '../bot/under-answer'
import { describe } from '../errors'
import type { Memory } from '../storage/turns'
import { countSearches } from './count-use'
import { readCommand } from './inline-reply'
import { toModelClient, toWebSearch } from './model-client'
import type { AnswerOutcome, InFlightMessage, Job, MessageTools, TurnPair } from './types'

/**
 * Answers a message. Never rejects: what went wrong is a sentence in the answer.
 * @param deadlineAt when to give up, ms
 */
export async function generateAnswer(
  message: InFlightMessage,
  memory: Memory,
  deadlineAt: number,
): Promise<AnswerOutcome> {
  const { texts } = message.tools
  try {
    return await answer(message, memory, deadlineAt)
  } catch (error) {
    // A defect of this program: the person is told and not left waiting.
    return { text: texts.failure.internal, result: 'internal', evidence: describe(error) }
  }
}

async function answer(message: InFlightMessage, memory: Memory, deadlineAt: number): Promise<AnswerOutcome> {
  const { job, tools } = message
  const { texts, config } = tools
  const { choice, last } = memory
  // Of the commands, `/retry` and `/draw` need a model; all others were answered in the acknowledgement.
  const command = readCommand(job.message)
  const isRetry = typeof command === 'object' && command.name === 'retry'
  if (isRetry && !last) return { text: texts.command.retryNothing, result: 'answered' }
  const repeated = isRetry ? last : undefined
  message.repeated = repeated?.content
  const question = toQuestion(tools, job, repeated)
  // A question with pictures or files was no command.
  const typed = repeated ? !repeated.pieces && parseCommand(repeated.content) : command
  const isDrawing =
    config.model.imageModel !== undefined && typeof typed === 'object' && typed.name === 'draw'
  const webSearch = toWebSearch(message)
  const client = toModelClient(message, deadlineAt, webSearch)
  const turns = memory.turns.filter(({ messageId }) => messageId !== repeated?.messageId)

  const settings = toBotSettings(tools, memory.groupPrompt)
  const given: Answer & { picture?: string } = isDrawing
    ? await drawPicture(typed.argument, client.draw, texts)
    : await respond(question, { turns, choice }, settings, client, texts)
  const { failure, evidence, model, usage, picture, searches = 0 } = given
  countSearches(tools, job, searches)
  const searched = webSearch?.result ?? { searches }
  return {
    // Memory keeps the answer alone.
    text: withSources(given.text, given.sources ?? [], texts.search.sources),
    // A second answer replaces the first; a second attempt that failed leaves the first as it is.
    ...(repeated && failure ? {} : { turnPair: toTurnPair(question, given, choice) }),
    ...(repeated && !failure ? { replaces: repeated.messageId } : {}),
    result: failure ?? 'answered',
    ...(evidence ? { evidence } : {}),
    ...(model ? { model } : {}),
    ...(usage ? { usage } : {}),
    ...(searched.searches > 0 ? { searches: searched.searches } : {}),
    ...(webSearch?.result.failure ? { searchFailure: webSearch.result.failure } : {}),
    ...(picture ? { picture } : {}),
  }
}

/** @param repeated a question that is asked again: from its pieces if they were stored, otherwise from its text */
function toQuestion(
  { config }: MessageTools,
  { message, receivedAt }: Job,
  repeated: Memory['last'],
): Question {
  const { content, conversation, sender, botName } = message
  const own: Pick<Question, 'pieces' | 'quote'> = content.kind === 'pieces' ? content : { pieces: [] }
  const { pieces, quote } = repeated
    ? { pieces: repeated.pieces ?? [{ text: repeated.content }], quote: repeated.quote }
    : own
  const isShared = config.memory.scope === 'group' && conversation.kind === 'group'
  return {
    pieces,
    quote,
    askedAt: receivedAt,
    conversation: conversation.kind,
    askedBy: isShared ? (sender.name ?? sender.id) : undefined,
    botName,
  }
}

/** @param groupPrompt in the place of the owner's system prompt */
function toBotSettings({ config, texts, promptLimits }: MessageTools, groupPrompt?: string): BotSettings {
  const { names, roles } = config.model
  const systemPrompt = groupPrompt ?? config.model.systemPrompt ?? texts.systemPrompt
  return { models: names, systemPrompt, roles, limits: config.memory, promptLimits }
}

function toTurnPair(question: Question, answer: Answer, choice: Choice): TurnPair {
  const { pieces, quote } = question
  const asked = [...(quote?.pieces ?? []), ...pieces]
  const isTextAlone = asked.every((piece) => 'text' in piece || 'unread' in piece)
  return {
    question: answer.question,
    ...(isTextAlone ? {} : { pieces, ...(quote ? { quote } : {}) }),
    ...(answer.failure ? {} : { answer: answer.text }),
    choice,
  }
}
