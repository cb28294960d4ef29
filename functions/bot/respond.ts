/**
 * The bot: from a question and a memory to an answer. Knows no DingTalk, no OpenAI and no database; what it needs of
 * them are functions over plain data.
 */
import { AnswerError, type AnswerFailure, toAnswerError } from '../errors'
import type { Texts } from '../texts/types'
import { type Limits, recall, type Turn } from './conversation'
import { isTextFile } from './files'
import type { Piece, Question } from './question'

export interface Prompt {
  role: 'system' | 'user' | 'assistant'
  content: string | ({ text: string } | { pictureUrl: string })[]
}

export interface Reply {
  text: string
  model: string
  usage?: { prompt: number; completion: number }
  cutOff: boolean
}

export interface ModelClient {
  /** @throws AnswerError */
  ask(prompt: Prompt[], model: string): Promise<Reply>
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
  usage?: { prompt: number; completion: number }
}

/** Pictures of one question; further ones are left out. */
const MAX_PICTURES = 9
/** All pictures of one question as data URLs, together about 12 MB of bytes. */
const MAX_PICTURE_CHARACTERS = 16_000_000
/** Characters of one file; the rest is left out. */
const MAX_FILE_CHARACTERS = 30_000
/** Characters of one question, files and quotes included. */
const MAX_QUESTION_CHARACTERS = 60_000

/**
 * Answers a question. Never rejects: what went wrong is a sentence in the answer.
 * @param memory earlier turns, oldest first, and the person's choices
 */
export async function respond(
  question: Question,
  memory: { turns: Turn[]; choice: { model?: string; role?: string } },
  persona: BotSettings,
  modelClient: ModelClient,
  texts: Texts,
): Promise<Answer> {
  let content: Exclude<Prompt['content'], string> = []
  try {
    content = await toContent(question, modelClient, texts)
    const { model, system } = choose(memory.choice, persona)
    const turns = recall(memory.turns, persona.limits, question.askedAt)
    const prompt: Prompt[] = [
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

async function toContent(
  question: Question,
  modelClient: ModelClient,
  texts: Texts,
): Promise<Exclude<Prompt['content'], string>> {
  const { quote, pieces } = question
  const budget = {
    pictures: MAX_PICTURES,
    pictureCharacters: MAX_PICTURE_CHARACTERS,
    characters: MAX_QUESTION_CHARACTERS,
  }
  const own = await fetchPieces(pieces, modelClient, texts, budget)
  if (!quote) return own
  // A picture or file that was only quoted may be deleted by now; the question is answered without it.
  const quoted = await fetchPieces(quote.pieces, modelClient, texts, budget).catch(() => [
    { text: describePieces(quote.pieces, texts) },
  ])
  const [before, after] = texts.quoted(quote.fromRobot)
  return join([{ text: before }, ...quoted, { text: after }, ...own])
}

async function fetchPieces(
  pieces: Piece[],
  modelClient: ModelClient,
  texts: Texts,
  budget: { pictures: number; pictureCharacters: number; characters: number },
): Promise<Exclude<Prompt['content'], string>> {
  const content: Exclude<Prompt['content'], string> = []
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

/** The first `length` UTF-16 units, without half an emoji at the end: services refuse such a prompt. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}

/** Closes a code block in which the answer stops, so that text below it does not become part of the code. */
function closeCode(text: string): string {
  const fences = text.match(/^ {0,3}(```|~~~)/gm) ?? []
  return fences.length % 2 === 0 ? text : `${text}\n${fences.at(-1)?.trim()}`
}

/** Neighbouring texts become one. */
function join(parts: Exclude<Prompt['content'], string>): Exclude<Prompt['content'], string> {
  const joined: Exclude<Prompt['content'], string> = []
  for (const part of parts) {
    const last = joined.at(-1)
    if ('text' in part && last && 'text' in last)
      joined[joined.length - 1] = { text: `${last.text}\n${part.text}` }
    else joined.push(part)
  }
  return joined
}

/** Text alone as a string, because not every service takes a list of parts. */
function simplify(content: Exclude<Prompt['content'], string>): Prompt['content'] {
  const [only] = content
  return content.length === 1 && only && 'text' in only ? only.text : content
}

function toWords(content: Exclude<Prompt['content'], string>, texts: Texts): string {
  return content.map((part) => ('text' in part ? part.text : texts.pictureMark)).join('\n')
}

function describePieces(pieces: Piece[], texts: Texts): string {
  return pieces
    .map((piece) => ('text' in piece ? piece.text : 'file' in piece ? `[${piece.name}]` : texts.pictureMark))
    .join('\n')
}
