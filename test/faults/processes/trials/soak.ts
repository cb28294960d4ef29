import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { systemClock } from '../../../../playground/clock'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { startOpenAI } from '../../../../playground/openai/emulator'
import type { SharedDatabase, SharedServer } from '../database'
import type { Told, Wish } from '../soak-replica'
import type { Row } from '../table'
import { sleep } from '../world'

const MESSAGES = 20_000
const FIRST_MESSAGES = 2_000
/** After so many messages time is put forward, so that what a day's ageing does can be seen. */
const CHUNK = 1_000
const JUMP_MS = 6 * 60 * 60 * 1_000
const AT_ONCE = 24
const PEOPLE = 400
/** A day's messages, the chunk under way, and what the next sweeps will take. */
const MOST_IN_INBOX = (24 / 6) * CHUNK + 3 * CHUNK
const MOST_GROWTH = 1.1

/** Many messages through one replica: is its memory flat, does the database forget? */
export async function trySoak(server: SharedServer): Promise<Row[]> {
  const database = await server.createDatabase()
  let offsetMs = 0
  const dingtalk = await startDingTalk({
    keep: 500,
    clock: { ...systemClock, now: () => Date.now() + offsetMs },
  })
  const openai = await startOpenAI({ keep: 500 })
  openai.answer(({ messages }) => `答 ${String(messages.at(-1)?.content)} 🫧`)
  const replica = launch(dingtalk, openai.url, database)
  try {
    const { door } = (await hear(replica, 'ready')) as Told & { kind: 'ready' }
    const people = Array.from(
      { length: PEOPLE },
      (_, n) => dingtalk.directory.addPerson({ nick: `同事 ${n}` }).id,
    )
    const startedAt = Date.now()
    let firstBytes = 0
    for (let sent = 0; sent < MESSAGES; sent += CHUNK) {
      await sendChunk(dingtalk, door, people, sent)
      await settle(database)
      if (sent + CHUNK === FIRST_MESSAGES) firstBytes = await measure(replica)
      offsetMs += JUMP_MS
      await request(replica, { kind: 'jump', ms: JUMP_MS }, 'jumped')
    }
    const tookS = (Date.now() - startedAt) / 1_000
    const lastBytes = await measure(replica)
    await sleep(10_000)
    const [inInbox, answered] = [await database.count('inbox'), dingtalk.store.counts.deliveries]
    return [
      {
        what: `Soak of ${MESSAGES} messages through one replica: memory`,
        kept: answered === MESSAGES && lastBytes <= firstBytes * MOST_GROWTH,
        figures: `${answered} answered, ${Math.round(MESSAGES / tookS)} a second; RSS ${mb(firstBytes)} after the first ${FIRST_MESSAGES}, ${mb(lastBytes)} at the end`,
      },
      {
        what: 'Soak: the inbox ages',
        kept: inInbox <= MOST_IN_INBOX,
        figures: `${inInbox} of ${MESSAGES} documents left after ${(MESSAGES / CHUNK) * 6} hours of the clock`,
      },
    ]
  } finally {
    replica.kill('SIGKILL')
    await Promise.all([dingtalk.close(), openai.close()])
    await database.drop().catch(() => undefined)
  }
}

function launch(dingtalk: DingTalk, modelUrl: string, { uri }: SharedDatabase): ChildProcess {
  const entry = path.join(__dirname, '..', 'soak-replica.ts')
  return spawn(process.execPath, ['--expose-gc', '--import', 'tsx', entry], {
    cwd: path.join(__dirname, '..', '..', '..', '..'),
    env: {
      PATH: process.env.PATH,
      DB_URI: uri,
      DING_APP_KEY: dingtalk.app.key,
      DING_APP_SECRET: dingtalk.app.secret,
      DING_API_URL: dingtalk.url,
      DING_OAPI_URL: dingtalk.url,
      OPENAI_KEY: 'sk-test-0123456789abcdef',
      OPENAI_BASE_URL: modelUrl,
      CHATS_KEEP_DAYS: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** Some people write at once, and each waits for the answer. */
async function sendChunk(dingtalk: DingTalk, door: string, people: string[], first: number) {
  const waiting = new Map<string, () => void>()
  const stop = dingtalk.on((event) => {
    const mark = event.type === 'delivery' ? /#\d+/.exec(event.delivery.text)?.[0] : undefined
    if (mark) waiting.get(mark)?.()
  })
  let next = first
  const write = async (writer: number) => {
    while (next < first + CHUNK) {
      const id = next++
      const from = people[(id * AT_ONCE + writer) % PEOPLE]
      const answered = new Promise<void>((resolve) => waiting.set(`#${id}`, resolve))
      await dingtalk.send(door, { kind: 'text', text: `第 #${id} 问`, from })
      await Promise.race([answered, sleep(30_000)])
      waiting.delete(`#${id}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, writer) => write(writer)))
  stop()
}

/** Every message is done, so that time can be put forward without anybody being given up. */
async function settle(database: SharedDatabase) {
  for (let tries = 0; tries < 100 && (await database.countOpen()) > 0; tries += 1) await sleep(100)
}

/** The median of five measurements, each right after a collection of garbage; bytes. */
async function measure(replica: ChildProcess): Promise<number> {
  const samples: number[] = []
  for (let n = 0; n < 5; n += 1) {
    await sleep(400)
    const told = (await request(replica, { kind: 'memory' }, 'memory')) as Told & { kind: 'memory' }
    samples.push(told.rssBytes)
  }
  return samples.sort((one, other) => one - other)[2] as number
}

function request(replica: ChildProcess, wish: Wish, kind: Told['kind']): Promise<Told> {
  const answer = hear(replica, kind)
  replica.send(wish)
  return answer
}

async function hear(replica: ChildProcess, kind: Told['kind']): Promise<Told> {
  const exit = once(replica, 'exit').then(() => Promise.reject(new Error('the replica ended')))
  for (;;) {
    const [told] = (await Promise.race([once(replica, 'message'), exit])) as [Told]
    if (told.kind === kind) return told
  }
}

const mb = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
