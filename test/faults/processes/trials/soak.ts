import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { systemClock } from '../../../../playground/clock'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { type OpenDatabase, openDatabase } from '../../../../playground/laf/database'
import { startOpenAI } from '../../../../playground/openai/emulator'
import { serveDatabase } from '../remote-database'
import type { Told, Wish } from '../soak-replica'
import type { Row } from '../table'
import { sleep } from '../world'

const MESSAGES = 20_000
const FIRST_MESSAGES = 2_000
/** After so many messages time is put forward, so that what a day's ageing does can be seen. */
const CHUNK = 1_000
const JUMP_MS = 12 * 60 * 60 * 1_000
const AT_ONCE = 24
const PEOPLE = 400
/** A message is kept for a day. */
const MOST_IN_INBOX = 2 * CHUNK
const MOST_GROWTH = 1.1
/** What ageing may take until it has caught up: the embedded database looks once a minute. */
const AGEING_MS = 70_000

/** Many messages through one replica, its database elsewhere: is its memory flat, does the inbox forget? */
export async function trySoak(): Promise<Row[]> {
  let offsetMs = 0
  const clock = { ...systemClock, now: () => Date.now() + offsetMs }
  const database = await openDatabase({ clock })
  const dingtalk = await startDingTalk({ keep: 500, clock })
  const openai = await startOpenAI({ keep: 500 })
  openai.answer(({ messages }) => `答 ${String(messages.at(-1)?.content)} 🫧`)
  const replica = launch(dingtalk, openai.url, database)
  try {
    const { door } = await hear(replica, 'ready')
    const people = Array.from(
      { length: PEOPLE },
      (_, n) => dingtalk.directory.addPerson({ nick: `同事 ${n}` }).id,
    )
    const startedAt = Date.now()
    let firstBytes = 0
    let most = 0
    for (let sent = 0; sent < MESSAGES; sent += CHUNK) {
      await sendChunk(dingtalk, door, people, sent)
      most = Math.max(most, await settle(database))
      if (sent + CHUNK === FIRST_MESSAGES) firstBytes = await measure(replica)
      offsetMs += JUMP_MS
      await request(replica, { kind: 'jump', ms: JUMP_MS }, 'jumped')
    }
    const tookS = (Date.now() - startedAt) / 1_000
    const lastBytes = await measure(replica)
    const left = await age(database)
    const answered = dingtalk.store.counts.deliveries
    return [
      {
        what: `Soak of ${MESSAGES} messages through one replica: memory`,
        kept: answered === MESSAGES && lastBytes <= firstBytes * MOST_GROWTH,
        figures: `${answered} answered, ${Math.round(MESSAGES / tookS)} a second; RSS ${mb(firstBytes)} after the first ${FIRST_MESSAGES}, ${mb(lastBytes)} at the end`,
      },
      {
        what: 'Soak: the inbox ages',
        kept: left <= MOST_IN_INBOX,
        figures: `at most ${most} documents at a time, ${left} left, while ten days passed on the clock`,
      },
    ]
  } finally {
    replica.kill('SIGKILL')
    await Promise.all([once(replica, 'exit'), dingtalk.close(), openai.close()])
    await database.close()
  }
}

function launch(dingtalk: DingTalk, modelUrl: string, database: OpenDatabase): ChildProcess {
  const entry = path.join(__dirname, '..', 'soak-replica.ts')
  const replica = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', entry], {
    cwd: path.join(__dirname, '..', '..', '..', '..'),
    env: {
      PATH: process.env.PATH,
      DING_APP_KEY: dingtalk.app.key,
      DING_APP_SECRET: dingtalk.app.secret,
      DING_API_URL: dingtalk.url,
      DING_OAPI_URL: dingtalk.url,
      OPENAI_KEY: 'sk-test-0123456789abcdef',
      OPENAI_BASE_URL: modelUrl,
      CHATS_KEEP_DAYS: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  serveDatabase(replica, database)
  return replica
}

/** Some people write at once, and each waits for the answer. */
async function sendChunk(dingtalk: DingTalk, door: string, people: string[], first: number) {
  const waiting = new Map<string, () => void>()
  const stop = dingtalk.on((event) => {
    const mark = event.type === 'delivery' ? /#\d+/.exec(event.delivery.text)?.[0] : undefined
    if (mark) waiting.get(mark)?.()
  })
  let next = first
  const write = async () => {
    while (next < first + CHUNK) {
      const id = next++
      const answered = new Promise<void>((resolve) => waiting.set(`#${id}`, resolve))
      await dingtalk.send(door, { kind: 'text', text: `第 #${id} 问`, from: people[id % PEOPLE] })
      await answered
      waiting.delete(`#${id}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, write))
  stop()
}

const count = ({ db }: OpenDatabase, filter: object): Promise<number> =>
  db.collection('inbox').countDocuments(filter)

/** Every message is done, so that time can be put forward without anybody being given up. @returns the inbox's size */
async function settle(database: OpenDatabase): Promise<number> {
  while ((await count(database, { state: { $ne: 'done' } })) > 0) await sleep(100)
  return count(database, {})
}

/** @returns how many documents the inbox has when ageing has caught up */
async function age(database: OpenDatabase): Promise<number> {
  const endsAt = Date.now() + AGEING_MS
  while ((await count(database, {})) > MOST_IN_INBOX && Date.now() < endsAt) await sleep(1_000)
  return count(database, {})
}

/** The median of five measurements, each right after a collection of garbage; bytes. */
async function measure(replica: ChildProcess): Promise<number> {
  const samples: number[] = []
  for (let n = 0; n < 5; n += 1) {
    await sleep(400)
    samples.push((await request(replica, { kind: 'memory' }, 'memory')).rssBytes)
  }
  return samples.sort((one, other) => one - other)[2] as number
}

function request<K extends Told['kind']>(replica: ChildProcess, wish: Wish, kind: K) {
  const answer = hear(replica, kind)
  replica.send(wish)
  return answer
}

function hear<K extends Told['kind']>(replica: ChildProcess, kind: K): Promise<Told & { kind: K }> {
  return new Promise((resolve, reject) => {
    const onMessage = (told: Told) => {
      if (told.kind !== kind) return
      replica.off('message', onMessage).off('exit', onExit)
      resolve(told as Told & { kind: K })
    }
    const onExit = () => reject(new Error('the replica ended'))
    replica.on('message', onMessage).once('exit', onExit)
  })
}

const mb = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
