import { cardRows } from './cards'
import { findServer } from './database'
import type { TrialReport } from './run-apart'
import { TRIALS } from './trials/all'

// One trial, by its place in TRIALS, on a server of its own. `run-apart.ts` starts this process and gets its report.

async function main() {
  const trial = TRIALS[Number(process.argv[2])]
  const server = await findServer()
  if (!trial || !server) throw new Error('There is no such trial or no server')
  const rows = [(await trial.run(server)) ?? [], cardRows].flat()
  const report: TrialReport = { rows, server: server.name }
  await new Promise((resolve) => process.send?.(report, resolve))
  await server.close()
}

// When the process that waits for the report has ended; the `exit` listeners kill the replicas.
process.on('disconnect', () => process.exit(1))

main().then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`${(error as Error).stack}\n`)
    process.exit(1)
  },
)
