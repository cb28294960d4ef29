import type { DingTalk } from '../dingtalk/emulator'
import type { FaultId as DingTalkFaultId } from '../dingtalk/faults/faults'
import type { OpenAIEmulator } from '../openai/emulator'
import type { FaultId as ModelFaultId } from '../openai/faults'
import { COMMON_SWITCHES } from './common-switches'

/** A switch as the page shows it. */
export interface Switch {
  /** `<where>:<fault>`. */
  id: string
  where: 'dingtalk' | 'openai' | 'replica'
  zh: string
  en: string
  /** One of those at the top, with what they promise. */
  promise?: { zh: string; en: string }
  /** It strikes so often and switches itself off. */
  times?: number
  on: boolean
  /** How often it struck since it was switched on. */
  hits: number
}

/** Every switch of the playground in one list, wherever it is. */
export interface Switches {
  list(): Switch[]
  /** @returns false for an unknown one */
  set(id: string, on: boolean): boolean
  clear(): void
  /** Whether the replica is to be killed now; the switch is off afterwards. */
  takeKill(): boolean
}

const KILL = {
  id: 'replica:killed',
  where: 'replica',
  zh: '大模型回答时，杀掉进程再重启',
  en: 'The process is killed while the model thinks, and restarted',
} as const

/** Needs to be told which status and words: nothing a switch could know. */
const WITHOUT_SWITCH = new Set(['dingtalk:status'])

/** @param changed hears that a switch was turned here */
export function createSwitches(dingtalk: DingTalk, model: OpenAIEmulator, changed: () => void): Switches {
  let kills = false
  const common = new Map(COMMON_SWITCHES.map((one) => [one.id, one]))

  function active() {
    const found = new Map<string, number>(kills ? [[KILL.id, 0]] : [])
    for (const { id, hits } of dingtalk.faults.active()) found.set(`dingtalk:${id}`, hits)
    for (const { id, hits } of model.faults.active()) found.set(`openai:${id}`, hits)
    return found
  }

  function known(): Omit<Switch, 'on' | 'hits'>[] {
    const rows = (where: 'dingtalk' | 'openai', table: Record<string, { zh: string; en: string }>) =>
      Object.entries(table).map(([id, { zh, en }]) => ({ id: `${where}:${id}`, where, zh, en }))
    const all = [...rows('dingtalk', dingtalk.faults.table), ...rows('openai', model.faults.table), KILL]
    return all.filter(({ id }) => !WITHOUT_SWITCH.has(id)).map((row) => ({ ...row, ...common.get(row.id) }))
  }

  function turn(id: string, on: boolean) {
    const [where, fault = ''] = id.split(':', 2)
    if (where === 'replica') kills = on
    else {
      const faults = where === 'dingtalk' ? dingtalk.faults : model.faults
      const times = common.get(id)?.times
      if (on) (faults.set as SetFault)(fault as FaultName, times ? { times } : {})
      else (faults.clear as ClearFault)(fault as FaultName)
    }
  }

  return {
    list() {
      const on = active()
      const rows = known().map((row) => ({ ...row, on: on.has(row.id), hits: on.get(row.id) ?? 0 }))
      const order = [...common.keys()]
      const top = rows.filter(({ promise }) => promise)
      return [
        ...top.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
        ...rows.filter(({ promise }) => !promise),
      ]
    },
    set(id, on) {
      if (!known().some((row) => row.id === id)) return false
      turn(id, on)
      changed()
      return true
    },
    clear() {
      kills = false
      dingtalk.faults.clear()
      model.faults.clear()
      changed()
    },
    takeKill() {
      const kill = kills
      kills = false
      if (kill) changed()
      return kill
    },
  }
}

type FaultName = DingTalkFaultId | ModelFaultId
type SetFault = (id: FaultName, options: { times?: number }) => unknown
type ClearFault = (id: FaultName) => void
