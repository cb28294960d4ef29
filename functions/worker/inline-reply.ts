/** Messages that need no model are answered in the acknowledgement itself, which costs no API call. */
import { startOfDayAndMonth } from '../bot/china-time'
import { type Command, type CommandTools, runCommand } from '../bot/commands'
import { isTextFile } from '../bot/files'
import type { Config } from '../config'
import type { IncomingMessage } from '../dingtalk/types'
import type { Choice, Turns } from '../storage/turns'
import type { Texts } from '../texts/types'
import { readCommand } from './read-command'
import { nextReceivedAt, toSessionKey } from './session'
import { toTurn } from './turn-documents'
import type { InlineResult } from './types'

export interface InlineReplyContext {
  config: Config
  texts: Texts
  turns: Turns
}

/** `say` is called when the message is known to be new; it gives `undefined` for no answer. */
export interface InlineReply {
  result: InlineResult
  say(): Promise<string | undefined>
}

/** The reply to a message that needs no model; `undefined` for a question, which does. */
export function toInlineReply(
  context: InlineReplyContext,
  message: IncomingMessage,
): InlineReply | undefined {
  const { content } = message
  const { texts } = context
  const reply = (result: InlineResult, text?: string): InlineReply => ({ result, say: async () => text })
  switch (content.kind) {
    case 'over-quota':
      return reply('over-quota')
    case 'empty':
      return reply('empty', texts.empty)
    case 'unsupported':
      return reply('unsupported', texts.unsupported)
    case 'pieces':
      if (content.pieces.some((piece) => 'file' in piece && !isTextFile(piece.name)))
        return reply('unsupported', texts.unreadableFile)
  }
  const command = readCommand(message)
  if (command === 'unknown') return reply('unknown-command', texts.command.unknown)
  // `/retry` asks the model again.
  if (!command || command.name === 'retry') return undefined
  return { result: `/${command.name}`, say: () => run(context, message, command) }
}

async function run(context: InlineReplyContext, message: IncomingMessage, command: Command): Promise<string> {
  const { texts } = context
  return runCommand(command, toCommandTools(context, message), texts).catch(() => texts.databaseAway)
}

function toCommandTools({ config, turns }: InlineReplyContext, message: IncomingMessage): CommandTools {
  const { memory, model } = config
  const session = toSessionKey(message, memory.scope)
  const read = () => turns.read(session, memory.maxTurns)
  const note = (choice: Choice, content: string, change: { reset?: true } = {}) => {
    const fields = {
      role: 'command',
      content,
      askedAt: nextReceivedAt(),
      keepMs: memory.keepMs,
      choice,
    } as const
    return turns.add([{ ...toTurn(message, session, fields), ...change }])
  }
  return {
    models: model.names,
    roles: Object.keys(model.roles),
    choice: async () => (await read()).choice,
    choose: (choice, content) => note(choice, content),
    reset: async (content) => note((await read()).choice, content, { reset: true }),
    async undo() {
      const { last } = await read()
      if (last) await turns.remove(session, last.messageId)
      return last !== undefined
    },
    usage: () => readUsage(turns, message.sender.id, Date.now()),
  }
}

async function readUsage(turns: Turns, person: string, now: number): ReturnType<CommandTools['usage']> {
  const { day, month } = startOfDayAndMonth(now)
  const answers = await turns.usage(person, month)
  const sum = (since: number) => {
    const counted = answers.filter(({ askedAt }) => askedAt >= since)
    return { messages: counted.length, tokens: counted.reduce((all, { tokens }) => all + tokens, 0) }
  }
  return { today: sum(day), month: sum(month) }
}
