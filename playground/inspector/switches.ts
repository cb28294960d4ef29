import { CARD_ROUTES, REACTION_ROUTES } from '../dingtalk/api/route-kinds'
import type { DingTalk } from '../dingtalk/emulator'
import type { OpenAIEmulator } from '../openai/emulator'
import type { SearchEmulator } from '../search/emulator'
import { CARD_SWITCHES } from './card-switches'
import { COMMON_SWITCHES } from './common-switches'
import { OTHER_EFFECTS } from './other-effects'
import { SEARCH_EFFECTS } from './search-effects'
import { toTrial } from './trial'
import type { Switch } from './types'

/** All switches of the playground: the faults of DingTalk, of the model and of the search service, and the kill of the bot's process. */
export interface Switches {
  list(): Switch[]
  /** @returns false for an unknown one */
  set(id: string, on: boolean): boolean
  clear(): void
  /** Whether the bot's process must be killed now; switches that off. */
  takeKill(): boolean
}

const KILL = {
  id: 'replica:killed',
  group: 'replica',
  zh: '大模型回答时杀掉进程再重启',
  en: 'Process killed and restarted while the model answers',
} as const

const EFFECTS = { ...OTHER_EFFECTS, ...SEARCH_EFFECTS }

/** Has parameters that a switch cannot supply. */
const WITHOUT_SWITCH = new Set(['dingtalk:status'])

/** @param onChange is called after `set`, `clear` and a kill */
export function createSwitches(
  dingtalk: DingTalk,
  model: OpenAIEmulator,
  search: SearchEmulator,
  onChange: () => void,
): Switches {
  let isKillOn = false
  const described = new Map([...COMMON_SWITCHES, ...CARD_SWITCHES].map((one) => [one.id, one]))
  const common = COMMON_SWITCHES.map(({ id }) => id)

  function hitsOfActive() {
    const hits = new Map<string, number>(isKillOn ? [[KILL.id, 0]] : [])
    for (const fault of dingtalk.faults.active()) hits.set(`dingtalk:${fault.id}`, fault.hits)
    for (const fault of model.faults.active()) hits.set(`openai:${fault.id}`, fault.hits)
    for (const fault of search.faults.active()) hits.set(`search:${fault.id}`, fault.hits)
    return hits
  }

  function known(): Omit<Switch, 'on' | 'hits'>[] {
    const rows = (emulator: 'dingtalk' | 'openai' | 'search', table: Record<string, FaultRow>) =>
      Object.entries(table).map(([id, { zh, en, calls, times }]) => ({
        id: `${emulator}:${id}`,
        group: groupOf(calls) ?? emulator,
        zh,
        en,
        effect: EFFECTS[`${emulator}:${id}`] ?? { zh: '', en: '' },
        trial: toTrial(`${emulator}:${id}`, calls),
        isCommon: false,
        ...(times && { times }),
      }))
    const kill = { ...KILL, effect: { zh: '', en: '' }, trial: {}, isCommon: true }
    const all = [
      ...rows('dingtalk', dingtalk.faults.table),
      ...rows('openai', model.faults.table),
      ...rows('search', search.faults.table),
      kill,
    ]
    return all
      .filter(({ id }) => !WITHOUT_SWITCH.has(id))
      .map((row) => ({ ...row, ...described.get(row.id), isCommon: common.includes(row.id) }))
  }

  return {
    list() {
      const hits = hitsOfActive()
      const rows = known().map((row) => ({ ...row, on: hits.has(row.id), hits: hits.get(row.id) ?? 0 }))
      const first = rows.filter(({ isCommon }) => isCommon)
      return [
        ...first.sort((a, b) => common.indexOf(a.id) - common.indexOf(b.id)),
        ...rows.filter(({ isCommon }) => !isCommon),
      ]
    },
    set(id, on) {
      const row = known().find((one) => one.id === id)
      if (!row) return false
      const [emulator, fault = ''] = id.split(':')
      if (id === KILL.id) isKillOn = on
      else if (emulator === 'search') setFault(search.faults, fault, on, row.times)
      else if (emulator === 'dingtalk') setFault(dingtalk.faults, fault, on, row.times)
      else setFault(model.faults, fault, on, row.times)
      onChange()
      return true
    },
    clear() {
      isKillOn = false
      dingtalk.faults.clear()
      model.faults.clear()
      search.faults.clear()
      onChange()
    },
    takeKill() {
      const isKilled = isKillOn
      isKillOn = false
      if (isKilled) onChange()
      return isKilled
    },
  }
}

/** The group of faults that concern callbacks only, or cards and reactions only. */
function groupOf(calls: readonly string[] | undefined): 'callback' | 'card' | undefined {
  if (calls?.every((call) => call === 'callback')) return 'callback'
  const cards: readonly string[] = [...CARD_ROUTES, ...REACTION_ROUTES]
  return calls?.every((call) => cards.includes(call)) ? 'card' : undefined
}

/** What the tables of both emulators have in common. */
interface FaultRow {
  zh: string
  en: string
  calls?: readonly string[]
  times?: number
}

/** What the faults of both emulators have in common. */
interface Faults<Id extends string> {
  table: Record<Id, unknown>
  set(id: Id, options: { times?: number }): unknown
  clear(id: Id): void
}

function setFault<Id extends string>(faults: Faults<Id>, id: string, on: boolean, times?: number): void {
  if (!isIn(faults.table, id)) return
  if (on) faults.set(id, times ? { times } : {})
  else faults.clear(id)
}

function isIn<Id extends string>(table: Record<Id, unknown>, id: string): id is Id {
  return Object.hasOwn(table, id)
}
