import type { SharedServer } from '../database'
import type { Row } from '../table'
import { tryClocks } from './clocks'
import { tryDatabaseAway } from './database-away'
import { tryEndedGracefully } from './ended'
import { tryKilledSending, tryKilledThinking } from './killed'
import { tryOnce } from './once'
import { tryOrder } from './order'
import { trySoak } from './soak'
import { tryStorm } from './storm'

export interface Trial {
  /** On the command line; several trials may share one. */
  name: string
  /** A trial that is not over by then is broken. Several times what it takes on a slow machine. */
  limitMinutes: number
  /** Measures promises; undefined where the server does not allow the trial. */
  run(server: SharedServer): Promise<Row | Row[] | undefined>
}

/** Every trial, in order. */
export const TRIALS: Trial[] = [
  { name: 'once', limitMinutes: 5, run: (server) => tryOnce(server, 2) },
  { name: 'once', limitMinutes: 5, run: (server) => tryOnce(server, 3) },
  { name: 'order', limitMinutes: 5, run: tryOrder },
  { name: 'killed', limitMinutes: 5, run: (server) => tryKilledThinking(server, 1) },
  { name: 'killed', limitMinutes: 5, run: (server) => tryKilledThinking(server, 2) },
  { name: 'killed', limitMinutes: 5, run: tryKilledSending },
  { name: 'ended', limitMinutes: 5, run: tryEndedGracefully },
  { name: 'clocks', limitMinutes: 5, run: tryClocks },
  { name: 'database-away', limitMinutes: 10, run: tryDatabaseAway },
  { name: 'storm', limitMinutes: 15, run: tryStorm },
  { name: 'soak', limitMinutes: 30, run: trySoak },
]
