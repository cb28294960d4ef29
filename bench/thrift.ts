/** What a message costs in calls and database operations, by kind: counted, not timed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { OutgoingMessage } from '../playground/dingtalk/messages'
import type { Row } from './figures'
import { startSubject } from './process'
import type { Bench } from './scenarios'

/** DingTalk's standard edition: metered calls a month. */
const MONTHLY_QUOTA = 5_000
/** Long enough for everything that follows an answer, shorter than the pause of the background timer. */
const SETTLE_MS = 400

interface Cost {
  model: number
  dingtalk: number
  /** Calls that the quota counts: not the token, not the webhook. */
  metered: number
  operations: number
  beforeAck: number
}

const KINDS: {
  what: string
  message: OutgoingMessage
  again?: true
  limits?: { upstream: number; operations?: number }
}[] = [
  { what: 'ordinary', message: { kind: 'text', text: '你好' }, limits: { upstream: 2, operations: 6 } },
  {
    what: 'in a group',
    message: { kind: 'text', text: '你好', in: '机器人测试群' },
    limits: { upstream: 2, operations: 6 },
  },
  { what: 'picture', message: { kind: 'picture' } },
  { what: 'command', message: { kind: 'text', text: '/help' }, limits: { upstream: 0 } },
  { what: 'refusal', message: { kind: 'video' }, limits: { upstream: 0 } },
  { what: 'redelivery', message: { kind: 'text', text: '再来一次' }, again: true, limits: { upstream: 0 } },
]

export async function thrift(bench: Bench): Promise<Row[]> {
  bench.world.setLatency(0, 0)
  const rows: Row[] = []
  for (const { what, message, again, limits } of KINDS) {
    const cost = await measure(bench, message, again)
    const upstream = cost.model + cost.dingtalk
    rows.push({ what: `Upstream calls: ${what}`, unit: '', bot: upstream, limit: limits?.upstream })
    rows.push({
      what: `Database operations: ${what}`,
      unit: '',
      bot: cost.operations,
      limit: limits?.operations,
    })
    if (what === 'ordinary') {
      rows.push({
        what: 'Database operations before the acknowledgement',
        unit: '',
        bot: cost.beforeAck,
        limit: 1,
      })
    }
  }
  return [...rows, ...(await byRoad(bench))]
}

async function measure(bench: Bench, message: OutgoingMessage, again?: true, env = {}): Promise<Cost> {
  const { world } = bench
  const subject = await startSubject('bot', { ...world.env, BENCH_COUNT: '1', ...env })
  const send = (one: OutgoingMessage) => world.dingtalk.send(subject.url, one)
  // Warms the token, the connections and the packages.
  await send({ kind: 'text', text: '热身' })
  await sleep(3 * SETTLE_MS)
  const msgId = 'msgAgainAgainAgain=='
  if (again) {
    await send({ ...message, msgId })
    await sleep(SETTLE_MS)
  }
  const before = counts(bench)
  await subject.reset()
  world.setLatency(50, 0)
  await send(again ? { ...message, msgId } : message)
  await sleep(SETTLE_MS)
  world.setLatency(0, 0)
  const read = await subject.read()
  // The background timer's own look is no message's cost.
  const operations = read.operations.filter((name) => !name.includes('findOneAndUpdate'))
  await subject.end()
  const after = counts(bench)
  return {
    model: after.model - before.model,
    dingtalk: after.dingtalk - before.dingtalk,
    metered: after.metered - before.metered,
    operations: operations.length,
    beforeAck: read.beforeAck,
  }
}

function counts({ world }: Bench): { model: number; dingtalk: number; metered: number } {
  const { calls } = world.dingtalk.store.counts
  const metered = calls.batchSend + calls.groupSend + calls.download
  const { token = 0, webhook = 0 } = calls as Record<string, number>
  return { model: world.openai.store.counts.calls, dingtalk: metered + token + webhook, metered }
}

async function byRoad(bench: Bench): Promise<Row[]> {
  const roads: [string, OutgoingMessage, Record<string, string>][] = [
    ['the robot API', { kind: 'text', text: '你好' }, {}],
    ['the webhook', { kind: 'text', text: '你好' }, { REPLY_VIA: 'webhook' }],
    ['the HTTP body (commands)', { kind: 'text', text: '/help' }, {}],
  ]
  const rows: Row[] = []
  for (const [road, message, env] of roads) {
    const { metered } = await measure(bench, message, undefined, env)
    const answers = metered === 0 ? 'no limit' : `${Math.floor(MONTHLY_QUOTA / metered)} answers`
    rows.push({ what: `Metered DingTalk calls an answer: ${road}`, unit: '', bot: metered })
    rows.push({ what: `${MONTHLY_QUOTA} calls a month last for: ${road}`, unit: '', bot: answers })
  }
  return rows
}
