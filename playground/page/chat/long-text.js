import { h } from '../lib/dom.js'
import { texts } from '../texts/language.js'

/** Short enough for a browser to lay out at once. */
const PIECE_CHARACTERS = 5_000

/** The button below the beginning of a very long text; a click replaces it with the whole text. */
export function longText({ id, wholeLength }) {
  if (!wholeLength) return undefined
  const label = texts().showAll(wholeLength)
  const button = h('button.show-all', { type: 'button' }, label)
  button.addEventListener('click', async () => {
    button.disabled = true
    const text = await (await fetch(`/playground/messages/${id}`)).text()
    const pieces = toPieces(text).map((piece) => h('div.piece', {}, piece))
    button.replaceWith(h('div.whole', { tabindex: 0, role: 'region', 'aria-label': label }, pieces))
  })
  return button
}

/** Splits a text, at line ends where there are any, so that the browser lays out only the visible pieces. */
function toPieces(text) {
  const pieces = []
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.lastIndexOf('\n', at + PIECE_CHARACTERS) + 1
    const end =
      at + PIECE_CHARACTERS >= text.length ? text.length : lineEnd > at ? lineEnd : at + PIECE_CHARACTERS
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
