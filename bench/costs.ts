/** Counts the upstream calls and database operations of a message, by kind. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type MonthlyUsage, STANDARD_QUOTA } from '../playground/dingtalk/api/quota'
import type { OutgoingMessage } from '../playground/dingtalk/callback/messages'
import type { Figures } from './figures'
import type { Bench } from './scenarios'
import { startSubject } from './start-subject'

/** Longer than all work after an answer, shorter than the interval of the background timer. */
const SETTLE_MS = 400

interface Cost {
  model: number
  dingtalk: number
  /** What counts towards DingTalk's monthly quotas. */
  units: Units
  operations: number
  beforeAck: number
}

type Units = Pick<MonthlyUsage, 'apiCalls' | 'pushes' | 'webhookSends'>

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
    units: {
      apiCalls: after.usage.apiCalls - before.usage.apiCalls,
      pushes: after.usage.pushes - before.usage.pushes,
      webhookSends: after.usage.webhookSends - before.usage.webhookSends,
    },
    operations: operations.length,
    beforeAck: read.beforeAck,
  }
}

function counts({ environment }: Bench): { model: number; dingtalk: number; usage: Units } {
  const { calls } = environment.dingtalk.store.counts
  const dingtalk = calls.batchSend + calls.groupSend + calls.download + calls.token + calls.webhook
  return { model: environment.openai.store.counts.calls, dingtalk, usage: environment.dingtalk.usage() }
}

async function byChannel(bench: Bench): Promise<Figures[]> {
  const channels: [name: string, message: OutgoingMessage, env: Record<string, string>][] = [
    ['api', { kind: 'text', text: '你好' }, {}],
    ['webhook', { kind: 'text', text: '你好' }, { REPLY_VIA: 'webhook' }],
    ['body', { kind: 'text', text: '/help' }, {}],
  ]
  const figures: Figures[] = []
  for (const [name, message, env] of channels) {
    const { units } = await measure(bench, message, undefined, env)
    figures.push(
      { row: `metered-${name}`, bot: units.apiCalls },
      { row: `pushes-${name}`, bot: units.pushes },
    )
    figures.push({ row: `quota-${name}`, bot: toAnswers(units) })
  }
  return figures
}

/** How many answers a month's quotas are enough for. */
function toAnswers({ apiCalls, pushes, webhookSends }: Units): string {
  const enoughFor = (pushed: number) =>
    Math.floor(Math.min(STANDARD_QUOTA.apiCalls / apiCalls, STANDARD_QUOTA.pushes / pushed)).toLocaleString(
      'en',
    )
  // DingTalk does not say whether a message to a sessionWebhook counts as a push.
  return [...new Set([enoughFor(pushes + webhookSends), enoughFor(pushes)])].join('–')
}
