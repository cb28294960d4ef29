/** The commands that only admins may use. Knows no database: what it needs are functions. */
import type { Statistics } from '../texts/access-types'
import type { AdminCommandName, Texts } from '../texts/types'

/** Characters of a group's role, which is sent with every question. */
const MAX_PROMPT = 4_000

/** What an admin's command works on. Everything rejects when the database is away. */
export interface AdminTools {
  admins: string[]
  /** Staff ids of the people whom the message mentions. */
  mentioned: string[]
  isGroup: boolean
  statistics(): Promise<Statistics>
  block(staffId: string): Promise<void>
  /** @returns whether the person was blocked */
  unblock(staffId: string): Promise<boolean>
  groupPrompt(): Promise<string | undefined>
  /** `undefined` removes it. */
  setGroupPrompt(prompt: string | undefined): Promise<void>
}

/** @returns what the admin reads, as markdown */
export async function runAdminCommand(
  name: AdminCommandName,
  argument: string,
  tools: AdminTools,
  { access }: Texts,
): Promise<string> {
  switch (name) {
    case 'stats': {
      const { top, ...use } = await tools.statistics()
      return access.statistics({ ...use, top: top.map((one) => ({ ...one, name: toPlain(one.name) })) })
    }
    case 'block':
      return block(argument, tools, access)
    case 'unblock':
      return unblock(argument, tools, access)
    case 'prompt':
      return prompt(argument, tools, access.prompt)
  }
}

async function block(argument: string, tools: AdminTools, access: Texts['access']): Promise<string> {
  const people = toPeople(argument, tools)
  if (people.length === 0) return access.whom
  if (people.some((one) => tools.admins.includes(one))) return access.adminNotBlocked
  for (const person of people) await tools.block(person)
  return access.blocked(toPlain(people.join(' ')))
}

async function unblock(argument: string, tools: AdminTools, access: Texts['access']): Promise<string> {
  const people = toPeople(argument, tools)
  if (people.length === 0) return access.whom
  const were = []
  for (const person of people) if (await tools.unblock(person)) were.push(person)
  return were.length > 0
    ? access.unblocked(toPlain(were.join(' ')))
    : access.notBlocked(toPlain(people.join(' ')))
}

async function prompt(
  argument: string,
  tools: AdminTools,
  texts: Texts['access']['prompt'],
): Promise<string> {
  if (!tools.isGroup) return texts.onlyInGroups
  if (!argument) return texts.shown(await tools.groupPrompt())
  if (argument.length > MAX_PROMPT) return texts.tooLong(MAX_PROMPT)
  const isRemoval = /^[-－]$/.test(argument)
  await tools.setGroupPrompt(isRemoval ? undefined : argument)
  return isRemoval ? texts.removed : texts.changed
}

/** Staff ids: those of the mentions, or those in the argument; none where it holds a name, such as a mention's. */
function toPeople(argument: string, { mentioned }: AdminTools): string[] {
  const ids = argument.split(/[,，、;；\s]+/).filter(Boolean)
  const areIds = ids.every((id) => /^[\x21-\x3f\x41-\x7e][\x21-\x7e]*$/.test(id))
  return [...new Set(mentioned.length > 0 ? mentioned : areIds ? ids : [])]
}

/** A name or an id without the marks of Markdown, which would turn it into a link or a picture. */
function toPlain(name: string): string {
  return name.replace(/[[\]()<>*`~#|!\\]/g, ' ')
}
