import path from 'node:path'
import { type Clock, createTestClock, type TestClock, type Timer } from '../../playground/clock'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import { sign } from '../../playground/dingtalk/callback/sign'
import type { SendOptions } from '../../playground/dingtalk/callback/types'
import { type DingTalk, type DingTalkOptions, startDingTalk } from '../../playground/dingtalk/emulator'
import type { Callback } from '../../playground/dingtalk/store/records'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'
import { type Laf, startLaf } from '../../playground/laf/runtime'
import {
  type OpenAIEmulator,
  type OpenAIEmulatorOptions,
  startOpenAI,
} from '../../playground/openai/emulator'
import type { ChatMessage } from '../../playground/openai/protocol'
import {
  type SearchEmulator,
  type SearchEmulatorOptions,
  startSearch,
} from '../../playground/search/emulator'
import type { FlakyDatabase } from './flaky-database'
import { MAINTENANCE_TIMER } from './function-names'
import { checkInvariants } from './invariants'
import { until } from './until'

type Env = Record<string, string | undefined>

/** How a bot under test is set up; every option has a default. */
export interface BotOptions {
  env?: Env
  /** The number of processes on the database; default 1. */
  replicas?: number
  /** Default: an embedded one in memory. The bot closes it. */
  database?: OpenDatabase
  /**
   * How far the clocks of the replicas are ahead of the database's, ms, in the order of their start; a test may change
   * them. Default: all have the database's.
   */
  clocksAheadMs?: number[]
  /** The time at the start, ms since 1970; default: now. */
  startAt?: number
  dingtalk?: DingTalkOptions
  openai?: OpenAIEmulatorOptions
  /** Starts a search service, and switches web search on. */
  search?: SearchEmulatorOptions
  /** The test ends with a card that is neither finished nor failed, and that is right. */
  mayLeaveCardsOpen?: boolean
  /** Instead of `functions/`: function name → source. */
  sources?: Record<string, string>
}

/** A bot in Laf's sandbox between an emulated DingTalk and an emulated model, all on loopback. */
export interface Bot {
  dingtalk: DingTalk
  openai: OpenAIEmulator
  /** Only with the option `search`. */
  search: SearchEmulator
  database: OpenDatabase
  clock: TestClock
  lafs: Laf[]
  /** The structured lines in the log, parsed. */
  lines: Record<string, unknown>[]
  /** The whole console output of the function. */
  output: string[]
  env: Env
  /** Changes variables of the running processes, as "Update" on Laf does, and of those started later. */
  setEnv(variables: Env): void
  /** The callback's address on a replica; default: the newest. */
  callbackUrl(replica?: number): string
  send(message: OutgoingMessage, options?: SendOptions & { replica?: number }): Promise<Callback>
  /** Posts a body with a right signature unless `headers` replace it. */
  post(body: string, headers?: Record<string, string>): Promise<Response>
  /** Sends a message and waits for the log line of its end. */
  ask(
    message: OutgoingMessage,
    options?: SendOptions & { replica?: number },
  ): Promise<Record<string, unknown>>
  /** Resolves when `condition` holds; rejects with `what` after a minute. */
  until(what: string, condition: () => boolean | Promise<boolean>): Promise<void>
  /** The texts that people received, in order. */
  texts(): string[]
  /** The contents of the last prompt, without the system prompt. */
  prompt(): ChatMessage['content'][] | undefined
  /** Whether every accepted message is done. */
  allDone(): Promise<boolean>
  /**
   * Stops the search for abandoned messages. Call it before operations are counted and before the clock jumps: an
   * operation in progress would seem to have taken all that time.
   */
  stopMaintenance(): void
  /** Starts another process on the same database. */
  start(env?: Env): Promise<Laf>
  /** Ends all processes gracefully and starts a new one. */
  restart(env?: Env): Promise<void>
  /** Kills all processes, lets time pass on the clock, and starts `count` new ones. */
  restartAfter(ms: number, count?: number): Promise<void>
  /** Kills all processes. */
  kill(): void
  documents(collection: string): Promise<Record<string, unknown>[]>
  /** Ends everything; rejects when an invariant was broken. */
  close(): Promise<void>
}

/** BOT_SOURCE names `functions/dingtalk.ts` of another project to run instead of the sources: that of the bundle. */
const { BOT_SOURCE } = process.env
const root = BOT_SOURCE ? path.resolve(BOT_SOURCE, '..', '..') : undefined

