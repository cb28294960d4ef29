import type { SharedServer } from '../database'
import type { Row } from '../table'
import { tryBlackout } from './blackout'
import { tryEnded } from './ended'
import { tryKilledSending, tryKilledThinking } from './killed'
import { tryOnce } from './once'
import { tryOrder } from './order'
import { trySoak } from './soak'
import { tryStorm } from './storm'

/** Shows promises at work; undefined where a server cannot be treated as it would have to be. */
export type Trial = (server: SharedServer) => Promise<Row | Row[] | undefined>

/** Every trial, in its order, under the name that the command takes. */
export const TRIALS: [name: string, trial: Trial][] = [
  ['once', (server) => tryOnce(server, 2)],
  ['once', (server) => tryOnce(server, 3)],
  ['order', tryOrder],
  ['killed', (server) => tryKilledThinking(server, 1)],
  ['killed', (server) => tryKilledThinking(server, 2)],
  ['killed', tryKilledSending],
  ['ended', tryEnded],
  ['blackout', tryBlackout],
  ['storm', tryStorm],
  ['soak', trySoak],
]
