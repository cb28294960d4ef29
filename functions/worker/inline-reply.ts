/** What needs no model and is answered in the acknowledgement itself, at no API call: commands and refusals. */
import { type Command, type CommandTools, runCommand } from '../bot/commands'
import { isTextFile } from '../bot/files'
import type { Config } from '../config'
import type { Incoming } from '../dingtalk/message'
import type { Choice, Turns } from '../storage/turns'
import type { Texts } from '../texts/types'
import { nextReceivedAt, readCommand, toSessionKey, toTurn } from './session'

/** What to say, when the message is known to be new; `undefined` for silence. */
export type InlineReply = { result: string; say: () => Promise<string | undefined> }

/** @returns a function that tells what can be answered at once; `undefined` for a question */
export function createInlineReply({ config, texts, turns }: { config: Config; texts: Texts; turns: Turns }) {
  const toTools = (message: Incoming): CommandTools => {
    const session = toSessionKey(message, config.memory.scope)
    const read = () => turns.read(session, config.memory.maxTurns)
    const note = (content: string, choice: Choice, change: { reset?: true } = {}) => {
      const fields = {
        role: 'command',
        content,
        askedAt: nextReceivedAt(),
        keepMs: config.memory.keepMs,
        choice,
      } as const
      return turns.add([{ ...toTurn(message, session, fields), ...change }])
    }
    return {
      models: config.model.names,
      roles: Object.keys(config.model.roles),
      choice: async () => (await read()).choice,
      choose: (choice, content) => note(content, choice),
      reset: async (content) => note(content, (await read()).choice, { reset: true }),
      async undo() {
        const { last } = await read()
        if (last) await turns.remove(session, last.messageId)
        return last !== undefined
      },
      usage: () => readUsage(turns, message.sender.id, Date.now()),
    }
  }

  const run = (message: Incoming, command: Command): Promise<string> =>
    runCommand(command, toTools(message), texts).catch(() => texts.databaseAway)

  return function atOnce(message: Incoming): InlineReply | undefined {
    const { content } = message
    if (content.kind === 'over-quota') return { result: 'over-quota', say: async () => undefined }
    if (content.kind === 'empty') return { result: 'empty', say: async () => texts.empty }
    if (content.kind === 'unsupported') return { result: 'unsupported', say: async () => texts.unsupported }
    if (content.pieces.some((piece) => 'file' in piece && !isTextFile(piece.name))) {
      return { result: 'unsupported', say: async () => texts.unreadableFile }
    }
    const command = readCommand(message)
    if (command === 'unknown') return { result: 'command', say: async () => texts.command.unknown }
    // Answering again needs the model.
    if (!command || command.name === 'retry') return undefined
    return { result: `/${command.name}`, say: () => run(message, command) }
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

/** China has one time zone and no summer time: its day begins at 16:00 UTC. */
function startOfDayAndMonth(now: number): { day: number; month: number } {
  const offsetMs = 8 * 60 * 60 * 1_000
  const local = new Date(now + offsetMs)
  const [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  return { day: Date.UTC(year, month, date) - offsetMs, month: Date.UTC(year, month, 1) - offsetMs }
}
