/** Composes a bot from its settings: DingTalk, the model, the check-up. Made again when a setting changes. */
import type { PromptLimits } from './bot/prompt-limits'
import type { Config, Problem } from './config'
import { createAccessTokens } from './dingtalk/access-token'
import { createApi } from './dingtalk/api'
import { type DeliveryContext, deliver } from './dingtalk/deliver'
import { createMedia, tryPermission } from './dingtalk/media'
import type { IncomingMessage } from './dingtalk/types'
import { createCheckUp } from './doctor/check-up'
import type { Probes } from './doctor/checks'
import type { RejectedCallbacks } from './doctor/rejected-callbacks'
import { createReportAccess, type View } from './doctor/report-access'
import { DeliveryError, type DeliveryFailure } from './errors'
import { createChat } from './openai/chat'
import type { QuirkStore } from './openai/quirks'
import { createAccessTokenStore } from './storage/access-token'
import type { BotStatus } from './storage/bot-status'
import type { Database } from './storage/database'
import type { Turns } from './storage/turns'
import { TEXTS } from './texts/languages'
import type { Texts } from './texts/types'
import { generateAnswer } from './worker/generate-answer'
import { type InlineReply, toInlineReply } from './worker/inline-reply'
import type { MessageTools } from './worker/types'

/** What outlives a change of the settings. */
export interface Services {
  database: Database
  turns: Turns
  botStatus: BotStatus
  rejectedCallbacks: RejectedCallbacks
  quirks: QuirkStore
  promptLimits: PromptLimits
}

export interface Bot {
  config: Config
  texts: Texts
  tools: MessageTools
  rejectedCallbacks: RejectedCallbacks
  /** The reply to a message that needs no model; `undefined` for a question. */
  toInlineReply(message: IncomingMessage): InlineReply | undefined
  /** The check-up for a visitor with this `?key=`. */
  showReport(key: unknown): Promise<View>
}

/** Failures that no admin can fix: no line under the answer for these. */
const NO_HINT_FOR: ReadonlySet<DeliveryFailure> = new Set([
  'webhook-gone',
  'throttled',
  'busy',
  'content-refused',
  'group-gone',
])
/** One word shows whether the model answers. */
const PING_TIMEOUT_MS = 15_000

/** Nothing is asked of any service before it is needed. */
export function composeBot(services: Services, config: Config, problems: Problem[]): Bot {
  const texts = TEXTS[config.language]
  const dingtalk = composeDingTalk(services, config)
  const checkUp = createCheckUp(toProbes(services, config, problems, dingtalk), texts, () => Date.now())
  return {
    config,
    texts,
    tools: toMessageTools(services, config, texts, dingtalk),
    rejectedCallbacks: services.rejectedCallbacks,
    toInlineReply: (message) => toInlineReply({ config, texts, turns: services.turns }, message),
    showReport: createReportAccess(config.doctorKey, services.botStatus.hasAnswered, checkUp),
  }
}

type DingTalk = ReturnType<typeof composeDingTalk>

function composeDingTalk({ database }: Services, { dingtalk }: Config) {
  const { appKey = '', appSecret = '' } = dingtalk
  const api = createApi(dingtalk)
  const accessTokens = createAccessTokens({
    ...createAccessTokenStore(database, appKey),
    request: () => api.requestToken(appKey, appSecret),
    now: () => Date.now(),
  })
  return { api, accessTokens, appKey, appSecret }
}

function toMessageTools(
  { turns, quirks, promptLimits }: Services,
  config: Config,
  texts: Texts,
  { api, accessTokens }: DingTalk,
): MessageTools {
  const chat = createChat({ ...config.model, quirks })
  const media = createMedia(api, accessTokens)
  const generation = { config, texts, chat, media, promptLimits }
  const delivery: DeliveryContext = {
    ...config.dingtalk,
    api,
    accessTokens,
    contentRefused: texts.contentRefused,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
  return {
    readMemory: (job) =>
      turns.read(job.session, config.memory.maxTurns, job._id).catch(() => ({ turns: [], choice: {} })),
    generateAnswer: (job, memory, interrupted) => generateAnswer(generation, job, memory, interrupted),
    deliver: (to, message, progress) => deliver(delivery, to, message, progress),
    adminHint: (failure) => (NO_HINT_FOR.has(failure) ? undefined : texts.adminHint(texts.fix[failure])),
    memoryScope: config.memory.scope,
    answerTimeoutMs: config.model.timeoutMs,
    keepTurnsMs: config.memory.keepMs,
  }
}

function toProbes(
  { botStatus, rejectedCallbacks, quirks }: Services,
  { dingtalk, model }: Config,
  problems: Problem[],
  { api, accessTokens, appKey, appSecret }: DingTalk,
): Probes {
  // A failure is reported at once, without the package's retries.
  const chat = createChat({ ...model, quirks, maxRetries: 0 })
  const [name] = model.names
  return {
    problems,
    keyless: dingtalk.keyless,
    clockSkewMs: async () => (await api.readClock()) - Date.now(),
    database: botStatus.checkDatabase,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError('app-missing')
      // A new token: the cached one stays valid after a secret was changed. This call is not metered.
      await api.requestToken(appKey, appSecret)
    },
    permission: () => tryPermission(api, accessTokens, appKey),
    async model() {
      await chat.ask([{ role: 'user', content: 'ping' }], name, Date.now() + PING_TIMEOUT_MS)
    },
    modelShutdown: async () => {
      const date = await chat.shutdownOf(name, Date.now() + PING_TIMEOUT_MS)
      return date === undefined ? undefined : { name, date }
    },
    lastCallback: botStatus.lastMessageAt,
    lastRejection: rejectedCallbacks.last,
    lastRefusal: botStatus.lastRefusal,
  }
}
