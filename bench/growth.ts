/** Does a long history cost more than a short one? Sessions of 10, 1,000 and 100,000 turns in full collections. */
import { compare, type Figures, median } from './figures'
import { type Subject, startSubject } from './process'
import type { Bench } from './scenarios'

const SIZES = [10, 1_000, 100_000]
/** Documents in `chats` and in `inbox` besides. */
const REST = 1_000_000
const BATCH = 5_000
const ROUNDS = 9
const MESSAGES = 20

export async function growth(bench: Bench): Promise<Figures[]> {
  const embedded = await measure(bench, 'embedded', {})
  return bench.dbUri ? [...embedded, ...(await measure(bench, 'server', { DB_URI: bench.dbUri }))] : embedded
}

/** @param store as the rows name it */
async function measure(bench: Bench, store: string, env: Record<string, string>): Promise<Figures[]> {
  const { world } = bench
  world.setLatency(0, 0)
  const subject = await startSubject('bot', { ...world.env, ...env })
  const rest = Math.round(REST * bench.scale)
  const sessions = SIZES.map((size) => ({ size, person: world.dingtalk.directory.person(world.person()) }))
  // One message each makes the indexes before the collections are full.
  for (const { person } of sessions) await ask(bench, subject, person.id)

  bench.note(`growth on the ${store} store: filling in ${rest.toLocaleString('en')} documents twice`)
  await fill(subject, 'inbox', rest, toDone)
  await fill(subject, 'chats', rest, (n) => toTurn(n, `rest|${n % 10_000}|`, `rest${n % 10_000}`))
  for (const { size, person } of sessions) {
    const { id } = world.dingtalk.directory.directChat(person)
    const staffId = person.staffId as string
    const session = [world.dingtalk.app.robotCode, id, staffId].join('|')
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

async function ask({ world }: Bench, subject: Subject, from: string): Promise<number> {
  return world.write(subject, { kind: 'text', text: '还记得吗？', from }).answered
}

async function fill(
  subject: Subject,
  collection: string,
  count: number,
  toDocument: (n: number) => object,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from)
    await subject.fill(
      collection,
      Array.from({ length: size }, (_, n) => toDocument(from + n)),
    )
  }
}

/** As the bot leaves them, an hour and more ago. */
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
