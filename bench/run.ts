/**
 * `npm run bench`: what a message costs, compared with a floor measured in the same run. Prints a table and writes
 * `.data/bench.json`. Arguments: names of scenarios; `--quick` measures a tenth; `--save` stores the figures for the
 * documents that `npm run docs` writes. Exit code 1 when a limit is not kept.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { cards } from './cards'
import { costs } from './costs'
import { startEnvironment } from './environment'
import { type Figures, keeps, type Measured, toTable } from './figures'
import { growth } from './growth'
import { pace } from './pace'
import { isAlwaysMeasured, ROWS } from './rows'
import { acknowledgement, type Bench, burst, starting, throughput, waiting } from './scenarios'
import { usage } from './usage'

const SCENARIOS = {
  acknowledgement,
  waiting,
  throughput,
  costs,
  burst,
  pace300: pace(300),
  pace1000: pace(1_000),
  growth,
  usage,
  cards,
  starting,
}
type Name = keyof typeof SCENARIOS
/** Takes minutes to fill in what it measures, or concerns a feature that is off by default: only where it is named. */
const ON_REQUEST: Name[] = ['usage', 'cards']

const ROOT = path.join(__dirname, '..')
const RESULTS = path.join(ROOT, '.data', 'bench.json')
/** The figures that the documents show. */
const KEPT = path.join(ROOT, 'docs', 'measured', 'bench.json')

async function main(): Promise<void> {
  const words = process.argv.slice(2)
  const unknown = words.find((word) => !(word in SCENARIOS) && !['--quick', '--save'].includes(word))
  if (unknown) throw new Error(`There is no scenario "${unknown}": ${Object.keys(SCENARIOS).join(', ')}`)
  const named = words.filter((word): word is Name => word in SCENARIOS)
  const all = (Object.keys(SCENARIOS) as Name[]).filter((name) => !ON_REQUEST.includes(name))
  const chosen = named.length > 0 ? named : all
  const note = (progress: string) => process.stderr.write(`${progress}\n`)
  const scale = words.includes('--quick') ? 0.1 : 1
  const environment = await startEnvironment()
  const bench: Bench = { environment: environment, scale, dbUri: process.env.DB_URI, report: note }

  const figures: Figures[] = []
  for (const name of chosen) {
    note(`measuring: ${name}`)
    figures.push(...(await SCENARIOS[name](bench)))
  }
  await environment.close()

  const measured: Measured = {
    command: ['npm run bench', ...(scale < 1 ? ['-- --quick'] : [])].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    figures,
  }
  process.stdout.write(
    `${toTable(figures, 'en')}\n\n${measured.command}, ${measured.date}, ${measured.machine}\n`,
  )
  save(RESULTS, measured)
  if (words.includes('--save')) {
    const missing = Object.keys(ROWS).filter(
      (name) => isAlwaysMeasured(name) && !figures.some(({ row }) => row === name),
    )
    if (missing.length > 0) throw new Error(`Not saved: these rows were not measured: ${missing.join(', ')}`)
    save(KEPT, measured)
  }
  process.exitCode = figures.every(keeps) ? 0 : 1
}

function describeMachine(): string {
  const [cpu] = cpus()
  return `Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() || 'CPU'}, ${process.platform}`
}

function save(file: string, measured: Measured): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`)
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
