/**
 * The bot: from a question and a memory to an answer. Knows no DingTalk, no OpenAI and no database; what it needs of
 * them are functions over plain data.
 */
import { type AnswerFailure, toAnswerError } from '../errors'
import type { Texts } from '../texts/types'
import { type Choice, type MemoryLimits, recall, TOKENS_PER_TURN, type Turn } from './conversation'
import { estimateTokens } from './estimate-tokens'
import type { Completion, ModelClient, PromptMessage, PromptPart, Source, TokenUsage } from './model'
import { toPrompt } from './prompt'
import type { PromptLimits } from './prompt-limits'
import type { Question } from './question'
import { describePieces, fetchContent, toWords } from './question-content'
import { closeCode } from './under-answer'

export interface BotSettings {
  models: [string, ...string[]]
  systemPrompt: string
  roles: Record<string, string>
  limits: MemoryLimits
  promptLimits: PromptLimits
}

export interface Answer {
  /** Markdown, or the sentence for the failure. */
  text: string
  /** The question as it is remembered: its words, with the text of files and marks for pictures. */
  question: string
  failure?: AnswerFailure
  /** For the log. */
  evidence?: string
  model?: string
  usage?: TokenUsage
  /** What web searches found, best first. */
  sources?: Source[]
  /** How often the service searched the web by itself. */
  searches?: number
}

/**
 * Answers a question. Never rejects: what went wrong is a sentence in the answer.
 * @param memory earlier turns, oldest first, and the person's choices
 */
export async function respond(
  question: Question,
  memory: { turns: Turn[]; choice: Choice },
  settings: BotSettings,
  client: ModelClient,
  texts: Texts,
): Promise<Answer> {
  let content: PromptPart[] = []
  try {
    const { model, role } = choose(memory.choice, settings)
    content = await fetchContent(question, model, client, texts)
    const toMessages = (turns: Turn[], hasWebAccess = client.searchesWeb(model)) =>
      toPrompt(role, turns, question, content, hasWebAccess, texts)
    const completion = await askWithMemory(
      memory.turns,
      model,
      question.askedAt,
      settings,
      client,
      toMessages,
    )
    return {
      text: completion.cutOff ? `${closeCode(completion.text)}\n\n${texts.cutOff}` : completion.text,
      question: toWords(content, texts),
      model: completion.model,
      usage: completion.usage,
      sources: completion.sources,
      searches: completion.searches,
    }
  } catch (error) {
    const { failure, evidence } = toAnswerError(error)
    return {
      text: texts.failure[failure],
      question: toWords(content, texts) || describePieces(question.pieces, texts),
      failure,
      evidence,
    }
  }
}

function choose(choice: Choice, settings: BotSettings): { model: string; role: string } {
  const { models, roles, systemPrompt } = settings
  const model = models.find((name) => name === choice.model) ?? models[0]
  const role = choice.role && Object.hasOwn(roles, choice.role) ? roles[choice.role] : undefined
  return { model, role: role ?? systemPrompt }
}

/**
 * Asks with as much memory as fits. A conversation that is too long for the model is asked again with half the memory,
 * then with none; what was accepted and what was refused bounds the next prompts.
 */
async function askWithMemory(
  memory: Turn[],
  model: string,
  askedAt: number,
  { limits, promptLimits }: BotSettings,
  client: ModelClient,
  toMessages: (turns: Turn[], hasWebAccess?: boolean) => PromptMessage[],
): Promise<Completion> {
  const limit = promptLimits.of(model)
  const available = limit === Number.POSITIVE_INFINITY ? limit : Math.max(0, limit - lengthOf(toMessages([])))
  const maxTokens = Math.min(limits.maxTokens, available)
  let turns = recall(memory, { ...limits, maxTokens }, askedAt)
  let refused = 0
  for (;;) {
    const messages = toMessages(turns)
    try {
      const withoutWeb = client.searchesWeb(model) ? toMessages(turns, false) : undefined
      const completion = await client.ask(messages, model, withoutWeb)
      if (refused > 0) promptLimits.learn(model, lengthOf(messages), refused)
      return completion
    } catch (error) {
      if (toAnswerError(error).failure !== 'too-long' || turns.length === 0) throw error
      turns = refused > 0 ? [] : newerHalf(turns)
      refused = lengthOf(messages)
    }
  }
}

/** Whole pairs of question and answer; none of a single pair. */
function newerHalf(turns: Turn[]): Turn[] {
  return turns.slice(turns.length - 2 * Math.floor(turns.length / 4))
}

/** Estimated tokens of the texts of a prompt, counted as `recall` counts them. */
function lengthOf(messages: PromptMessage[]): number {
  const texts = messages.flatMap(({ content }) =>
    typeof content === 'string' ? content : content.map((part) => ('text' in part ? part.text : '')),
  )
  return texts.reduce((sum, text) => sum + estimateTokens(text), messages.length * TOKENS_PER_TURN)
}
