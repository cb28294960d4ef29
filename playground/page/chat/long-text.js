import { h } from '../lib/dom.js'
import { texts } from '../texts/language.js'

/** Small enough to be drawn in a moment, large enough to be few. */
const PIECE_CHARACTERS = 5_000

/** What follows the beginning of a very long text: a button, and the whole text when somebody wants it. */
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

/** Pieces that end with a line where there are lines: a browser draws only those in sight. */
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
