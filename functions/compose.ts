/** Composes a bot from its settings: DingTalk, the model, the check-up. Made again when a setting changes. */
import { toTotalKeys } from './bot/counters'
import type { PromptLimits } from './bot/prompt-limits'
import { clockOffsetMs, now } from './clock'
import type { Config, Problem } from './config'
import { type AccessTokens, createAccessTokens } from './dingtalk/access-token'
import { type Api, createApi } from './dingtalk/api'
import { type Cards, createCards } from './dingtalk/card'
import { createMedia, tryPermission } from './dingtalk/media'
import type { Pacer, Pacers } from './dingtalk/pacer'
import { createCheckUp } from './doctor/check-up'
import type { Probes } from './doctor/checks'
import type { RejectedCallbacks } from './doctor/rejected-callbacks'
import { createKeyCheck } from './doctor/report-access'
import type { VisitTools } from './doctor/visit'
import { createWrongKeys } from './doctor/wrong-keys'
import { DeliveryError } from './errors'
import { createChat } from './openai/chat'
import type { QuirkStore } from './openai/quirks'
import { search } from './search/search'
import { createAccessTokenStore } from './storage/access-token'
import type { BotStatus } from './storage/bot-status'
import type { Database } from './storage/database'
import { createTranscript } from './storage/transcript'
import { createTurnStore } from './storage/turns'
import type { UsageStore } from './storage/usage'
import { TEXTS } from './texts/languages'
import type { ModelQueue } from './worker/model-queue'
import type { MessageTools } from './worker/types'

/** What outlives a change of the settings. */
export interface Services {
  database: Database
  botStatus: BotStatus
  usage: UsageStore
  rejectedCallbacks: RejectedCallbacks
  quirks: QuirkStore
  promptLimits: PromptLimits
  pacers: Pacers
  modelQueue: ModelQueue
}

export interface Bot extends MessageTools {
  /** For visits of the check-up. */
  doctor: VisitTools
}

/** One word shows whether the model answers. */
const PING_TIMEOUT_MS = 15_000
/** As long as a message waits for a search. */
const SEARCH_TIMEOUT_MS = 5_000

/** Nothing is asked of any service before it is needed. */
export function composeBot(services: Services, config: Config, problems: Problem[]): Bot {
  const { botStatus, database, promptLimits, quirks, pacers, modelQueue, usage } = services
  const { appKey = '', appSecret = '', callsPerSecond } = config.dingtalk
  const texts = TEXTS[config.language]
  const countCall = () => {
    for (const key of toTotalKeys(now())) usage.add(key, { calls: 1 })
  }
  const api = createApi(config.dingtalk, countCall)
  const accessTokens = createAccessTokens({
    ...createAccessTokenStore(database, appKey),
    request: () => api.requestToken(appKey, appSecret),
    now,
  })
  const pacer = pacers.ofApp(appKey, callsPerSecond)
  const cards = createCards(api, accessTokens, config.dingtalk, now)
  const probes = toProbes(services, config, problems, api, accessTokens, pacer, cards)
  return {
    config,
    texts,
    turns: createTurnStore(database),
    chat: createChat({ ...config.model, quirks, onTooMany: modelQueue.refused }),
    media: createMedia(api, accessTokens, pacer, sleep),
    promptLimits,
    modelQueue,
    usage,
    cards,
    delivery: {
      ...config.dingtalk,
      // What is not on a card is a message.
      replyVia: config.dingtalk.replyVia === 'webhook' ? 'webhook' : 'api',
      api,
      accessTokens,
      pacer,
      pacerOf: pacers.ofConversation,
      contentRefused: texts.contentRefused,
      sleep,
    },
    doctor: {
      language: config.language,
      texts: TEXTS,
      checkKey: createKeyCheck(config.doctorKey, createWrongKeys(now, sleep)),
      checkUp: createCheckUp(probes, now),
      hasAnswered: botStatus.hasAnswered,
      usage,
      transcript: createTranscript(database),
      limits: config.limits,
      price: config.model.price,
      keepMs: config.memory.keepMs,
    },
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function toProbes(
  { botStatus, rejectedCallbacks, quirks }: Services,
  { dingtalk, model, search: webSearch }: Config,
  problems: Problem[],
  api: Api,
  accessTokens: AccessTokens,
  pacer: Pacer,
  cards: Cards,
): Probes {
  const { appKey = '', appSecret = '', keyless } = dingtalk
  // A failure is reported at once, without the package's retries.
  const chat = createChat({ ...model, quirks, maxRetries: 0 })
  const [name] = model.names
  const service = chat.searchesItself ? undefined : webSearch?.service
  return {
    problems,
    keyless,
    clockSkewMs: async () => (await api.readClock()) - Date.now(),
    database: botStatus.checkDatabase,
    databaseClockMs: clockOffsetMs,
    hasAnswered: botStatus.hasAnswered,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError('app-missing')
      // A new token: the cached one stays valid after a secret was changed. This call is not metered.
      await api.requestToken(appKey, appSecret)
    },
    permission: () => tryPermission(api, accessTokens, pacer, appKey),
    ...(dingtalk.replyVia === 'card' ? { card: cards.check } : {}),
    async model() {
      await chat.ask([{ role: 'user', content: 'ping' }], name, now() + PING_TIMEOUT_MS)
    },
    async modelShutdown() {
      const date = await chat.shutdownOf(name, now() + PING_TIMEOUT_MS)
      return date === undefined ? undefined : { name, date }
    },
    ...(service ? { search: async () => void (await search(service, 'DingTalk', SEARCH_TIMEOUT_MS)) } : {}),
    lastCallback: botStatus.lastMessageAt,
    lastRejection: rejectedCallbacks.last,
    lastRefusal: botStatus.lastRefusal,
  }
}
