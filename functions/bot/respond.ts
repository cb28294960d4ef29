/**
 * The bot: a question and a memory become an answer. Knows no DingTalk, no OpenAI and no database; what it
 * needs of them comes in as functions over plain data.
 */
import { AnswerError, type AnswerFailure, toAnswerError } from '../errors'
import type { Texts } from '../texts/types'
import { type Limits, recall, type Turn } from './conversation'
import { isTextFile } from './files'
import type { Completion, PromptMessage, PromptPart, TokenUsage } from './model'

/** A question, in the order it was written. Pictures and files are named by what fetches them. */
export type QuestionPiece = { text: string } | { picture: string } | { file: string; name: string }

export interface Question {
  pieces: QuestionPiece[]
  quote?: { fromRobot: boolean; pieces: QuestionPiece[] }
  /** When it came, ms. */
  askedAt: number
}

export interface ModelClient {
  /** @throws AnswerError */
  ask(prompt: PromptMessage[], model: string): Promise<Completion>
  /** A picture as a data URL. @throws AnswerError */
  picture(code: string): Promise<string>
  /** A file's text. @throws AnswerError */
  file(code: string): Promise<string>
}

export interface BotSettings {
  models: [string, ...string[]]
  systemPrompt: string
  roles: Record<string, string>
  limits: Limits
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
}

/** More pictures in one question than a person compares. */
const MAX_PICTURES = 9
/** Of all pictures of one question as data URLs, about 12 MB of bytes: a small function has little memory. */
const MAX_PICTURE_CHARACTERS = 16_000_000
/** Of one file; the rest would push everything else out of the model's sight. */
const MAX_FILE_CHARACTERS = 30_000
/** Of one question, whatever it is made of. */
const MAX_QUESTION_CHARACTERS = 60_000

/**
 * Answers a question.
 * @param memory earlier turns, oldest first, and what the person chose
 * @returns always an answer; what went wrong is a sentence in it
 */
export async function respond(
  question: Question,
  memory: { turns: Turn[]; choice: { model?: string; role?: string } },
  persona: BotSettings,
  modelClient: ModelClient,
  texts: Texts,
): Promise<Answer> {
  let content: PromptPart[] = []
  try {
    content = await toContent(question, modelClient, texts)
    const { model, system } = choose(memory.choice, persona)
    const turns = recall(memory.turns, persona.limits, question.askedAt)
    const prompt: PromptMessage[] = [
      { role: 'system', content: system },
      ...turns.map(({ role, content }) => ({ role, content })),
      { role: 'user', content: simplify(content) },
    ]
    const reply = await modelClient.ask(prompt, model)
    return {
      text: reply.cutOff ? `${closeCode(reply.text)}\n\n${texts.cutOff}` : reply.text,
      question: toWords(content, texts),
      model: reply.model,
      usage: reply.usage,
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

function choose(
  choice: { model?: string; role?: string },
  persona: BotSettings,
): { model: string; system: string } {
  const model = persona.models.find((name) => name === choice.model) ?? persona.models[0]
  const role =
    choice.role && Object.hasOwn(persona.roles, choice.role) ? persona.roles[choice.role] : undefined
  return { model, system: role ?? persona.systemPrompt }
}

async function toContent(question: Question, modelClient: ModelClient, texts: Texts): Promise<PromptPart[]> {
  const { quote, pieces } = question
  const budget = {
    pictures: MAX_PICTURES,
    pictureCharacters: MAX_PICTURE_CHARACTERS,
    characters: MAX_QUESTION_CHARACTERS,
  }
  const said = await fetchPieces(pieces, modelClient, texts, budget)
  if (!quote) return said
  // What was only quoted may be gone by now; that must not cost the answer.
  const quoted = await fetchPieces(quote.pieces, modelClient, texts, budget).catch(() => [
    { text: describePieces(quote.pieces, texts) },
  ])
  const [before, after] = texts.quoted(quote.fromRobot)
  return join([{ text: before }, ...quoted, { text: after }, ...said])
}

async function fetchPieces(
  pieces: QuestionPiece[],
  modelClient: ModelClient,
  texts: Texts,
  budget: { pictures: number; pictureCharacters: number; characters: number },
): Promise<PromptPart[]> {
  const content: PromptPart[] = []
  const write = (text: string) => {
    content.push({ text: cut(text, budget.characters) })
    budget.characters -= Math.min(budget.characters, text.length)
  }
  for (const piece of pieces) {
    if ('text' in piece) {
      write(piece.text)
    } else if ('file' in piece) {
      const text = isTextFile(piece.name) ? await modelClient.file(piece.file) : ''
      if (text.trim() === '') throw new AnswerError('file-unreadable', 'empty, or no text by its name')
      write(texts.file(piece.name, cut(text, MAX_FILE_CHARACTERS), text.length > MAX_FILE_CHARACTERS))
    } else if (budget.pictures > 0) {
      budget.pictures -= 1
      const pictureUrl = await modelClient.picture(piece.picture)
      budget.pictureCharacters -= pictureUrl.length
      if (budget.pictureCharacters < 0) throw new AnswerError('picture-too-large', 'all of them together')
      content.push({ pictureUrl })
    }
  }
  return join(content)
}

/** The first `length` characters, without half an emoji at the end: services refuse such a prompt. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}

/** An answer that stops in the middle of code: what comes under it must not become part of the code. */
function closeCode(text: string): string {
  const fences = text.match(/^ {0,3}(```|~~~)/gm) ?? []
  return fences.length % 2 === 0 ? text : `${text}\n${fences.at(-1)?.trim()}`
}

/** Neighbouring texts become one. */
function join(parts: PromptPart[]): PromptPart[] {
  const joined: PromptPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if ('text' in part && last && 'text' in last)
      joined[joined.length - 1] = { text: `${last.text}\n${part.text}` }
    else joined.push(part)
  }
  return joined
}

/** Text alone goes as a string: not every service takes a list of parts. */
function simplify(content: PromptPart[]): PromptMessage['content'] {
  const [only] = content
  return content.length === 1 && only && 'text' in only ? only.text : content
}

function toWords(content: PromptPart[], texts: Texts): string {
  return content.map((part) => ('text' in part ? part.text : texts.pictureMark)).join('\n')
}

function describePieces(pieces: QuestionPiece[], texts: Texts): string {
  return pieces
    .map((piece) => ('text' in piece ? piece.text : 'file' in piece ? `[${piece.name}]` : texts.pictureMark))
    .join('\n')
}
