/** The content of a question: texts, pictures and files fetched, bounded and put in order. */
import { AnswerError } from '../errors'
import type { Texts } from '../texts/types'
import { isReadableFile } from './files'
import type { ModelClient, PromptPart } from './model'
import type { Piece, Question } from './question'

/** Pictures of one question; further ones are left out. */
const MAX_PICTURES = 9
/** All pictures of one question as data URLs, together about 12 MB of bytes. */
const MAX_PICTURE_CHARACTERS = 16_000_000
/** Characters of one file; the rest is left out. */
const MAX_FILE_CHARACTERS = 30_000
/** Characters of one question, files and quotes included. */
const MAX_QUESTION_CHARACTERS = 60_000

/**
 * Fetches what a question is made of. A quote stands before the question, with words that say which is which.
 * @throws AnswerError
 */
export async function fetchContent(
  question: Question,
  model: string,
  client: ModelClient,
  texts: Texts,
): Promise<PromptPart[]> {
  const { quote, pieces } = question
  const budget = {
    pictures: MAX_PICTURES,
    pictureCharacters: MAX_PICTURE_CHARACTERS,
    characters: MAX_QUESTION_CHARACTERS,
  }
  const isRefused = (piece: Piece) => 'picture' in piece && !client.takesPictures(model)
  if (pieces.some(isRefused)) throw new AnswerError('pictures-unsupported', 'known')
  const own = await fetchPieces(pieces, client, texts, budget)
  if (!quote) return own
  // A quoted picture or file may be deleted by now, or of no use to the model: the question is answered without it.
  const described = [{ text: describePieces(quote.pieces, texts) }]
  const quoted = quote.pieces.some(isRefused)
    ? described
    : await fetchPieces(quote.pieces, client, texts, budget).catch(() => described)
  const [before, after] = texts.quoted(quote.fromRobot)
  const isPartly = quote.pieces.some((piece) => 'unread' in piece && piece.unread !== 'rest')
  return join([
    { text: before },
    ...quoted,
    ...(isPartly ? [{ text: texts.notSent }] : []),
    { text: after },
    ...own,
  ])
}

async function fetchPieces(
  pieces: Piece[],
  client: ModelClient,
  texts: Texts,
  budget: { pictures: number; pictureCharacters: number; characters: number },
): Promise<PromptPart[]> {
  const content: PromptPart[] = []
  const write = (text: string) => {
    if (budget.characters === 0) return
    const fitting = cut(text, budget.characters)
    const isWhole = fitting.length === text.length
    content.push({ text: isWhole ? text : `${fitting}\n${texts.unread('rest')}` })
    budget.characters = isWhole ? budget.characters - text.length : 0
  }
  for (const piece of pieces) {
    if ('text' in piece || 'unread' in piece) {
      write(describePieces([piece], texts))
    } else if ('file' in piece) {
      write(await fetchFile(piece, client, texts))
    } else if (budget.pictures > 0) {
      budget.pictures -= 1
      const pictureUrl = await client.picture(piece.picture)
      budget.pictureCharacters -= pictureUrl.length
      if (budget.pictureCharacters < 0) throw new AnswerError('picture-too-large', 'all of them together')
      content.push({ pictureUrl })
    }
  }
  return join(content)
}

async function fetchFile(
  { file, name }: { file: string; name: string },
  client: ModelClient,
  texts: Texts,
): Promise<string> {
  if (!isReadableFile(name)) throw new AnswerError('file-unreadable', 'no text by its name')
  const { text, isCut, hasMacros } = await client.file(file, name)
  if (text.trim() === '') throw new AnswerError('file-unreadable', 'empty')
  const shown = texts.file(name, cut(text, MAX_FILE_CHARACTERS), isCut || text.length > MAX_FILE_CHARACTERS)
  return hasMacros ? `${shown}\n${texts.macrosLeftOut}` : shown
}

/** The first `length` UTF-16 units, without half an emoji at the end: services refuse such a prompt. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
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

/** Content as it is remembered: its words, with marks for pictures. */
export function toWords(content: PromptPart[], texts: Texts): string {
  return content.map((part) => ('text' in part ? part.text : texts.pictureMark)).join('\n')
}

/** Pieces that were not fetched, as words. */
export function describePieces(pieces: Piece[], texts: Texts): string {
  return pieces
    .map((piece) => {
      if ('text' in piece) return piece.text
      if ('unread' in piece) return `${piece.before ?? ''}${texts.unread(piece.unread, piece.name)}`
      return 'file' in piece ? `[${piece.name}]` : texts.pictureMark
    })
    .join('\n')
}
