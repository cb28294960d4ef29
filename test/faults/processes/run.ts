import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { hasServer } from './database'
import { runApart } from './run-apart'
import { type Kept, type Row, toTable } from './table'
import { TRIALS } from './trials/all'

// `npm run test:faults`: the bot as processes of its own on one MongoDB-protocol server, killed, cut off from their upstreams and under load.
// Prints what was measured as a Markdown table; exit code 1 when a promise is broken. Arguments: names of trials;
// `--timeout=8`, the bot's ANSWER_TIMEOUT_SECONDS, else 120; `--card`, answers on cards; `--search`, web search for every second question; and `--save`, which stores the results of all trials for the
// documents that `npm run docs` writes.

/** The results that the documents show. */
const KEPT = path.join(__dirname, '..', '..', '..', 'docs', 'measured', 'faults.json')

async function main() {
  const words = process.argv.slice(2)
  const wanted = words.filter((word) => !word.startsWith('--'))
  const timeout = words.find((word) => word.startsWith('--timeout='))?.slice('--timeout='.length)
  const withCards = words.includes('--card')
  const withSearch = words.includes('--search')
  const unknown = wanted.find((name) => !TRIALS.some((known) => known.name === name))
  if (unknown) throw new Error(`There is no trial "${unknown}"`)
  if (!hasServer()) {
    say(
      'Skipped: these trials need a MongoDB-protocol server. Set DB_URI, or FERRETDB_BIN to what .ci/run builds.',
    )
    return
  }
  const rows: (Row & { trial: string })[] = []
  let server = ''
  for (const [place, { name, limitMinutes }] of TRIALS.entries()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const startedAt = Date.now()
    const report = await runApart(place, name, limitMinutes, {
      ...(timeout ? { TRIAL_TIMEOUT_SECONDS: timeout } : {}),
      ...(withCards ? { TRIAL_REPLY_VIA: 'card' } : {}),
      ...(withSearch ? { TRIAL_WEB_SEARCH: 'auto' } : {}),
    })
    server = report.server ?? server
    rows.push(...report.rows.map((row) => ({ trial: name, ...row })))
    const took = `${((Date.now() - startedAt) / 1_000).toFixed(0)} s`
    for (const { what, kept, figures } of report.rows)
      process.stderr.write(`${kept ? 'kept' : 'BROKEN'} (${took}): ${what.en}: ${figures.en}\n`)
  }
  const machine = `${server}${timeout ? `, ANSWER_TIMEOUT_SECONDS=${timeout}` : ''}${withCards ? ', REPLY_VIA=card' : ''}${withSearch ? ', WEB_SEARCH=auto' : ''}, Node ${process.versions.node}, ${process.platform}`
  const kept: Kept = { date: new Date().toISOString().slice(0, 10), machine, rows }
  say(`${toTable(rows, 'en')}\n\n${kept.date}, ${machine}`)
  if (words.includes('--save')) {
    if (wanted.length > 0 || timeout || withCards || withSearch)
      throw new Error('Not saved: only some of the trials were run')
    mkdirSync(path.dirname(KEPT), { recursive: true })
    writeFileSync(KEPT, `${JSON.stringify(kept, null, 2)}\n`)
  }
  if (rows.some(({ kept }) => !kept)) process.exitCode = 1
}

// Exits in a way that runs the `exit` listeners, which kill the trial.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

function say(text: string) {
  process.stdout.write(`${text}\n`)
}

main().catch((error) => {
  process.stderr.write(`${(error as Error).stack}\n`)
  process.exit(1)
})
