import { readFileSync } from 'node:fs'
import { createTestClock, type TestClock, type Timer } from '../../playground/clock'
import { type DingTalk, type DingTalkOptions, startDingTalk } from '../../playground/dingtalk/emulator'
import type { OutgoingMessage } from '../../playground/dingtalk/messages'
import type { SendOptions } from '../../playground/dingtalk/sender'
import { sign } from '../../playground/dingtalk/sign'
import type { Callback } from '../../playground/dingtalk/store'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'
import { type Laf, startLaf } from '../../playground/laf/runtime'
import { type OpenAIEmulator, startOpenAI } from '../../playground/openai/emulator'
import { checkInvariants } from './invariants'

/** How a bot under test is set up; everything has a default. */
export interface BotOptions {
  env?: Record<string, string | undefined>
  /** How many processes share the database; default 1. */
  replicas?: number
  database?: OpenDatabase
  /** What time it is, ms since 1970; default: now. */
  startAt?: number
  dingtalk?: DingTalkOptions
  /** Instead of `functions/`: function name → source. */
  sources?: Record<string, string>
}

/** A bot in Laf's sandbox between a DingTalk and a model, all on loopback. */
export interface Bot {
  dingtalk: DingTalk
  openai: OpenAIEmulator
  database: OpenDatabase
  clock: TestClock
  lafs: Laf[]
  /** The structured lines the function logged, parsed. */
  lines: Record<string, unknown>[]
  /** Everything the function wrote to its console, as text. */
  output: string[]
  env: Record<string, string | undefined>
  /** The callback's address on a replica. */
  callbackUrl(replica?: number): string
  send(message: OutgoingMessage, options?: SendOptions & { replica?: number }): Promise<Callback>
  /** Posts anything, signed rightly unless headers say otherwise. */
  post(body: string, headers?: Record<string, string>): Promise<Response>
  /** Sends and waits for the log line that ends the message. */
  ask(
    message: OutgoingMessage,
    options?: SendOptions & { replica?: number },
  ): Promise<Record<string, unknown>>
  /** Resolves when `condition` holds; rejects with `what` after twenty seconds. */
  until(what: string, condition: () => boolean | Promise<boolean>): Promise<void>
  /**
   * Ends the look after abandoned messages that comes every few seconds: before operations are counted, and before the
   * clock jumps, for an operation under way would seem to have taken all that time.
   */
  stopMaintenance(): void
  /** Another process on the same database, as after a restart. */
  start(env?: Record<string, string | undefined>): Promise<Laf>
  documents(collection: string): Promise<Record<string, unknown>[]>
  /** Ends it all; rejects when something happened that must never happen, whatever the test was about. */
  close(): Promise<void>
}

/** BOT_SOURCE names a file that is pasted as the only function, instead of `functions/`: the bundle. */
const { BOT_SOURCE } = process.env
const pasted = BOT_SOURCE ? { dingtalk: readFileSync(BOT_SOURCE, 'utf8') } : undefined

/** Starts everything; `close` ends it all. */
export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const clock = createTestClock(options.startAt)
  const dingtalk = await startDingTalk({ clock, ...options.dingtalk })
  const openai = await startOpenAI({ clock })
  const database = options.database ?? (await openDatabase({}))
  const lafs: Laf[] = []
  const lines: Record<string, unknown>[] = []
  const output: string[] = []
  const env = {
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: dingtalk.url,
    DING_OAPI_URL: dingtalk.url,
    OPENAI_KEY: 'sk-test-0123456789abcdef',
    OPENAI_BASE_URL: openai.url,
    ...options.env,
  }

  const start = async (more: Record<string, string | undefined> = {}) => {
    const laf = await startLaf({
      env: { ...env, ...more },
      database,
      clock,
      sources: options.sources ?? pasted,
      log: ({ text }) => {
        output.push(text)
        if (text.startsWith('{"event"')) lines.push(JSON.parse(text))
      },
    })
    lafs.push(laf)
    // Without an `__init__` a function is loaded by the first request, whosoever it is.
    if (pasted && !options.sources) await fetch(`${laf.url}/dingtalk`, { method: 'POST' })
    return laf
  }
  for (let n = 0; n < (options.replicas ?? 1); n += 1) await start()

  const door = (replica = lafs.length - 1) => `${lafs[replica]?.url}/dingtalk`
  const send = (message: OutgoingMessage, { replica, ...how }: SendOptions & { replica?: number } = {}) =>
    dingtalk.send(door(replica), message, how)

  return {
    dingtalk,
    openai,
    database,
    clock,
    lafs,
    lines,
    output,
    env,
    callbackUrl: door,
    send,
    start,
    post: async (body, headers = {}) => {
      const timestamp = String(clock.now())
      return fetch(door(), {
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
    stopMaintenance() {
      for (const { shared } of lafs) clock.clearInterval(shared.get('dingtalk:upkeep') as Timer | undefined)
    },
    documents: (collection) => database.db.collection(collection).find({}).toArray(),
    async close() {
      await Promise.all(lafs.map((laf) => laf.close()))
      await Promise.all([dingtalk.close(), openai.close()])
      if (!options.database) await database.close()
      clock.dispose()
      checkInvariants({ dingtalk, env, output })
    },
  }
}

/** The official package retries for eight seconds, and the machine may have other things to do. */
const PATIENCE_MS = 20_000

/** Resolves when `condition` holds; rejects with `what` after twenty seconds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const endsAt = Date.now() + PATIENCE_MS; Date.now() < endsAt; ) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`waited in vain for ${what}`)
}
