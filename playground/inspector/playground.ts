import path from 'node:path'
import { openConfiguredDatabase } from '../configured-database'
import { type DingTalk, startDingTalk } from '../dingtalk/emulator'
import { readSetting } from '../environment'
import { type Log, printLog } from '../laf/console'
import type { OpenDatabase } from '../laf/database'
import { type SearchEmulator, startSearch } from '../search/emulator'
import { createActions } from './actions'
import { createAttachments } from './attachments'
import { type Bot, startBot } from './bot-process'
import { createFeed } from './feed'
import { createJournal } from './journal'
import { type Model, startModel } from './model-service'
import { mountPage } from './routes'
import { createMaskSecrets } from './secrets'
import { toAnswerTimeout, toApp, toBotEnv, toCardTemplates, toModels, toTimeoutMs } from './settings'
import { createSwitches } from './switches'

/** How a playground is set up. */
export interface PlaygroundOptions {
  /** The bot's settings; the addresses of DingTalk and of the model are replaced. */
  env: Record<string, string | undefined>
  port: number
  host: string
  /** Where the conversation and the embedded database are stored; absent: in memory. */
  folder?: string
  /** Reload functions when their files are saved. */
  watch?: boolean
  /** The project whose functions run; default: this repository. */
  root?: string
  /** Default: stdout and stderr. */
  log?: Log
}

/** A DingTalk in the browser with a bot. */
export interface Playground {
  /** The page's address. */
  url: string
  dingtalk: DingTalk
  model: Model
  search: SearchEmulator
  bot: Bot
  database: OpenDatabase
  close(): Promise<void>
}

/** Longer than it takes to kill a process. */
const SLOW_ANSWER_MS = 2_000

/** Starts everything; rejects with one sentence when the port or the database cannot be used. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { env, folder, log = printLog } = options
  const database = await openConfiguredDatabase(env, folder && path.join(folder, 'database'))
  const dingtalk = await startDingTalk({
    keep: 500,
    ...toApp(env),
    settings: { cardTemplates: toCardTemplates(env) },
  })
  const model = await startModel(env, toModels(env))
  const search = await startSearch()
  // This DingTalk does not know the access tokens of the previous one.
  await database.db.collection('token').deleteMany({ _id: dingtalk.app.key })

  const secrets = ['OPENAI_KEY', 'SEARCH_KEY', 'DB_URI', 'DING_APP_SECRET'].map((name) =>
    readSetting(env, name),
  )
  const maskSecrets = createMaskSecrets([dingtalk.app.secret, ...secrets])
  const feed = createFeed(folder && path.join(folder, 'transcript.jsonl'))
  const attachments = createAttachments(folder && path.join(folder, 'files'))
  const journal = createJournal({
    dingtalk,
    transcript: feed.transcript,
    timeline: feed.timeline,
    attachments,
    context: {
      maskSecrets,
      dingtalkUrl: dingtalk.url,
      modelUrl: model.shownUrl,
      modelKey: model.shownKey,
      searchUrl: search.url,
    },
    timeoutMs: toTimeoutMs(env),
  })
  const botEnv = toBotEnv(env, dingtalk, model, search.url)
  const switches = createSwitches(dingtalk, model.demo, search, () => {
    botEnv.ANSWER_TIMEOUT_SECONDS = toAnswerTimeout(env, model)
    feed.sendSwitches(switches.list())
  })

  const page = { dingtalk, model, database, attachments, journal, switches, feed, botEnv }
  const actions = createActions({ ...page, bot: () => bot })
  dingtalk.on(() => {
    feed.sendSwitches(switches.list())
    feed.sendUsage(dingtalk.usage())
  })
  search.on((event) => {
    journal.search(event)
    feed.sendSwitches(switches.list())
  })
  model.on((event) => {
    const messageId = journal.model(event)
    feed.sendSwitches(switches.list())
    if (event.kind === 'call' && switches.takeKill()) {
      // A slow answer, so that the process is killed while it waits for the model.
      model.demo.faults.set('slow', { ms: SLOW_ANSWER_MS, times: 1 })
      void actions.restart(messageId)
    }
  })

  const closeAll = async () => {
    journal.close()
    feed.events.close()
    await Promise.all([dingtalk.close(), model.close(), search.close()])
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
    onProblem: (problem) => feed.sendProblem(problem && maskSecrets(problem)),
    mount: (app) => mountPage(app, { host: options.host, actions, feed, attachments, database, maskSecrets }),
  }).catch(async (error) => {
    await closeAll()
    throw error
  })

  return {
    url: bot.url,
    dingtalk,
    model,
    search,
    bot,
    database,
    async close() {
      // First the pages' streams, which the server would wait for; then the bot, which may still deliver an answer.
      feed.events.close()
      await bot.close()
      await closeAll()
    },
  }
}
