import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { DEFAULT_ROBOT } from '../dingtalk/callback/context'
import { type DingTalk, startDingTalk } from '../dingtalk/emulator'
import { type Log, printLog } from '../laf/console'
import { type OpenDatabase, openDatabase } from '../laf/database'
import { DEFAULT_MODELS } from '../openai/emulator'
import { createActions } from './actions'
import { createAttachments } from './attachments'
import { type Bot, startBot } from './bot'
import { createFeed } from './feed'
import { createJournal } from './journal'
import { type Model, startModel } from './model'
import { mountPage } from './routes'
import { createScrub } from './secrets'
import { createSwitches } from './switches'
import type { ChatMessage } from './types'

/** How a playground is set up; a test gives port 0 and no folder. */
export interface PlaygroundOptions {
  /** The bot's settings; those that lead to DingTalk and to the model are replaced. */
  env: Record<string, string | undefined>
  port: number
  host: string
  /** Where the conversation and the embedded database are kept; absent: in memory. */
  folder?: string
  /** Reload functions when they are saved. */
  watch?: boolean
  /** The project whose functions run; default: this repository. */
  root?: string
  /** Default: stdout and stderr. */
  log?: Log
}

/** A DingTalk in the browser with a bot in it. */
export interface Playground {
  /** Open this. */
  url: string
  dingtalk: DingTalk
  model: Model
  bot: Bot
  database: OpenDatabase
  close(): Promise<void>
}

type Env = PlaygroundOptions['env']

/** Starts everything; rejects with one sentence when the port or the database is taken. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { env, folder, log = printLog } = options
  const database = await open(env.DB_URI?.trim(), folder && path.join(folder, 'database'))
  const dingtalk = await startDingTalk({ keep: 500, ...toApp(env) })
  const model = await startModel(env, toModels(env))
  // Tokens of the DingTalk that was here before: this one has never heard of them.
  await database.db.collection('token').deleteMany({ _id: dingtalk.app.key })

  const secrets = [dingtalk.app.secret, env.OPENAI_KEY, env.DB_URI, env.DING_APP_SECRET]
  const scrub = createScrub(secrets)
  const feed = createFeed(folder && path.join(folder, 'transcript.jsonl'))
  const attachments = createAttachments(folder && path.join(folder, 'files'))
  const journal = createJournal({
    dingtalk,
    ...feed,
    writer: { scrub, dingtalkUrl: dingtalk.url, modelUrl: model.shownUrl },
    patienceMs: toPatienceMs(env),
  })
  for (const message of feed.transcript.list()) if (isOpen(message)) journal.adopt(message)
  const switches = createSwitches(dingtalk, model.demo, () => feed.switches(switches.list()))
  const botEnv = toBotEnv(env, dingtalk, model)

  const actions = createActions({
    dingtalk,
    database,
    attachments,
    journal,
    switches,
    feed,
    botEnv,
    bot: () => bot,
  })
  dingtalk.on(() => feed.switches(switches.list()))
  model.on((event) => {
    const messageId = journal.model(event)
    feed.switches(switches.list())
    if (event.kind === 'call' && switches.takeKill()) {
      // The model thinks a little longer, so that the process dies while it waits, whatever the timing.
      model.demo.faults.set('slow', { ms: THINKING_MS, times: 1 })
      void actions.restart(messageId)
    }
  })

  const closeAll = async () => {
    journal.close()
    feed.close()
    await Promise.all([dingtalk.close(), model.close()])
    await database.close()
  }
  const bot: Bot = await startBot({
    root: options.root,
    env: botEnv,
    database,
    port: options.port,
    host: options.host,
    watch: options.watch,
    log(line) {
      journal.log(line)
      log(line)
    },
    mount: (app) =>
      mountPage(app, { host: options.host, actions, feed, attachments, database, scrub, model }),
  }).catch(async (error) => {
    await closeAll()
    throw error
  })

  return {
    url: bot.url,
    dingtalk,
    model,
    bot,
    database,
    async close() {
      // First the pages, whose streams would never end; then the bot, which may still deliver something.
      feed.close()
      await bot.close()
      await closeAll()
    },
  }
}

async function open(uri: string | undefined, folder: string | undefined): Promise<OpenDatabase> {
  if (!uri) return openDatabase({ folder })
  try {
    return await openDatabase({ uri })
  } catch (error) {
    // The address may hold a password: only the driver's reason is repeated, and that names the scheme at most.
    throw new Error(`DB_URI cannot be used: ${(error as Error).message} / DB_URI 不可用。`)
  }
}

/** Nobody was told yet what became of it. */
function isOpen({ fate }: ChatMessage): boolean {
  return fate?.state === 'sending' || fate?.state === 'thinking'
}

/** The app is the one in the settings where there is one, so that its owner can sign callbacks too. */
function toApp(env: Env) {
  return {
    appKey: env.DING_APP_KEY?.trim() || DEFAULT_ROBOT.code,
    // Nobody else on this machine needs to know it.
    appSecret: env.DING_APP_SECRET?.trim() || randomBytes(48).toString('base64url'),
  }
}

function toModels({ OPENAI_MODEL, OPENAI_MODELS }: Env): [string, ...string[]] {
  const listed = (OPENAI_MODELS ?? '').split(/[,，、\s]+/).filter(Boolean)
  return [OPENAI_MODEL?.trim() || listed[0] || (DEFAULT_MODELS[0] as string), ...listed]
}

function toBotEnv(env: Env, dingtalk: DingTalk, model: Model): Env {
  return {
    ...env,
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: dingtalk.url,
    DING_OAPI_URL: dingtalk.url,
    OPENAI_KEY: model.key,
    OPENAI_BASE_URL: model.url,
  }
}

/** Longer than it takes to kill a process. */
const THINKING_MS = 2_000
const DEFAULT_TIMEOUT_SECONDS = 120
/** After the model was given up there is still an answer to be sent, and to be sent again. */
const DELIVERY_MS = 40_000

function toPatienceMs({ ANSWER_TIMEOUT_SECONDS }: Env): number {
  return (Number(ANSWER_TIMEOUT_SECONDS) || DEFAULT_TIMEOUT_SECONDS) * 1_000 + DELIVERY_MS
}
