/**
 * The commands, one row each: what people type, what it does, and how `/help` and the README describe it.
 *
 * Only a message that is exactly such a word is a command: "重置密码怎么做" is a question.
 */
import type { AdminCommandName, CommandName, Texts } from '../texts/types'
import { type AdminTools, runAdminCommand } from './admin-commands'

interface Row {
  name: CommandName
  /** With a slash. */
  names: { zh: string[]; en: string[] }
  /** Those that are commands without a slash, too. */
  withoutSlash: string[]
  /** What may follow, after a space; a `text` of any length. */
  argument: false | 'name' | 'person' | 'text'
}

export const COMMANDS: Row[] = [
  { name: 'help', names: { zh: ['帮助'], en: ['help'] }, withoutSlash: ['帮助'], argument: false },
  {
    name: 'new',
    names: { zh: ['新话题', '重置', '清空'], en: ['new'] },
    withoutSlash: ['新话题', '重置', '清空'],
    argument: false,
  },
  { name: 'undo', names: { zh: ['撤回'], en: ['undo'] }, withoutSlash: ['撤回'], argument: false },
  { name: 'retry', names: { zh: ['重答'], en: ['retry'] }, withoutSlash: ['重答'], argument: false },
  { name: 'draw', names: { zh: ['画图'], en: ['draw'] }, withoutSlash: [], argument: 'text' },
  { name: 'model', names: { zh: ['模型'], en: ['model'] }, withoutSlash: [], argument: 'name' },
  { name: 'role', names: { zh: ['角色'], en: ['role'] }, withoutSlash: [], argument: 'name' },
  { name: 'usage', names: { zh: ['用量'], en: ['usage'] }, withoutSlash: ['用量'], argument: false },
  { name: 'whoami', names: { zh: ['我是谁'], en: ['whoami'] }, withoutSlash: [], argument: false },
  { name: 'forget', names: { zh: ['忘记我'], en: ['forget'] }, withoutSlash: [], argument: false },
  { name: 'stats', names: { zh: ['统计'], en: ['stats'] }, withoutSlash: [], argument: false },
  { name: 'block', names: { zh: ['拉黑'], en: ['block'] }, withoutSlash: [], argument: 'person' },
  { name: 'unblock', names: { zh: ['取消拉黑'], en: ['unblock'] }, withoutSlash: [], argument: 'person' },
  { name: 'prompt', names: { zh: ['群角色'], en: ['prompt'] }, withoutSlash: [], argument: 'text' },
]

/** Commands that everyone may use, also those who get no answers: to ask for access, and to have things deleted. */
export const OPEN_COMMANDS: CommandName[] = ['whoami', 'forget']

const ADMIN_COMMANDS: CommandName[] = ['stats', 'block', 'unblock', 'prompt'] satisfies AdminCommandName[]
/** Characters of an argument. */
const MAX_ARGUMENT = { name: 100, person: 1_000, text: Number.POSITIVE_INFINITY }

export interface Command {
  name: CommandName
  argument: string
}

/** All but those that ask a model. */
export type InlineCommand = Command & { name: Exclude<CommandName, 'retry' | 'draw'> }

/** A mention of the robot, whose name is not known and may hold spaces, where DingTalk does not cut it off. */
const MENTION_BEFORE = /^@[^\n/／]{1,60}[^\S\n](?=[/／]\S)/

/**
 * Reads a message as a command, also with a mention before or behind it.
 * @returns the command; `unknown` for a lone `/word` that is none; `undefined` for a question
 */
export function parseCommand(text: string): Command | 'unknown' | undefined {
  const trimmed = text.trim()
  const unmentioned = trimmed.replace(MENTION_BEFORE, '')
  const [, slash, word = '', rest = ''] = /^([/／]?)(\S+)(?:\s+(\S[\s\S]*))?$/.exec(unmentioned) ?? []
  const lower = word.toLowerCase()
  const row = COMMANDS.find(({ names, withoutSlash }) =>
    slash ? names.zh.includes(word) || names.en.includes(lower) : withoutSlash.includes(word),
  )
  // The argument itself may begin with an @: a person, or a model. In a text it may stand anywhere.
  const mention = row?.argument ? /\s+@.*$/ : /^@.*$/
  const mayEndWithMention = slash && row?.argument !== 'text' && rest.length <= 2 * MAX_ARGUMENT.person
  const argument = mayEndWithMention ? rest.replace(mention, '').trim() : rest
  if (row && (!argument || (slash && row.argument && argument.length <= MAX_ARGUMENT[row.argument])))
    return { name: row.name, argument }
  return unmentioned === trimmed && slash && !argument && /^[a-z]{1,20}$/i.test(word) ? 'unknown' : undefined
}

/** What a command works on. Everything rejects when the database is away. */
export interface CommandTools {
  models: [string, ...string[]]
  roles: string[]
  /** Whether `/draw` is offered. */
  canDraw: boolean
  choice(): Promise<{ model?: string; role?: string }>
  choose(choice: { model?: string; role?: string }, content: string): Promise<void>
  /** Starts a new conversation. */
  reset(content: string): Promise<void>
  /** Deletes the last question and its answer. @returns whether there was one */
  undo(): Promise<boolean>
  usage(): Promise<{ today: Usage; month: Usage }>
  staffId: string | undefined
  conversationId: string
  /** Deletes everything that is kept of the person, except numbers. */
  forget(): Promise<void>
  /** For admins only. */
  admin?: AdminTools
}

interface Usage {
  messages: number
  tokens: number
  searches: number
}

/** Carries a command out. @returns what the person reads, as markdown */
export async function runCommand(
  { name, argument }: InlineCommand,
  tools: CommandTools,
  texts: Texts,
): Promise<string> {
  if (isAdminCommand(name)) {
    return tools.admin ? runAdminCommand(name, argument, tools.admin, texts) : texts.access.notForYou
  }
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
    case 'whoami':
      return texts.access.whoami(tools.staffId, tools.conversationId)
    case 'forget':
      await tools.forget()
      return texts.access.forgotten
    case 'help':
      return help(tools, texts)
  }
}

function isAdminCommand(name: CommandName): name is AdminCommandName {
  return ADMIN_COMMANDS.includes(name)
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
  const name = names.find((one) => one.toLowerCase() === argument.toLowerCase())
  const isReset = !name && /^(默认|default|-)$/i.test(argument)
  if (!isReset && !name) return unknown(names)
  await tools.choose({ ...choice, [what]: name ?? '' }, `/${what} ${argument}`)
  return chosen(name ?? (what === 'model' ? names[0] : undefined))
}

function help(tools: CommandTools, texts: Texts): string {
  const shown = COMMANDS.filter(({ name }) => {
    if (isAdminCommand(name)) return tools.admin !== undefined
    if (name === 'model') return tools.models.length > 1
    if (name === 'draw') return tools.canDraw
    return name === 'role' ? tools.roles.length > 0 : true
  })
  const rows = shown.map(({ name, names, argument }) => {
    const typed = [...names.en.map((word) => `/${word}`), ...names.zh.map((word) => `/${word}`)].join(' ')
    return `- ${typed}${argument ? ` ${texts.command.argument[argument]}` : ''} — ${texts.command.purpose[name]}`
  })
  return [texts.command.helpTitle, rows.join('\n'), texts.command.helpEnd].join('\n\n')
}
