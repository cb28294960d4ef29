import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { systemClock } from '../../../../playground/clock'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { type OpenDatabase, openDatabase } from '../../../../playground/laf/database'
import { startOpenAI } from '../../../../playground/openai/emulator'
import { sleep } from '../environment'
import { serveDatabase } from '../remote-database'
import type { ReplicaReport, ReplicaRequest } from '../soak-replica'
import type { Row } from '../table'

const MESSAGES = 20_000
const FIRST_MESSAGES = 2_000
/** Number of messages between two jumps of the clock, which make stored messages expire. */
const CHUNK = 1_000
const JUMP_MS = 12 * 60 * 60 * 1_000
const CONCURRENCY = 24
const PEOPLE = 400
/** A message is kept for a day, which is two chunks. */
const MAX_IN_INBOX = 2 * CHUNK
const MAX_GROWTH = 1.1
/** How long the removal of expired messages may take: the embedded database looks once a minute. */
const AGEING_MS = 70_000

/** Sends many messages through one replica: its memory must not grow, and the inbox must remove old messages. */
export async function trySoak(): Promise<Row[]> {
  let offsetMs = 0
  const clock = { ...systemClock, now: () => Date.now() + offsetMs }
  const database = await openDatabase({ clock })
  const dingtalk = await startDingTalk({ keep: 500, clock })
  const openai = await startOpenAI({ keep: 500 })
  openai.answer(({ messages }) => `答 ${String(messages.at(-1)?.content)} 🫧`)
  const replica = startReplica(dingtalk, openai.url, database)
  try {
    const { callbackUrl } = await receive(replica, 'ready')
    const people = Array.from(
      { length: PEOPLE },
      (_, n) => dingtalk.directory.addPerson({ nick: `同事 ${n}` }).id,
    )
    const startedAt = Date.now()
    let firstBytes = 0
    let maxInInbox = 0
    for (let sent = 0; sent < MESSAGES; sent += CHUNK) {
      await sendChunk(dingtalk, callbackUrl, people, sent)
      maxInInbox = Math.max(maxInInbox, await waitForDone(database))
      if (sent + CHUNK === FIRST_MESSAGES) firstBytes = await measure(replica)
      offsetMs += JUMP_MS
      await request(replica, { kind: 'jump', ms: JUMP_MS }, 'jumped')
    }
    const tookS = (Date.now() - startedAt) / 1_000
    const lastBytes = await measure(replica)
    const left = await waitForAgeing(database)
    const answered = dingtalk.store.counts.deliveries
    return [
      {
        what: `Soak of ${MESSAGES} messages through one replica: memory`,
        kept: answered === MESSAGES && lastBytes <= firstBytes * MAX_GROWTH,
        figures: `${answered} answered, ${Math.round(MESSAGES / tookS)} a second; RSS ${mb(firstBytes)} after the first ${FIRST_MESSAGES}, ${mb(lastBytes)} at the end`,
      },
      {
        what: 'Soak: the inbox ages',
        kept: left <= MAX_IN_INBOX,
        figures: `at most ${maxInInbox} documents at a time, ${left} left, while ten days passed on the clock`,
      },
    ]
  } finally {
    replica.kill('SIGKILL')
    await Promise.all([once(replica, 'exit'), dingtalk.close(), openai.close()])
    await database.close()
  }
}

function startReplica(dingtalk: DingTalk, modelUrl: string, database: OpenDatabase): ChildProcess {
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

/** Sends one chunk: some people write at the same time, and each waits for the answer. */
async function sendChunk(dingtalk: DingTalk, callbackUrl: string, people: string[], first: number) {
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
      await dingtalk.send(callbackUrl, { kind: 'text', text: `第 #${id} 问`, from: people[id % PEOPLE] })
      await answered
      waiting.delete(`#${id}`)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, write))
  stop()
}

const count = ({ db }: OpenDatabase, filter: object): Promise<number> =>
  db.collection('inbox').countDocuments(filter)

/** Waits until every message is done, so that no message expires when the clock jumps. @returns the inbox's size */
async function waitForDone(database: OpenDatabase): Promise<number> {
  while ((await count(database, { state: { $ne: 'done' } })) > 0) await sleep(100)
  return count(database, {})
}

/** Waits until expired messages are removed. @returns the inbox's size */
async function waitForAgeing(database: OpenDatabase): Promise<number> {
  const endsAt = Date.now() + AGEING_MS
  while ((await count(database, {})) > MAX_IN_INBOX && Date.now() < endsAt) await sleep(1_000)
  return count(database, {})
}

/** @returns the median of five measurements of memory, each right after a garbage collection; bytes */
async function measure(replica: ChildProcess): Promise<number> {
  const samples: number[] = []
  for (let n = 0; n < 5; n += 1) {
    await sleep(400)
    samples.push((await request(replica, { kind: 'memory' }, 'memory')).rssBytes)
  }
  return samples.sort((one, other) => one - other)[2] as number
}

function request<K extends ReplicaReport['kind']>(replica: ChildProcess, message: ReplicaRequest, kind: K) {
  const answer = receive(replica, kind)
  replica.send(message)
  return answer
}

function receive<K extends ReplicaReport['kind']>(
  replica: ChildProcess,
  kind: K,
): Promise<ReplicaReport & { kind: K }> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: ReplicaReport) => {
      if (reply.kind !== kind) return
      replica.off('message', onMessage).off('exit', onExit)
      resolve(reply as ReplicaReport & { kind: K })
    }
    const onExit = () => reject(new Error('the replica ended'))
    replica.on('message', onMessage).once('exit', onExit)
  })
}

const mb = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
