/** What an admin's commands work on: counters, blocks, and the role of a group. */
import { isAdmin } from '../bot/access'
import type { AdminTools } from '../bot/admin-commands'
import { type Counts, REFUSALS, toPersonKeys, toTotalKeys } from '../bot/counters'
import { now } from '../clock'
import type { IncomingMessage } from '../dingtalk/types'
import type { UsageStore } from '../storage/usage'
import type { Statistics, Use } from '../texts/access-types'
import { toGroupSession } from './session'
import type { MessageTools } from './types'

/** People whom `/stats` names. */
const TOP = 5

/** `undefined` for a message of a person who is no admin. */
export function toAdminTools(tools: MessageTools, message: IncomingMessage): AdminTools | undefined {
  const { config, turns, usage } = tools
  const { conversation, sender, mentioned = [] } = message
  if (!isAdmin(config.access, { staffId: sender.staffId, conversation })) return undefined
  const group = toGroupSession(message)
  return {
    admins: config.access.admins,
    mentioned,
    isGroup: group !== undefined,
    statistics: () => readStatistics(usage, now()),
    block: usage.block,
    unblock: usage.unblock,
    groupPrompt: () => turns.groupPrompt(group ?? ''),
    setGroupPrompt: (prompt) => turns.setGroupPrompt(group ?? '', conversation.id, prompt),
  }
}

async function readStatistics(usage: UsageStore, at: number): Promise<Statistics> {
  await usage.flush()
  const person = toPersonKeys(at, '')
  const [totals, peopleToday, peopleThisMonth, top] = await Promise.all([
    usage.read(toTotalKeys(at)),
    usage.people(person.day.scope),
    usage.people(person.month.scope),
    usage.top(person.month.scope, TOP),
  ])
  const [today = {}, month = {}] = totals
  return {
    today: toUse(today, peopleToday),
    month: toUse(month, peopleThisMonth),
    top: top.map(({ name, subject = '', answers = 0, tokens = 0 }) => ({
      name: name ?? subject,
      answers,
      tokens,
    })),
  }
}

function toUse(counts: Counts, people: number): Use {
  const { answers = 0, tokens = 0, calls = 0 } = counts
  const refused = REFUSALS.reduce((sum, reason) => sum + (counts[`refused-${reason}`] ?? 0), 0)
  return { answers, people, tokens, calls, refused }
}