/** Starts everything. Tests use it through `useBot` and `useSharedBot`, which also end it. */
export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const clock = createTestClock(options.startAt)
  const dingtalk = await startDingTalk({ clock, ...options.dingtalk })
  const openai = await startOpenAI({ clock, ...options.openai })
  const search = options.search && (await startSearch({ clock, ...options.search }))
  const database: OpenDatabase & Partial<FlakyDatabase> =
    options.database ?? (await openDatabase(options.clocksAheadMs ? { clock } : {}))
  if (database.inner) database.clock = clock
  const lafs: Laf[] = []
  /** The environments of the processes. */
  const environments: Env[] = []
  const lines: Record<string, unknown>[] = []
  const output: string[] = []
  const env: Env = {
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: dingtalk.url,
    DING_OAPI_URL: dingtalk.url,
    OPENAI_KEY: 'sk-test-0123456789abcdef',
    OPENAI_BASE_URL: openai.url,
    ...(search ? { WEB_SEARCH: 'auto', SEARCH_URL: search.url } : {}),
    ...options.env,
  }

  const { clocksAheadMs } = options
  /** The clock of the machine of a replica: setting it moves no timer. */
  const toMachineClock = (replica: number): Clock =>
    clocksAheadMs
      ? { ...clock, now: () => clock.now() + (clocksAheadMs[replica] ?? 0), elapsed: clock.now }
      : clock

  const start = async (more: Env = {}) => {
    const own = { ...env, ...more }
    environments.push(own)
    const laf = await startLaf({
      env: own,
      database,
      clock: toMachineClock(environments.length - 1),
      root,
      sources: options.sources,
      log: ({ text }) => {
        output.push(text)
        if (text.startsWith('{"event"')) lines.push(JSON.parse(text))
      },
    })
    lafs.push(laf)
    return laf
  }
  for (let n = 0; n < (options.replicas ?? 1); n += 1) await start()

  // A database that can be stopped lets tests read past the switch.
  const { db } = database.inner ?? database
  const documents = (collection: string): Promise<Record<string, unknown>[]> =>
    db.collection(collection).find({}).toArray()
  const callbackUrl = (replica = lafs.length - 1) => `${lafs[replica]?.url}/dingtalk`
  const send = (message: OutgoingMessage, { replica, ...how }: SendOptions & { replica?: number } = {}) =>
    dingtalk.send(callbackUrl(replica), message, how)

  return {
    dingtalk,
    openai,
    search: search as SearchEmulator,
    database,
    clock,
    lafs,
    lines,
    output,
    env,
    setEnv(variables) {
      for (const each of [env, ...environments]) Object.assign(each, variables)
    },
    callbackUrl,
    send,
    start,
    post: async (body, headers = {}) => {
      const timestamp = String(clock.now())
      return fetch(callbackUrl(), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          timestamp,
          sign: sign(timestamp, dingtalk.app.secret),
          ...headers,
        },
        body,
      })
    },
    async ask(message, how) {
      const seen = lines.length
      const callback = await send(message, how)
      const ended = () => lines.slice(seen).find(({ id }) => String(id).endsWith(`:${callback.msgId}`))
      await until(`the end of message ${callback.msgId}`, () => ended() !== undefined)
      return ended() as Record<string, unknown>
    },
    until,
    texts: () => dingtalk.store.deliveries.map(({ text }) => text),
    prompt: () =>
      openai.store.calls
        .at(-1)
        ?.body.messages.slice(1)
        .map(({ content }) => content),
    allDone: async () => (await documents('inbox')).every(({ state }) => state === 'done'),
    stopMaintenance() {
      for (const { shared } of lafs) clock.clearInterval(shared.get(MAINTENANCE_TIMER) as Timer | undefined)
    },
    async restart(more) {
      await Promise.all(lafs.map((laf) => laf.close()))
      await start(more)
    },
    async restartAfter(ms, count = 1) {
      for (const laf of lafs.splice(0)) laf.kill()
      clock.advance(ms)
      for (let n = 0; n < count; n += 1) await start()
    },
    kill() {
      for (const laf of lafs) laf.kill()
    },
    documents,
    async close() {
      await Promise.all(lafs.map((laf) => laf.close()))
      await Promise.all([dingtalk.close(), openai.close(), search?.close()])
      await database.close()
      clock.dispose()
      checkInvariants({ dingtalk, env, output, mayLeaveCardsOpen: options.mayLeaveCardsOpen })
    },
  }
}
