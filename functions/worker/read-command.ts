import { type Command, parseCommand } from '../bot/commands'
import type { IncomingMessage } from '../dingtalk/types'

/** The command that a message consists of; `unknown` for a lone `/word`; `undefined` for a question. */
export function readCommand({ content }: IncomingMessage): Command | 'unknown' | undefined {
  if (content.kind !== 'pieces' || content.quote || content.pieces.length !== 1) return undefined
  const [only] = content.pieces
  return only && 'text' in only ? parseCommand(only.text) : undefined
}
