/** What a message says: its pieces and those of what it quotes, together bounded. */
import type { Piece } from '../bot/question'
import { asNumber, asObjectOrJson, cut } from '../untrusted'
import type { Fields } from './elements'
import { toPieces } from './pieces'
import { toQuote } from './quotes'
import type { Content } from './types'

/** Characters of one message with its quote: as much as a prompt takes of a question. */
const MAX_CHARACTERS = 60_000
/** Pictures and files of one message with its quote; a prompt takes fewer. */
const MAX_DOWNLOADS = 20

/** The content of a callback by its `msgtype`. Never throws: what cannot be read is `unsupported`. */
export function toContent(type: string, fields: Fields): Content {
  if (asNumber(fields.errorCode)) return { kind: 'over-quota' }
  const pieces = toPieces(type, fields, asObjectOrJson(fields.content) ?? {})
  if (!pieces) return { kind: 'unsupported', type: type.slice(0, 40) }

  const left = { characters: MAX_CHARACTERS, downloads: MAX_DOWNLOADS }
  const own = bound(normalize(pieces), left)
  const quote = toQuote(fields)
  if (own.length === 0 && !quote) return { kind: 'empty' }
  return {
    kind: 'pieces',
    pieces: own,
    ...(quote ? { quote: { ...quote, pieces: bound(normalize(quote.pieces), left) } } : {}),
  }
}

/** Joins neighbouring texts, trims them and drops empty ones. */
function normalize(pieces: Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if ('text' in piece && last && 'text' in last)
      joined[joined.length - 1] = { text: last.text + piece.text }
    else joined.push(piece)
  }
  return joined
    .map((piece) => ('text' in piece ? { text: piece.text.trim() } : piece))
    .filter((piece) => !('text' in piece) || piece.text !== '')
}

/** The pieces that may be kept; a mark stands for the rest. @param left is reduced by what they take */
function bound(pieces: Piece[], left: { characters: number; downloads: number }): Piece[] {
  const kept: Piece[] = []
  for (const piece of pieces) {
    const fitting = toFitting(piece, left)
    if (fitting) kept.push(fitting)
    if (fitting !== piece) return [...kept, { unread: 'rest' }]
  }
  return kept
}

/** A piece, the beginning of its text, or `undefined`. */
function toFitting(piece: Piece, left: { characters: number; downloads: number }): Piece | undefined {
  if ('picture' in piece || 'file' in piece) {
    left.downloads -= 1
    return left.downloads < 0 ? undefined : piece
  }
  if ('text' in piece) {
    const text = cut(piece.text, left.characters)
    left.characters -= text.length
    if (text === piece.text) return piece
    return text ? { text } : undefined
  }
  const { before = '', name = '' } = piece
  left.characters -= before.length + name.length
  return left.characters < 0 ? undefined : piece
}
