import type { SharedServer } from '../database'
import type { Row } from '../table'
import { tryDatabaseAway } from './database-away'
import { tryEndedGracefully } from './ended'
import { tryKilledSending, tryKilledThinking } from './killed'
import { tryOnce } from './once'
import { tryOrder } from './order'
import { trySoak } from './soak'
import { tryStorm } from './storm'

/** Measures promises; undefined where the server does not allow the trial. */
export type Trial = (server: SharedServer) => Promise<Row | Row[] | undefined>

/** Every trial in order, with its name on the command line. */
export const TRIALS: [name: string, trial: Trial][] = [
  ['once', (server) => tryOnce(server, 2)],
  ['once', (server) => tryOnce(server, 3)],
  ['order', tryOrder],
  ['killed', (server) => tryKilledThinking(server, 1)],
  ['killed', (server) => tryKilledThinking(server, 2)],
  ['killed', tryKilledSending],
  ['ended', tryEndedGracefully],
  ['database-away', tryDatabaseAway],
  ['storm', tryStorm],
  ['soak', trySoak],
]
