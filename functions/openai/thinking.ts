/**
 * Removes the thinking that some services leave at the start of an answer: `<think>…</think>` and its variants, Kimi's
 * `◁think▷…◁/think▷`, the channels of gpt-oss. The same marks anywhere else belong to the answer. Pure.
 */

const TAG = '(?:think|thinking|thought|reasoning)'
const OPENING = new RegExp(`^\\s*(?:<${TAG}>|◁think▷)`, 'i')
const CLOSING = new RegExp(`</${TAG}>|◁/think▷`, 'i')
const CLOSING_LINE = new RegExp(`^[ \\t]*(?:</${TAG}>|◁/think▷)[ \\t]*$`, 'im')
const ANY_OPENING = new RegExp(`<${TAG}>|◁think▷`, 'i')

const CHANNELS = /^\s*(?:<\|start\|>assistant)?<\|channel\|>/
const FINAL_CHANNEL = /<\|channel\|>final(?:\s*<\|constrain\|>\w+)?<\|message\|>/
const END_OF_MESSAGE = /<\|(?:return|end)\|>\s*$/

/** @returns the answer; '' when the thinking was never closed, so that the answer never began */
export function withoutThinking(text: string): string {
  if (CHANNELS.test(text)) return finalChannelOf(text)
  const isOpened = OPENING.test(text)
  // Some services cut the opening tag off; then the closing one stands on a line of its own.
  const closing = (isOpened ? CLOSING : CLOSING_LINE).exec(text)
  if (!closing) return isOpened ? '' : text
  const hasOwnOpening = !isOpened && ANY_OPENING.test(text.slice(0, closing.index))
  return hasOwnOpening ? text : text.slice(closing.index + closing[0].length)
}

function finalChannelOf(text: string): string {
  const final = FINAL_CHANNEL.exec(text)
  return final ? text.slice(final.index + final[0].length).replace(END_OF_MESSAGE, '') : ''
}
