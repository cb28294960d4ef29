/** Measures many people at once under DingTalk's real rate, on one process and on several that share an app. */
import { STANDARD_RATES } from '../playground/dingtalk/settings'
import { type OpenDatabase, openDatabase } from '../playground/laf/database'
import { type Figures, percentile } from './figures'
import { type Bench, freshDatabase } from './scenarios'
import { type Subject, startSubject } from './start-subject'

const MODEL_MS = 1_000
const SEND_MS = 60

/** A scenario with so many people, measured on one replica and on three. */
export function pace(people: number) {
  return async (bench: Bench): Promise<Figures[]> => {
    const figures: Figures[] = []
    for (const replicas of [1, 3]) {
      bench.report(`${people} people at once, ${replicas} × the bot`)
      figures.push(...(await measure(bench, people, replicas)))
    }
    return figures
  }
}

async function measure(bench: Bench, people: number, replicas: number): Promise<Figures[]> {
  const { environment, dbUri } = bench
  const { dingtalk } = environment
  const uri = dbUri && freshDatabase(dbUri)
  const database = await openDatabase({ uri })
  await database.ready
  const subjects = await startReplicas(bench, replicas, uri ?? database)
  dingtalk.settings.limits = STANDARD_RATES
  environment.setLatency(MODEL_MS, SEND_MS)
  const count = () => ({ ...dingtalk.store.counts, sends: dingtalk.store.counts.calls.batchSend })
  const before = count()
  try {
    const times = await askAtOnce(bench, subjects, people, database)
    const deliveries = count().deliveries - before.deliveries
    const sends = count().sends - before.sends
    return toFigures(`pace-${people}-${replicas}`, times, { people, deliveries, sends })
  } finally {
    dingtalk.settings.limits = {}
    await Promise.all(subjects.map((subject) => subject.end()))
    await database.close()
  }
}

async function startReplicas({ environment }: Bench, replicas: number, database: string | OpenDatabase) {
  const [given, shared] = typeof database === 'string' ? [{ DB_URI: database }] : [{}, database]
  // The bot's own defaults.
  const defaults = { DING_CALLS_PER_SECOND: undefined, MODEL_CONCURRENCY: undefined }
  const env = { ...environment.env, ...defaults, ...given }
  const subjects: Subject[] = []
  // One after the other, for the first makes the indexes; a message each warms the token and the packages.
  for (let n = 0; n < replicas; n += 1) {
    const subject = await startSubject('bot', env, shared)
    subjects.push(subject)
    await environment.send(subject, { kind: 'text', text: '热身', from: environment.addPerson() }).answered
  }
  return subjects
}

/** @returns when the messages of each replica were answered, in the order of their arrival there; ms */
async function askAtOnce(
  { environment }: Bench,
  subjects: Subject[],
  people: number,
  { db }: OpenDatabase,
): Promise<number[][]> {
  const startedAt = performance.now()
  const asked = Array.from({ length: people }, async (_, n) => {
    const replica = n % subjects.length
    const from = environment.addPerson()
    const sent = environment.send(subjects[replica] as Subject, { kind: 'text', text: '大家一起问', from })
    const sentAt = performance.now() - startedAt
    return { id: sent.id, replica, answeredAt: sentAt + (await sent.answered) }
  })
  const answered = await Promise.all(asked)
  const entries: { _id: string; receivedAt: number }[] = await db.collection('inbox').find({}).toArray()
  const arrivals = new Map(entries.map(({ _id, receivedAt }) => [_id, receivedAt]))
  const inOrder = answered.toSorted((a, b) => (arrivals.get(a.id) ?? 0) - (arrivals.get(b.id) ?? 0))
  return subjects.map((_, place) =>
    inOrder.flatMap(({ replica, answeredAt }) => (replica === place ? [answeredAt] : [])),
  )
}

function toFigures(
  row: string,
  times: number[][],
  { people, deliveries, sends }: { people: number; deliveries: number; sends: number },
): Figures[] {
  const seconds = Math.max(...times.flat()) / 1_000
  const least = people / (STANDARD_RATES.perSecond ?? 1) + MODEL_MS / 1_000
  return [
    { row, bot: seconds, floor: least, ratio: seconds / least },
    { row: `${row}-refused`, bot: (100 * (sends - deliveries)) / sends },
    { row: `${row}-repeated`, bot: deliveries - people },
    { row: `${row}-order`, bot: percentile(times.flatMap(toOvertakings), 0.99) / 1_000 },
  ]
}

/** By how much later each message was answered than one that came to the same process after it, ms. */
function toOvertakings(times: number[]): number[] {
  let earliest = Number.POSITIVE_INFINITY
  return times.toReversed().map((answeredAt) => {
    earliest = Math.min(earliest, answeredAt)
    return answeredAt - earliest
  })
}
