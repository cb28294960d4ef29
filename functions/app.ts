/**
 * Everything put together, once per process: settings, storage, DingTalk, the model, the bot, the worker.
 * Only this file and the doors know them all.
 */
import cloud from '@lafjs/cloud'
import { readConfig } from './config'
import { createAccessTokens } from './dingtalk/access-token'
import { createApi } from './dingtalk/api'
import { createDeliver } from './dingtalk/deliver'
import { createMedia, tryPermission } from './dingtalk/media'
import { createExamine } from './doctor/examine'
import { createRejectedCallbacks } from './doctor/rejected-callbacks'
import { createReportAccess } from './doctor/report-access'
import { DeliveryError, type DeliveryFailure } from './errors'
import { createChat } from './openai/chat'
import { createAccessTokenStore } from './storage/access-token'
import { createBotStatus } from './storage/bot-status'
import { createDatabase } from './storage/database'
import { createTurns } from './storage/turns'
import { TEXTS } from './texts/languages'
import { createGenerateAnswer } from './worker/generate-answer'
import { createInlineReply } from './worker/inline-reply'
import { startMaintenance } from './worker/maintenance'
import { createWorker } from './worker/worker'

/** What no owner can fix: no line under the answer for these. */
const PASSES_BY_ITSELF: ReadonlySet<DeliveryFailure> = new Set([
  'webhook-gone',
  'throttled',
  'busy',
  'content-refused',
  'group-gone',
])

export const { config, problems } = readConfig(process.env)
export const texts = TEXTS[config.language]

const database = createDatabase(() => cloud.mongo.db)
const turns = createTurns(database)
const botStatus = createBotStatus(database)

const { appKey = '', appSecret = '' } = config.dingtalk
const api = createApi(config.dingtalk)
const tokens = createAccessTokens({
  ...createAccessTokenStore(database, appKey),
  request: () => api.requestToken(appKey, appSecret),
  now: () => Date.now(),
})

const ask = createChat(config.model)
const media = createMedia(api, tokens)

export const inlineReply = createInlineReply({ config, texts, turns })

export const worker = createWorker({
  database,
  turns,
  botStatus,
  recall: (job) =>
    turns.read(job.session, config.memory.maxTurns, job._id).catch(() => ({ turns: [], choice: {} })),
  think: createGenerateAnswer({ config, texts, ask, media }),
  deliver: createDeliver(api, tokens, { ...config.dingtalk, contentRefused: texts.contentRefused }, wait),
  ownerHint: (failure) => (PASSES_BY_ITSELF.has(failure) ? undefined : texts.ownerHint(texts.fix[failure])),
  log: (line) => {
    log(line)
    void botStatus.learn(line)
  },
  answerWithinMs: config.model.timeoutMs,
  rememberForMs: config.memory.keepMs,
})

/** Callbacks that got no answer, for the doctor. */
export const rejectedCallbacks = createRejectedCallbacks(() => Date.now())

/** The doctor says at once what went wrong, and asks no more often than it has to. */
const askOnce = createChat({ ...config.model, maxRetries: 0 })
/** A word is enough to see whether the model answers. */
const PING_TIMEOUT_MS = 15_000

const examine = createExamine(
  {
    problems,
    keyless: config.dingtalk.keyless,
    clockSkewMs: async () => (await api.readClock()) - Date.now(),
    database: botStatus.checkUp,
    async token() {
      if (!appKey || !appSecret) throw new DeliveryError('app-missing')
      // Not the token at hand, which outlives a secret that was changed; this call is not metered.
      await api.requestToken(appKey, appSecret)
    },
    permission: () => tryPermission(api, tokens, appKey),
    async model() {
      const prompt = [{ role: 'user' as const, content: 'ping' }]
      await askOnce(prompt, config.model.names[0], Date.now() + PING_TIMEOUT_MS)
    },
    lastCallback: botStatus.lastMessageAt,
    lastTrouble: rejectedCallbacks.last,
    lastRefusal: botStatus.read,
  },
  texts,
  () => Date.now(),
)
/** Who sees what of the doctor's report. */
export const openReport = createReportAccess(config.doctorKey, botStatus.hasAnswered, examine)

/** One structured line: ids, phases, counts; never what was said, never a secret. */
export function log(line: object): void {
  console.log(JSON.stringify(line))
}

for (const problem of problems) console.warn(texts.problem(problem))

/** Looks after what dead processes left unanswered; begins by itself, soon after this file is loaded. */
export const recover = startMaintenance(cloud.shared, database, worker)
setImmediate(() => void recover())
// Known from the start on, strangers learn nothing new when the database goes away later.
setImmediate(() => void botStatus.hasAnswered().catch(() => undefined))

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
