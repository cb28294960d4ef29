/** Counts the upstream calls and database operations of a message, by kind. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { OutgoingMessage } from '../playground/dingtalk/callback/messages'
import type { Figures } from './figures'
import type { Bench } from './scenarios'
import { startSubject } from './start-subject'

/** Metered API calls a month in DingTalk's standard edition. */
const MONTHLY_QUOTA = 5_000
/** Longer than all work after an answer, shorter than the interval of the background timer. */
const SETTLE_MS = 400

interface Cost {
  model: number
  dingtalk: number
  /** Calls that count towards the quota: neither the token nor the webhook. */
  metered: number
  operations: number
  beforeAck: number
}

const KINDS: { name: string; message: OutgoingMessage; again?: true }[] = [
  { name: 'ordinary', message: { kind: 'text', text: '你好' } },
  { name: 'group', message: { kind: 'text', text: '你好', in: '机器人测试群' } },
  { name: 'picture', message: { kind: 'picture' } },
  { name: 'command', message: { kind: 'text', text: '/help' } },
  { name: 'refusal', message: { kind: 'video' } },
  { name: 'redelivery', message: { kind: 'text', text: '再来一次' }, again: true },
]

export async function costs(bench: Bench): Promise<Figures[]> {
  bench.environment.setLatency(0, 0)
  const figures: Figures[] = []
  for (const { name, message, again } of KINDS) {
    const { model, dingtalk, operations, beforeAck } = await measure(bench, message, again)
    figures.push({ row: `upstream-${name}`, bot: model + dingtalk })
    figures.push({ row: `operations-${name}`, bot: operations })
    if (name === 'ordinary') figures.push({ row: 'before-ack', bot: beforeAck })
  }
  return [...figures, ...(await byChannel(bench))]
}

async function measure(bench: Bench, message: OutgoingMessage, again?: true, env = {}): Promise<Cost> {
  const { environment } = bench
  const subject = await startSubject('bot', { ...environment.env, BENCH_COUNT: '1', ...env })
  const send = (one: OutgoingMessage) => environment.dingtalk.send(subject.url, one)
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
  environment.setLatency(50, 0)
  await send(again ? { ...message, msgId } : message)
  await sleep(SETTLE_MS)
  environment.setLatency(0, 0)
  const read = await subject.read()
  // The operations of the background timer are not part of a message's cost.
  const operations = read.operations.filter((name) => !name.endsWith('(leaseUntil)'))
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

function counts({ environment }: Bench): { model: number; dingtalk: number; metered: number } {
  const { calls } = environment.dingtalk.store.counts
  const metered = calls.batchSend + calls.groupSend + calls.download
  const { token = 0, webhook = 0 } = calls as Record<string, number>
  return { model: environment.openai.store.counts.calls, dingtalk: metered + token + webhook, metered }
}

async function byChannel(bench: Bench): Promise<Figures[]> {
  const channels: [name: string, message: OutgoingMessage, env: Record<string, string>][] = [
    ['api', { kind: 'text', text: '你好' }, {}],
    ['webhook', { kind: 'text', text: '你好' }, { REPLY_VIA: 'webhook' }],
    ['body', { kind: 'text', text: '/help' }, {}],
  ]
  const figures: Figures[] = []
  for (const [name, message, env] of channels) {
    const { metered } = await measure(bench, message, undefined, env)
    const answers = metered === 0 ? 'no limit' : `${Math.floor(MONTHLY_QUOTA / metered)} answers`
    figures.push({ row: `metered-${name}`, bot: metered }, { row: `quota-${name}`, bot: answers })
  }
  return figures
}
