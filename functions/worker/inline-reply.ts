/** Messages that need no model are answered in the acknowledgement itself, which costs no API call. */
import { type Command, type CommandTools, parseCommand, runCommand } from '../bot/commands'
import type { Choice } from '../bot/conversation'
import { type Counts, toPersonKeys } from '../bot/counters'
import { isReadableFile } from '../bot/files'
import { isReadable } from '../bot/question'
import { now } from '../clock'
import type { IncomingMessage } from '../dingtalk/types'
import type { UsageStore } from '../storage/usage'
import { toAdminTools } from './admin-tools'
import { nextReceivedAt, toSessionKey, toTurn } from './session'
import type { InlineResult, MessageTools } from './types'

/** `say` is called when the message is known to be new; it gives `undefined` for no answer. */
export interface InlineReply {
  result: InlineResult
  say(): Promise<string | undefined>
}

/** The reply to a message that needs no model; `undefined` for a question, which does. */
export function toInlineReply(tools: MessageTools, message: IncomingMessage): InlineReply | undefined {
  const { content } = message
  const { texts } = tools
  const reply = (result: InlineResult, text?: string): InlineReply => ({ result, say: async () => text })
  switch (content.kind) {
    case 'over-quota':
      return reply('over-quota')
    case 'empty':
      return reply('empty', texts.empty)
    case 'unsupported':
      return reply('unsupported', content.type === 'audio' ? texts.voiceWithoutWords : texts.unsupported)
    case 'pieces':
      if (content.pieces.length === 0 && content.quote && !isReadable(content.quote.pieces))
        return reply('unsupported', texts.quoteNotSent)
      if (content.pieces.some((piece) => 'file' in piece && !isReadableFile(piece.name)))
        return reply('unsupported', texts.unreadableFile)
  }
  const command = readCommand(message)
  if (command === 'unknown') return reply('unknown-command', texts.command.unknown)
  if (!command) return undefined
  const { name, argument } = command
  // `/retry` asks the model again.
  if (name === 'retry') return undefined
  if (name === 'draw') {
    if (!tools.config.model.imageModel)
      return argument ? undefined : reply('unknown-command', texts.command.unknown)
    return argument ? undefined : reply('/draw', texts.draw.what)
  }
  const run = () => runCommand({ ...command, name }, toCommandTools(tools, message), texts)
  return { result: `/${name}`, say: () => run().catch(() => texts.databaseAway) }
}

/** The command that a message consists of; `unknown` for a lone `/word`; `undefined` for a question. */
export function readCommand({ content }: IncomingMessage): Command | 'unknown' | undefined {
  if (content.kind !== 'pieces') return undefined
  // A question about the quoted words; a quote without words is only a reply.
  if (content.quote && isReadable(content.quote.pieces)) return undefined
  const [first, ...others] = content.pieces
  // A text that is too long is followed by a mark for its rest.
  const isAlone = others.every((piece) => 'unread' in piece && piece.unread === 'rest')
  return isAlone && first && 'text' in first ? parseCommand(first.text) : undefined
}

function toCommandTools(tools: MessageTools, message: IncomingMessage): CommandTools {
  const { config, turns, usage } = tools
  const { memory, model } = config
  const { sender, conversation } = message
  const session = toSessionKey(message, memory.scope)
  const read = () => turns.read(session, memory.maxTurns)
  const note = (choice: Choice, content: string, change: { reset?: true } = {}) => {
    const fields = { role: 'command', content, askedAt: nextReceivedAt(), choice, ...change } as const
    return turns.add([toTurn(message, session, { keepMs: memory.keepMs, ...fields })])
  }
  return {
    models: model.names,
    roles: Object.keys(model.roles),
    canDraw: model.imageModel !== undefined,
    choice: async () => (await read()).choice,
    choose: (choice, content) => note(choice, content),
    reset: async (content) => note((await read()).choice, content, { reset: true }),
    async undo() {
      const { last } = await read()
      if (last) await turns.remove(session, last.messageId)
      return last !== undefined
    },
    usage: () => readUsage(usage, sender.id, now()),
    staffId: sender.staffId,
    conversationId: conversation.id,
    async forget() {
      await turns.forget(sender.id)
      await usage.forget(sender.id)
    },
    admin: toAdminTools(tools, message),
  }
}

async function readUsage(usage: UsageStore, person: string, at: number): ReturnType<CommandTools['usage']> {
  await usage.flush()
  const { day, month } = toPersonKeys(at, person)
  const toUsage = ({ answers = 0, tokens = 0, searches = 0 }: Counts = {}) => ({
    messages: answers,
    tokens,
    searches,
  })
  const [ofDay, ofMonth] = await usage.read([day, month])
  return { today: toUsage(ofDay), month: toUsage(ofMonth) }
}
