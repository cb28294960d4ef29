/** What the steps of the worker need. */
import type { BotStatus } from '../storage/bot-status'
import type { Database } from '../storage/database'
import type { Inbox } from '../storage/inbox'
import type { UsageStore } from '../storage/usage'
import type { Heartbeat } from './heartbeat'
import type { InFlight } from './in-flight'
import type { Line } from './line'
import type { MessageTools } from './types'

/** What a worker is made with. */
export interface WorkerTools {
  database: Database
  botStatus: BotStatus
  usage: UsageStore
  log(line: object): void
  /** The tools as the settings are now; every message keeps those that it began with. */
  currentTools(): MessageTools
}

export interface WorkerContext extends WorkerTools {
  inbox: Inbox
  inFlight: InFlight
  heartbeat: Heartbeat
  /** For the answers of processes that died. */
  inLine: Line
}
