/** The scenarios. Each one runs the bot and the floor in turn and returns figures by row. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from './environment'
import { compare, type Figures, median, percentile } from './figures'
import { type Subject, startSubject } from './start-subject'

export interface Bench {
  environment: Environment
  /** The share that is measured: 1 for everything. */
  scale: number
  /** The database server; default: the embedded database in memory. */
  dbUri?: string
  report(progress: string): void
}

const KINDS = ['bot', 'floor'] as const
type Kind = (typeof KINDS)[number]
const MODEL_MS = 1_000
const SEND_MS = 60
const BURST_MODEL_MS = 2_000

/** Measures both in turn, in every round. */
async function inTurn<T>(
  bench: Bench,
  rounds: number,
  measure: (kind: Kind) => Promise<T>,
): Promise<Record<Kind, T>[]> {
  const measured: Record<Kind, T>[] = []
  for (let round = 0; round < Math.max(1, Math.round(rounds * bench.scale)); round += 1) {
    const one: Partial<Record<Kind, T>> = {}
    for (const kind of KINDS) one[kind] = await measure(kind)
    measured.push(one as Record<Kind, T>)
  }
  return measured
}

const start = (bench: Bench, kind: Kind, env: Record<string, string> = {}) =>
  startSubject(kind, {
    ...bench.environment.env,
    ...(bench.dbUri ? { DB_URI: freshDatabase(bench.dbUri) } : {}),
    ...env,
  })

/** The address of a new database, so that no process starts with the documents of another. */
export function freshDatabase(uri: string): string {
  const url = new URL(uri)
  url.pathname = `/bench_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`
  return url.href
}

const pick = <T>(rounds: Record<Kind, T>[], figure: (one: T) => number) =>
  rounds.map(({ bot, floor }) => ({ bot: figure(bot), floor: figure(floor) }))

/** Asks questions one after the other. @returns both times of every message, ms */
export async function converse(
  environment: Environment,
  subject: Subject,
  count: number,
): Promise<{ ack: number; total: number }[]> {
  const times: { ack: number; total: number }[] = []
  const people = Array.from({ length: 20 }, () => environment.addPerson())
  for (let n = 0; n < count; n += 1) {
    const from = people[n % people.length]
    const { acknowledged, answered } = environment.send(subject, {
      kind: 'text',
      text: '今天的会几点开始？',
      from,
    })
    const [ack, total] = await Promise.all([acknowledged, answered])
    times.push({ ack, total })
  }
  return times
}

export async function acknowledgement(bench: Bench): Promise<Figures[]> {
  const { environment } = bench
  environment.setLatency(0, 0)
  const cold = await inTurn(bench, 5, async (kind) => {
    const subject = await start(bench, kind)
    const [first] = await converse(environment, subject, 1)
    await subject.end()
    return first?.ack ?? Number.NaN
  })
  const subjects = { bot: await start(bench, 'bot'), floor: await start(bench, 'floor') }
  for (const kind of KINDS) await converse(environment, subjects[kind], 100)
  const warm = await inTurn(bench, 7, async (kind) =>
    (await converse(environment, subjects[kind], 200)).map(({ ack }) => ack),
  )
  for (const kind of KINDS) await subjects[kind].end()
  return [
    compare(
      'ack-p50',
      pick(warm, (acks) => percentile(acks, 0.5)),
    ),
    compare(
      'ack-p95',
      pick(warm, (acks) => percentile(acks, 0.95)),
    ),
    compare(
      'ack-p99',
      pick(warm, (acks) => percentile(acks, 0.99)),
    ),
    compare(
      'ack-cold',
      pick(cold, (ack) => ack),
    ),
  ]
}

export async function waiting(bench: Bench): Promise<Figures[]> {
  const { environment } = bench
  const subjects = { bot: await start(bench, 'bot'), floor: await start(bench, 'floor') }
  environment.setLatency(0, 0)
  for (const kind of KINDS) await converse(environment, subjects[kind], 100)
  environment.setLatency(MODEL_MS, SEND_MS)
  const rounds = await inTurn(bench, 5, async (kind) => {
    const totals: Promise<number>[] = []
    for (let n = 0; n < 60; n += 1) {
      const { answered } = environment.send(subjects[kind], {
        kind: 'text',
        text: '帮我想三个标题',
        from: environment.addPerson(),
      })
      totals.push(answered.then((ms) => ms - MODEL_MS - SEND_MS))
      await sleep(40)
    }
    return Promise.all(totals)
  })
  for (const kind of KINDS) await subjects[kind].end()
  return [
    compare(
      'wait-p50',
      pick(rounds, (totals) => percentile(totals, 0.5)),
    ),
    compare(
      'wait-p95',
      pick(rounds, (totals) => percentile(totals, 0.95)),
    ),
  ]
}

