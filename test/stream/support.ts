import { createTestClock, type TestClock } from '../../playground/clock'
import { type DingTalk, startDingTalk } from '../../playground/dingtalk/emulator'
import { type Gateway, startGateway } from '../../playground/dingtalk-gateway/emulator'
import type { ConnectionRecord, Settings } from '../../playground/dingtalk-gateway/store'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'
import { type OpenAIEmulator, startOpenAI } from '../../playground/openai/emulator'
import { type Stream, startStream } from '../../playground/stream/stream'
import { texts } from '../../playground/stream/texts'
import { until } from '../support/until'

/** A bot that receives its messages through Stream mode, between a DingTalk with a gateway and a model. */
export interface StreamBot {
  dingtalk: DingTalk
  gateway: Gateway
  openai: OpenAIEmulator
  database: OpenDatabase
  clock: TestClock
  env: Record<string, string | undefined>
  /** The lines for the user. */
  printed: string[]
  start(env?: Record<string, string | undefined>): Promise<Stream>
  /** Connections that are open. */
  open(): ConnectionRecord[]
  /** Waits for this many on both sides: the gateway sees a connection a moment before the bot does. */
  connected(count?: number): Promise<void>
  /** Waits until the last message is acknowledged. */
  acknowledged(): Promise<void>
  close(): Promise<void>
}

/** Starts a bot and waits for its connection. */
export async function startConnectedBot(): Promise<StreamBot & { stream: Stream }> {
  const bot = await startStreamBot()
  const stream = await bot.start()
  await bot.connected()
  return { ...bot, stream }
}

/** Starts everything but the bot itself; `start` starts that. */
export async function startStreamBot(settings: Partial<Settings> = {}): Promise<StreamBot> {
  // DingTalk's client writes to the console by itself.
  const { info, warn } = console
  console.info = console.warn = () => undefined
  const clock = createTestClock()
  const dingtalk = await startDingTalk({ clock })
  const gateway = await startGateway({ dingtalk, clock, settings })
  const openai = await startOpenAI({ clock })
  const database = await openDatabase({})
  const streams: Stream[] = []
  const printed: string[] = []
  const env = {
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: gateway.url,
    DING_OAPI_URL: dingtalk.url,
    OPENAI_KEY: 'sk-test-0123456789abcdef',
    OPENAI_BASE_URL: openai.url,
  }
  const open = () => gateway.store.connections.filter(({ closedAt }) => closedAt === undefined)
  return {
    dingtalk,
    gateway,
    openai,
    database,
    clock,
    env,
    printed,
    async start(more = {}) {
      const stream = await startStream({
        env: { ...env, ...more },
        database,
        clock,
        print: (line) => void printed.push(line),
        log: () => undefined,
      })
      streams.push(stream)
      return stream
    },
    open,
    connected: (count = 1) =>
      until(`${count} connections`, () => open().length === count && printed.includes(texts.connected)),
    acknowledged: () => until('the acknowledgement', () => gateway.store.pushes.at(-1)?.ack !== undefined),
    async close() {
      await Promise.all(streams.map((stream) => stream.stop()))
      await gateway.close()
      await Promise.all([dingtalk.close(), openai.close(), database.close()])
      clock.dispose()
      Object.assign(console, { info, warn })
    },
  }
}
