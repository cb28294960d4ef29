/**
 * The commands, one row each: what people type, what it does, and how `/help` and the README describe it.
 *
 * Only a message that is exactly such a word is a command: "重置密码怎么做" is a question.
 */
import type { Texts } from '../texts/types'

export type CommandName = 'help' | 'new' | 'undo' | 'retry' | 'model' | 'role' | 'usage'

interface Row {
  name: CommandName
  /** Without a slash these count only when `bare`. The first one is shown in `/help`. */
  words: { zh: string[]; en: string[] }
  /** Words that are commands without a slash too. */
  bare: string[]
  /** Whether an argument may follow, after a space. */
  argument: boolean
}

export const COMMANDS: Row[] = [
  { name: 'help', words: { zh: ['帮助'], en: ['help'] }, bare: ['帮助'], argument: false },
  {
    name: 'new',
    words: { zh: ['新话题', '重置', '清空'], en: ['new'] },
    bare: ['新话题', '重置', '清空'],
    argument: false,
  },
  { name: 'undo', words: { zh: ['撤回'], en: ['undo'] }, bare: ['撤回'], argument: false },
  { name: 'retry', words: { zh: ['重答'], en: ['retry'] }, bare: ['重答'], argument: false },
  { name: 'model', words: { zh: ['模型'], en: ['model'] }, bare: [], argument: true },
  { name: 'role', words: { zh: ['角色'], en: ['role'] }, bare: [], argument: true },
  { name: 'usage', words: { zh: ['用量'], en: ['usage'] }, bare: [], argument: false },
]

export interface Command {
  name: CommandName
  argument: string
}

/**
 * Reads a message as a command.
 * @returns the command; `unknown` for a lone `/word` that is none; `undefined` for a question
 */
export function parseCommand(text: string): Command | 'unknown' | undefined {
  const trimmed = text.trim().replace(/^／/, '/')
  const [, slash, word = '', argument = ''] = /^(\/?)(\S+)(?:\s+(\S[\s\S]{0,100}))?$/.exec(trimmed) ?? []
  const lower = word.toLowerCase()
  const row = COMMANDS.find(({ words, bare }) =>
    slash ? words.zh.includes(word) || words.en.includes(lower) : bare.includes(word),
  )
  if (row && (!argument || (row.argument && slash))) return { name: row.name, argument: argument.trim() }
  return slash && !argument && /^[a-z]{1,20}$/i.test(word) ? 'unknown' : undefined
}

/** What a command works on. Everything rejects when the database is away. */
export interface CommandTools {
  models: [string, ...string[]]
  roles: string[]
  choice(): Promise<{ model?: string; role?: string }>
  choose(choice: { model?: string; role?: string }, content: string): Promise<void>
  /** Starts a new conversation. */
  reset(content: string): Promise<void>
  /** Deletes the last question and its answer. @returns whether there was one */
  undo(): Promise<boolean>
  usage(): Promise<{ today: Usage; month: Usage }>
}

interface Usage {
  messages: number
  tokens: number
}

/** Carries a command out. @returns what the person reads, as markdown */
export async function runCommand(
  { name, argument }: Exclude<Command, { name: 'retry' }>,
  tools: CommandTools,
  texts: Texts,
): Promise<string> {
  switch (name) {
    case 'new':
      await tools.reset('/new')
      return texts.command.newDone
    case 'undo':
      return (await tools.undo()) ? texts.command.undoDone : texts.command.undoNothing
    case 'model':
      return choose('model', tools.models, argument, tools, texts)
    case 'role':
      return choose('role', tools.roles, argument, tools, texts)
    case 'usage':
      return texts.command.usage(await tools.usage())
    default:
      return help(tools, texts)
  }
}

async function choose(
  what: 'model' | 'role',
  names: string[],
  argument: string,
  tools: CommandTools,
  texts: Texts,
): Promise<string> {
  const { none, list, chosen, unknown } = texts.command[what]
  if (what === 'model' ? names.length < 2 : names.length === 0) return none
  const choice = await tools.choice()
  if (!argument) return list(names, choice[what] ?? (what === 'model' ? names[0] : undefined))
  // A role can be given up again; for the model, the default one can be chosen.
  const back = what === 'role' && /^(默认|default|-)$/i.test(argument)
  const name = names.find((one) => one.toLowerCase() === argument.toLowerCase())
  if (!back && !name) return unknown(names)
  await tools.choose({ ...choice, [what]: name ?? '' }, `/${what} ${argument}`)
  return chosen(name)
}

function help(tools: CommandTools, texts: Texts): string {
  const shown = COMMANDS.filter(({ name }) => {
    if (name === 'model') return tools.models.length > 1
    return name === 'role' ? tools.roles.length > 0 : true
  })
  const rows = shown.map(({ name, words, argument }) => {
    const typed = [...words.en.map((word) => `/${word}`), ...words.zh.map((word) => `/${word}`)].join(' ')
    return `- ${typed}${argument ? ` ${texts.command.argument}` : ''} — ${texts.command.purpose[name]}`
  })
  return [texts.command.helpTitle, rows.join('\n'), texts.command.helpEnd].join('\n\n')
}
