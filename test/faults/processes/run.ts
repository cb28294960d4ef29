import { findServer, type SharedServer } from './database'
import { type Row, toTable } from './table'
import { tryBlackout } from './trials/blackout'
import { tryEnded } from './trials/ended'
import { tryKilledSending, tryKilledThinking } from './trials/killed'
import { tryOnce } from './trials/once'
import { tryOrder } from './trials/order'
import { trySoak } from './trials/soak'
import { tryStorm } from './trials/storm'

// `npm run test:faults`: the bot as processes of its own on one MongoDB-protocol server, killed, starved and flooded.
// Prints what was measured as a Markdown table; exit code 1 when a promise is broken. Names of trials may follow.

type Trial = (server: SharedServer) => Promise<Row | Row[] | undefined>

const TRIALS: [name: string, trial: Trial][] = [
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

async function main() {
  const wanted = process.argv.slice(2)
  const unknown = wanted.find((name) => !TRIALS.some(([known]) => known === name))
  if (unknown) throw new Error(`There is no trial "${unknown}"`)
  const server = await findServer()
  if (!server) {
    say(
      'Skipped: these trials need a MongoDB-protocol server. Set DB_URI, or FERRETDB_BIN to what .ci/run builds.',
    )
    return
  }
  const rows: Row[] = []
  for (const [name, trial] of TRIALS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const startedAt = Date.now()
    const result = await trial(server)
    const news = result === undefined ? [] : [result].flat()
    rows.push(...news)
    const took = `${((Date.now() - startedAt) / 1_000).toFixed(0)} s`
    for (const { what, kept, figures } of news)
      process.stderr.write(`${kept ? 'kept' : 'BROKEN'} (${took}): ${what}: ${figures}\n`)
  }
  await server.close()
  say(`${toTable(rows)}\n\nOn ${server.name}, Node ${process.versions.node}, ${process.platform}.`)
  if (rows.some(({ kept }) => !kept)) process.exitCode = 1
}

// Ends the way that tells everybody who waits for the end of the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

function say(text: string) {
  process.stdout.write(`${text}\n`)
}

main().catch((error) => {
  process.stderr.write(`${(error as Error).stack}\n`)
  process.exit(1)
})
