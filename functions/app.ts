/** Composes the bot, once per process: settings, storage, DingTalk, the model, the worker, the check-up. */
import cloud from '@lafjs/cloud'
import { readConfig } from './config'
import { createAccessTokens } from './dingtalk/access-token'
import { createApi } from './dingtalk/api'
import { type DeliveryContext, deliver } from './dingtalk/deliver'
import { createMedia, tryPermission } from './dingtalk/media'
import type { IncomingMessage } from './dingtalk/types'
import { createCheckUp } from './doctor/check-up'
import { createRejectedCallbacks } from './doctor/rejected-callbacks'
import { createReportAccess } from './doctor/report-access'
import { DeliveryError, type DeliveryFailure } from './errors'
import { createChat } from './openai/chat'
import { createAccessTokenStore } from './storage/access-token'
import { createBotStatus } from './storage/bot-status'
import { createDatabase } from './storage/database'
import { createTurns } from './storage/turns'
import { TEXTS } from './texts/languages'
import { type GenerateContext, generateAnswer } from './worker/generate-answer'
import { type InlineReply, toInlineReply as toReply } from './worker/inline-reply'
import { startMaintenance } from './worker/maintenance'
import { createWorker } from './worker/worker'

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

export const { config, problems } = readConfig(process.env)
export const texts = TEXTS[config.language]

const database = createDatabase(() => cloud.mongo.db)
const turns = createTurns(database)
const botStatus = createBotStatus(database)

const { appKey = '', appSecret = '' } = config.dingtalk
const api = createApi(config.dingtalk)
const accessTokens = createAccessTokens({
  ...createAccessTokenStore(database, appKey),
  request: () => api.requestToken(appKey, appSecret),
  now: () => Date.now(),
})
const delivery: DeliveryContext = {
  ...config.dingtalk,
  api,
  accessTokens,
  contentRefused: texts.contentRefused,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
const generation: GenerateContext = {
  config,
  texts,
  ask: createChat(config.model),
  media: createMedia(api, accessTokens),
}

export const toInlineReply = (message: IncomingMessage): InlineReply | undefined =>
  toReply({ config, texts, turns }, message)

export const worker = createWorker({
  database,
  turns,
  botStatus,
  readMemory: (job) =>
    turns.read(job.session, config.memory.maxTurns, job._id).catch(() => ({ turns: [], choice: {} })),
  generateAnswer: (job, memory, interrupted) => generateAnswer(generation, job, memory, interrupted),
  deliver: (to, message, progress) => deliver(delivery, to, message, progress),
  adminHint: (failure) => (NO_HINT_FOR.has(failure) ? undefined : texts.adminHint(texts.fix[failure])),
  log: (line) => {
    log(line)
    void botStatus.learn(line)
  },
  memoryScope: config.memory.scope,
  answerTimeoutMs: config.model.timeoutMs,
  keepTurnsMs: config.memory.keepMs,
})

/** Callbacks that were refused, for the check-up. */
export const rejectedCallbacks = createRejectedCallbacks(() => Date.now())

/** The check-up reports a failure at once, without the package's retries. */
const askOnce = createChat({ ...config.model, maxRetries: 0 })

const checkUp = createCheckUp(
  {
    problems,
    keyless: config.dingtalk.keyless,
    clockSkewMs: async () => (await api.readClock()) - Date.now(),
    database: botStatus.checkDatabase,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError('app-missing')
      // A new token: the cached one stays valid after a secret was changed. This call is not metered.
      await api.requestToken(appKey, appSecret)
    },
    permission: () => tryPermission(api, accessTokens, appKey),
    async model() {
      const prompt = [{ role: 'user' as const, content: 'ping' }]
      await askOnce(prompt, config.model.names[0], Date.now() + PING_TIMEOUT_MS)
    },
    lastCallback: botStatus.lastMessageAt,
    lastRejection: rejectedCallbacks.last,
    lastRefusal: botStatus.lastRefusal,
  },
  texts,
  () => Date.now(),
)
/** The check-up's report for a visitor with this `?key=`. */
export const showReport = createReportAccess(config.doctorKey, botStatus.hasAnswered, checkUp)

/** One structured line: ids, phases, counts; never what was said, never a secret. */
export function log(line: object): void {
  console.log(JSON.stringify(line))
}

for (const problem of problems) console.warn(texts.problem(problem))

/** Recovers messages of dead processes; runs by itself, for the first time soon after this file is loaded. */
export const recover = startMaintenance(cloud.shared, database, worker)
setImmediate(() => void recover())
// Known from the start, so that visitors learn nothing new when the database goes away later.
setImmediate(() => void botStatus.hasAnswered().catch(() => undefined))
