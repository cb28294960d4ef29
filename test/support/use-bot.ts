import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Bot, type BotOptions, startBot } from './bot'
import { type FlakyDatabase, openFlakyDatabase } from './flaky-database'

/** What `useBot` gives to the tests around it. */
export interface BotFixture {
  /** Stands for the bot that was started last. */
  bot: Bot
  start(options?: BotOptions): Promise<Bot>
  /** Starts a bot on a database that can be stopped and slowed down. */
  startOnFlakyDatabase(options?: Omit<BotOptions, 'database'>): Promise<FlakyDatabase>
}

/** Lets every test start its own bots, and closes them after it. */
export function useBot(): BotFixture {
  const started: Bot[] = []
  afterEach(async () => {
    for (const bot of started.splice(0)) await bot.close()
  })
  const start = async (options?: BotOptions) => {
    const bot = await startBot(options)
    started.push(bot)
    return bot
  }
  return {
    bot: forward(() => started.at(-1)),
    start,
    async startOnFlakyDatabase(options) {
      const database = await openFlakyDatabase()
      await start({ ...options, database })
      return database
    },
  }
}

/** One bot for all tests around, started and prepared before the first and closed after the last. */
export function useSharedBot(options: BotOptions = {}, prepare: (bot: Bot) => unknown = () => {}): Bot {
  let bot: Bot | undefined
  beforeAll(async () => {
    bot = await startBot(options)
    await prepare(bot)
  })
  afterAll(() => bot?.close())
  return forward(() => bot)
}

/** Runs `test` with a bot of its own and closes it: for tests that run concurrently. */
export async function withBot(options: BotOptions, test: (bot: Bot) => Promise<void>): Promise<void> {
  const bot = await startBot(options)
  try {
    await test(bot)
  } finally {
    await bot.close()
  }
}

/** An object that forwards to `current()`, which is set before each test. */
function forward(current: () => Bot | undefined): Bot {
  return new Proxy({} as Bot, {
    get(_, key) {
      const bot = current()
      if (!bot) throw new Error('no bot was started')
      return Reflect.get(bot, key)
    },
  })
}