export async function throughput(bench: Bench): Promise<Figures[]> {
  const { environment } = bench
  environment.setLatency(0, 0)
  const count = 1_000
  const run = async (subject: Subject) => {
    await subject.reset()
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: 16 }, () => converse(environment, subject, count / 16)))
    const seconds = (performance.now() - startedAt) / 1_000
    const { cpuMs, loopP99Ms } = await subject.read()
    const answered = Math.floor(count / 16) * 16
    return {
      cpuMs: cpuMs / answered,
      perSecond: answered / seconds,
      perCore: 1_000 / (cpuMs / answered),
      loopP99Ms,
    }
  }
  // Compiled code differs from process to process: several of each kind are measured.
  const rounds: Record<Kind, Awaited<ReturnType<typeof run>>>[] = []
  for (let pair = 0; pair < Math.max(1, Math.round(3 * bench.scale)); pair += 1) {
    const subjects = { bot: await start(bench, 'bot'), floor: await start(bench, 'floor') }
    for (const kind of KINDS) await run(subjects[kind])
    rounds.push(...(await inTurn(bench, 5, (kind) => run(subjects[kind]))))
    for (const kind of KINDS) await subjects[kind].end()
  }
  return [
    compare(
      'cpu',
      pick(rounds, ({ cpuMs }) => cpuMs),
    ),
    compare(
      'per-core',
      pick(rounds, ({ perCore }) => perCore),
    ),
    compare(
      'loop-p99',
      pick(rounds, ({ loopP99Ms }) => loopP99Ms),
    ),
  ]
}

export async function burst(bench: Bench): Promise<Figures[]> {
  const { environment } = bench
  const people = Math.round(1_000 * Math.min(1, bench.scale * 2))
  const rounds = await inTurn(bench, 5, async (kind) => {
    environment.setLatency(0, 0)
    const subject = await start(bench, kind)
    await converse(environment, subject, 50)
    environment.setLatency(BURST_MODEL_MS, 0)
    await subject.reset()
    const startedAt = performance.now()
    const writes = Array.from({ length: people }, () =>
      environment.send(subject, { kind: 'text', text: '大家一起问', from: environment.addPerson() }),
    )
    const answered = await Promise.all(writes.map(({ answered }) => answered))
    const seconds = (performance.now() - startedAt) / 1_000
    const { peakRssMb } = await subject.read()
    await subject.end()
    return { answered: answered.length, seconds, peakRssMb }
  })
  const least = Math.min(...rounds.map(({ bot }) => bot.answered))
  return [
    { row: 'burst-answered', bot: `${least} of ${people}` },
    compare(
      'burst-time',
      pick(rounds, ({ seconds }) => seconds),
    ),
    compare(
      'burst-memory',
      pick(rounds, ({ peakRssMb }) => peakRssMb),
    ),
  ]
}

export async function starting(bench: Bench): Promise<Figures[]> {
  const { environment } = bench
  environment.setLatency(0, 0)
  const rounds = await inTurn(bench, 5, async (kind) => {
    const subject = await start(bench, kind, { BENCH_COUNT: '1' })
    const { acknowledged, answered } = environment.send(subject, {
      kind: 'text',
      text: '第一句',
      from: environment.addPerson(),
    })
    const ack = await acknowledged
    const { loaded } = await subject.read()
    await answered
    await subject.end()
    return { ms: subject.startMs + ack, loaded }
  })
  const early = rounds.flatMap(({ bot }) => bot.loaded)
  return [
    compare(
      'start-ack',
      pick(rounds, ({ ms }) => ms),
    ),
    { row: 'load-openai', bot: await loading('openai') },
    { row: 'load-axios', bot: await loading('axios') },
    { row: 'loaded-early', bot: early.length === 0 ? 'none' : [...new Set(early)].join(', ') },
  ]
}

/** How long `require` takes in a new process, ms. */
async function loading(name: string): Promise<number> {
  const { execFileSync } = await import('node:child_process')
  const script = `const at = performance.now(); require(${JSON.stringify(name)}); console.log(performance.now() - at)`
  const runs = Array.from({ length: 5 }, () =>
    Number(execFileSync(process.execPath, ['-e', script]).toString()),
  )
  return median(runs)
}
