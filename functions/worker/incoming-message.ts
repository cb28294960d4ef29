/** What the steps of the worker read of a message. */
import type { IncomingMessage } from '../dingtalk/types'

/** An answer that is later than this is not sent any more. */
export const EXPIRES_AFTER_MS = 30 * 60 * 1_000

/** What the person wrote, without the text of files and quotes. */
export function wordsOf({ content }: IncomingMessage): string {
  const pieces = content.kind === 'pieces' ? content.pieces : []
  return pieces.map((piece) => ('text' in piece ? piece.text : '')).join('\n')
}
