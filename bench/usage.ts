/**
 * Measures the admin's page and `/stats` with a million counters and a year of turns, and the export of 100,000 turns: how
 * long they take, and how much memory the export needs.
 */
import { type Figures, median } from './figures'
import { fill } from './fill'
import { type Bench, freshDatabase } from './scenarios'
import { type Subject, startSubject } from './start-subject'

const COUNTERS = 1_000_000
const TURNS = 100_000
const DAYS = 365
const ROUNDS = 5
const KEY = 'bench-0123456789abcdef'
const DAY_MS = 24 * 60 * 60 * 1_000

export async function usage(bench: Bench): Promise<Figures[]> {
  const embedded = await measure(bench, 'embedded', '')
  return bench.dbUri ? [...embedded, ...(await measure(bench, 'server', bench.dbUri))] : embedded
}

/** @param store its name in the rows */
async function measure(bench: Bench, store: string, dbUri: string): Promise<Figures[]> {
  const { environment, report } = bench
  environment.setLatency(0, 0)
  const from = environment.addPerson()
  const subject = await startSubject('bot', {
    ...environment.env,
    DB_URI: dbUri && freshDatabase(dbUri),
    DOCTOR_KEY: KEY,
    ADMINS: environment.dingtalk.directory.person(from)?.staffId,
  })
  try {
    // A message, so that the indexes are created before the collections are full.
    await environment.send(subject, { kind: 'text', text: '你好', from }).answered
    const turns = Math.round(TURNS * bench.scale)
    report(`usage on the ${store} store: filling in ${turns.toLocaleString('en')} turns`)
    await fill(subject, 'chats', turns, (n) => toTurn(n, turns))
    const exported = await measureExport(subject, store)
    const counters = Math.round(COUNTERS * bench.scale)
    report(`usage on the ${store} store: filling in ${counters.toLocaleString('en')} counters`)
    await fill(subject, 'usage', counters, (n) => toCounter(n, Math.ceil(counters / 400)))
    return [await measurePage(subject, store), await measureStats(bench, subject, store, from), ...exported]
  } finally {
    await subject.end()
  }
}

async function measurePage(subject: Subject, store: string): Promise<Figures> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    const response = await fetch(`${subject.url}?key=${KEY}&view=usage`)
    const page = await response.text()
    if (response.status !== 200 || !page.includes('</svg>'))
      throw new Error(`no usage page: ${response.status}`)
    times.push(performance.now() - startedAt)
  }
  return { row: `usage-page-${store}`, bot: median(times) }
}

async function measureStats(
  { environment }: Bench,
  subject: Subject,
  store: string,
  admin: string,
): Promise<Figures> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const { reply, ms } = await environment.command(subject, '/stats', admin)
    if (!reply.includes('本月')) throw new Error(`no statistics: ${reply.slice(0, 200)}`)
    times.push(ms)
  }
  return { row: `usage-stats-${store}`, bot: median(times) }
}

async function measureExport(subject: Subject, store: string): Promise<Figures[]> {
  const period = `from=${toDay(Date.now() - (DAYS + 1) * DAY_MS)}&to=${toDay(Date.now())}`
  const address = `${subject.url}?key=${KEY}&export=jsonl&${period}`
  // The first one makes room for what every export needs.
  await download(address)
  await subject.reset()
  const { rssMb } = await subject.read()
  const startedAt = performance.now()
  await download(address)
  const tookMs = performance.now() - startedAt
  const { peakRssMb } = await subject.read()
  return [
    { row: `export-time-${store}`, bot: tookMs / 1_000 },
    { row: `export-memory-${store}`, bot: Math.max(0, peakRssMb - rssMb) },
  ]
}

/** Reads an export without keeping it. */
async function download(address: string): Promise<void> {
  const { body, status } = await fetch(address)
  if (!body || status !== 200) throw new Error(`no export: ${status}`)
  for await (const _ of body);
}

/** Turns of a year, of 300 characters. */
function toTurn(n: number, count: number): object {
  const askedAt = Date.now() - 3_600_000 - Math.floor((n / count) * DAYS * DAY_MS)
  const isQuestion = n % 2 === 0
  const messageId = `year${Math.floor(n / 2)}`
  return {
    _id: `${messageId}:${isQuestion ? 'user' : 'assistant'}`,
    session: `year|${n % 2_500}`,
    conversationId: `year${n % 500}`,
    person: `p${n % 2_500}`,
    personName: `同事${n % 2_500}`,
    role: isQuestion ? 'user' : 'assistant',
    content: `第 ${n} 句，`.padEnd(300, '长'),
    messageId,
    askedAt,
    day: toDay(askedAt),
    choice: {},
    ...(isQuestion ? {} : { model: 'gpt-6-luna', usage: { prompt: 700, completion: 200 } }),
  }
}

/** The counters of 400 days, one a day for each person, and the sums of the month: of people, groups, and the bot. */
function toCounter(n: number, people: number): object {
  const [person, ago] = [n % people, Math.floor(n / people)]
  // The bot itself has counted today.
  const day = toDay(Date.now() - (ago + 1) * DAY_MS)
  const month = toDay(Date.now()).slice(0, 7)
  const counts = { answers: 1 + (n % 50), tokens: 900, promptTokens: 700, completionTokens: 200 }
  const toDocument = (scope: string, subject?: string) => ({
    _id: subject === undefined ? scope : `${scope}:${subject}`,
    scope,
    ...(subject === undefined ? {} : { subject }),
    ...counts,
  })
  if (ago === 397) return toDocument(`user:${month}`, `p${person}`)
  if (ago === 398 && person % 10 === 0) return toDocument(`group:${month}`, `cid${person}`)
  if (ago === 399) return { _id: `subject:p${person}`, name: `同事${person}` }
  return person === 0 ? toDocument(`day:${day}`) : toDocument(`user:${day}`, `p${person}`)
}

/** China's day of a time. */
function toDay(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
}
