/** Measures whether a long history costs more than a short one: sessions of 10, 1,000 and 100,000 turns. */
import { compare, type Figures, median } from './figures'
import { fill } from './fill'
import { type Bench, freshDatabase } from './scenarios'
import { type Subject, startSubject } from './start-subject'

const SIZES = [10, 1_000, 100_000]
/** Number of other documents in `chats` and in `inbox`. */
const REST = 1_000_000
const ROUNDS = 9
const MESSAGES = 20

export async function growth(bench: Bench): Promise<Figures[]> {
  const embedded = await measure(bench, 'embedded', {})
  return bench.dbUri
    ? [...embedded, ...(await measure(bench, 'server', { DB_URI: freshDatabase(bench.dbUri) }))]
    : embedded
}

/** @param store its name in the rows */
async function measure(bench: Bench, store: string, env: Record<string, string>): Promise<Figures[]> {
  const { environment } = bench
  environment.setLatency(0, 0)
  const subject = await startSubject('bot', { ...environment.env, ...env })
  const rest = Math.round(REST * bench.scale)
  const sessions = SIZES.map((size) => ({
    size,
    person: environment.dingtalk.directory.person(environment.addPerson()),
  }))
  // One message each, so that the indexes are created before the collections are full.
  for (const { person } of sessions) await ask(bench, subject, person.id)

  bench.report(`growth on the ${store} store: filling in ${rest.toLocaleString('en')} documents twice`)
  await fill(subject, 'inbox', rest, toDone)
  await fill(subject, 'chats', rest, (n) => toTurn(n, `rest|${n % 10_000}|`, `rest${n % 10_000}`))
  for (const { size, person } of sessions) {
    const { id } = environment.dingtalk.directory.directChat(person)
    const staffId = person.staffId as string
    const session = [environment.dingtalk.app.robotCode, id, staffId].join('|')
    await fill(subject, 'chats', size, (n) => toTurn(n, session, staffId))
  }

  const rounds: Record<number, number>[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: Record<number, number> = {}
    for (const { size, person } of sessions) {
      const totals: number[] = []
      for (let n = 0; n < MESSAGES; n += 1) totals.push(await ask(bench, subject, person.id))
      times[size] = median(totals)
    }
    rounds.push(times)
  }
  await subject.end()
  const [shortest, ...longer] = SIZES as [number, ...number[]]
  return longer.map((size) =>
    compare(
      `growth-${store}-${size}`,
      rounds.map((times) => ({ bot: times[size] as number, floor: times[shortest] as number })),
    ),
  )
}

async function ask({ environment }: Bench, subject: Subject, from: string): Promise<number> {
  return environment.send(subject, { kind: 'text', text: '还记得吗？', from }).answered
}

/** A turn as the bot stores it, an hour old or older. */
function toTurn(n: number, session: string, person: string): object {
  const askedAt = Date.now() - 3_600_000 - Math.floor(n / 2) * 1_000
  const role = n % 2 === 0 ? 'user' : 'assistant'
  const messageId = `${session}${Math.floor(n / 2)}`
  return {
    _id: `${messageId}:${role}`,
    session,
    conversationId: session,
    person,
    role,
    content: `第 ${n} 句`,
    messageId,
    askedAt,
    createdAt: askedAt,
    choice: {},
  }
}

function toDone(n: number): object {
  const _id = `filled:${n}`
  return {
    _id,
    session: `rest|${n % 10_000}`,
    sessionLock: _id,
    state: 'done',
    owner: '',
    leaseUntil: 0,
    attempts: 1,
    receivedAt: Date.now() - 3_600_000 - n,
    sent: 1,
    outcome: 'answered',
  }
}
