/**
 * `npm run bench`: what a message costs, beside a floor measured in the same run. Prints a table and writes
 * `.data/bench.json`. `npm run bench -- --quick` looks at a tenth of everything; names of scenarios choose some.
 * Exit code 1 when a limit is not kept.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { keeps, type Row, toMarkdown } from './figures'
import { growth } from './growth'
import { acknowledgement, type Bench, burst, starting, throughput, waiting } from './scenarios'
import { thrift } from './thrift'
import { startWorld } from './world'

export const SCENARIOS = { acknowledgement, waiting, throughput, thrift, burst, growth, starting }

const RESULTS = path.join(__dirname, '..', '.data', 'bench.json')

async function main(): Promise<void> {
  const words = process.argv.slice(2)
  const chosen = words.filter((word) => word in SCENARIOS) as (keyof typeof SCENARIOS)[]
  const note = (progress: string) => process.stderr.write(`${progress}\n`)
  const scale = words.includes('--quick') ? 0.1 : 1
  const world = await startWorld()
  const bench: Bench = { world, scale, dbUri: process.env.DB_URI, note }

  const rows: Row[] = []
  for (const name of chosen.length > 0 ? chosen : (Object.keys(SCENARIOS) as (keyof typeof SCENARIOS)[])) {
    note(`measuring: ${name}`)
    rows.push(...(await SCENARIOS[name](bench)))
  }
  await world.close()

  const [cpu] = cpus()
  const about = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() || 'CPU'}, ${process.platform}`
  console.log(`${toMarkdown(rows)}\n\n${about}${scale < 1 ? ' (a quick look: a tenth of everything)' : ''}`)
  mkdirSync(path.dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify({ about, scale, rows }, null, 2)}\n`)
  process.exitCode = rows.every(keeps) ? 0 : 1
}

if (require.main === module) void main()
