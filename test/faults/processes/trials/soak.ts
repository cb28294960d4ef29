import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { systemClock } from '../../../../playground/clock'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { type OpenDatabase, openDatabase } from '../../../../playground/laf/database'
import { startOpenAI } from '../../../../playground/openai/emulator'
import { createAsking, describeMessage } from '../asking'
import { sleep, waitFor } from '../environment'
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
/** How long the last messages of a chunk may take from their answer to their end in the inbox. */
const DONE_MS = 60_000
/** How long the replica may take to start and to answer a request of this process. */
const REPLY_MS = 60_000

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
    const asking = createAsking(dingtalk, database, callbackUrl, PEOPLE)
    const { count } = asking
    const startedAt = Date.now()
    let firstBytes = 0
    let maxInInbox = 0
    while (count.asked < MESSAGES && count.lost.length === 0) {
      await asking.ask(CHUNK, CONCURRENCY)
      count.lost.push(...(await waitForDone(database)))
      maxInInbox = Math.max(maxInInbox, await countInInbox(database))
      if (count.asked === FIRST_MESSAGES) firstBytes = await measure(replica)
      offsetMs += JUMP_MS
      await request(replica, { kind: 'jump', ms: JUMP_MS }, 'jumped')
    }
    const tookS = (Date.now() - startedAt) / 1_000
    const lastBytes = await measure(replica)
    const left = await waitForAgeing(database)
    const { asked, answered, sentences, unacknowledged, lost } = count
    const twice = dingtalk.store.counts.deliveries - answered - sentences
    return [
      {
        what: {
          en: `Soak of ${MESSAGES} messages through one replica: each is answered once`,
          zh: `1 个副本连续处理 ${MESSAGES} 条消息：每条只回答一次`,
        },
        kept: answered === MESSAGES && twice === 0 && lost.length === 0,
        figures: {
          en: [
            `${answered} of ${asked} answered, ${sentences} sentences about a failure, ${twice} twice`,
            `${unacknowledged} posts not acknowledged and repeated`,
            lost.length > 0 ? `lost: ${lost.join(', ')}` : '0 lost',
          ].join('; '),
          zh: [
            `${asked} 条中回答了 ${answered} 条，用一句话说明出错的 ${sentences} 条，重复 ${twice} 条`,
            `没有得到确认、重新推送的 ${unacknowledged} 次`,
            lost.length > 0 ? `丢失：${lost.join('、')}` : '丢失 0 条',
          ].join('；'),
        },
      },
      {
        what: {
          en: `Soak of ${MESSAGES} messages through one replica: memory`,
          zh: `1 个副本连续处理 ${MESSAGES} 条消息：内存`,
        },
        kept: lost.length === 0 && lastBytes <= firstBytes * MAX_GROWTH,
        figures: {
          en: `${Math.round(asked / tookS)} a second; RSS ${mb(firstBytes)} after the first ${FIRST_MESSAGES}, ${mb(lastBytes)} at the end`,
          zh: `每秒 ${Math.round(asked / tookS)} 条；处理完前 ${FIRST_MESSAGES} 条时 RSS ${mb(firstBytes)}，结束时 ${mb(lastBytes)}`,
        },
      },
      {
        what: { en: 'Soak: old messages leave the inbox', zh: '连续处理：旧消息会从 inbox 里清除' },
        kept: left <= MAX_IN_INBOX,
        figures: {
          en: `at most ${maxInInbox} documents at a time, ${left} left, while ten days passed on the clock`,
          zh: `时钟走过十天，同时最多 ${maxInInbox} 个文档，最后剩 ${left} 个`,
        },
      },
    ]
  } finally {
    const ended = replica.exitCode === null && replica.signalCode === null ? once(replica, 'exit') : undefined
    replica.kill('SIGKILL')
    await Promise.all([ended, dingtalk.close(), openai.close()])
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
      // The emulated DingTalk has no limit here, and the messages of ten days come in minutes.
      DING_CALLS_PER_SECOND: '10000',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  serveDatabase(replica, database)
  return replica
}

const countInInbox = ({ db }: OpenDatabase): Promise<number> => db.collection('inbox').countDocuments({})

/** Waits until every message is done, so that no message expires when the clock jumps. @returns those that are not */
async function waitForDone({ db }: OpenDatabase): Promise<string[]> {
  const open = { state: { $ne: 'done' } }
  const isDone = async () => (await db.collection('inbox').countDocuments(open)) === 0
  if (await waitFor(isDone, DONE_MS)) return []
  return (await db.collection('inbox').find(open).toArray()).map(describeMessage)
}

/** Waits until expired messages are removed. @returns the inbox's size */
async function waitForAgeing(database: OpenDatabase): Promise<number> {
  await waitFor(async () => (await countInInbox(database)) <= MAX_IN_INBOX, AGEING_MS)
  return countInInbox(database)
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
    const end = (why: string) => {
      clearTimeout(timer)
      replica.off('message', onMessage).off('exit', onExit)
      reject(new Error(`no "${kind}" of the replica: ${why}`))
    }
    const timer = setTimeout(() => end('late'), REPLY_MS)
    const onMessage = (reply: ReplicaReport) => {
      if (reply.kind !== kind) return
      clearTimeout(timer)
      replica.off('message', onMessage).off('exit', onExit)
      resolve(reply as ReplicaReport & { kind: K })
    }
    const onExit = () => end('it ended')
    if (replica.exitCode !== null || replica.signalCode !== null) return onExit()
    replica.on('message', onMessage).once('exit', onExit)
  })
}

const mb = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
