/**
 * Everything put together, once per process: settings, storage, DingTalk, the model, the bot, the worker.
 * Only this file and the doors know them all.
 */
import cloud from '@lafjs/cloud'
import { createAtOnce } from './answering/at-once'
import { createThink } from './answering/thinking'
import { beginUpkeep } from './answering/upkeep'
import { createWorker } from './answering/worker'
import { readConfig } from './config'
import { createApi } from './dingtalk/api'
import { createMedia, tryPermission } from './dingtalk/media'
import { createReply } from './dingtalk/reply'
import { createTokens } from './dingtalk/token'
import { createExamine } from './doctor/examine'
import { createReception } from './doctor/reception'
import { createTroubleLog } from './doctor/trouble'
import { DeliveryError, type DeliveryFailure } from './errors'
import { createChat } from './openai/chat'
import { createDatabase } from './storage/database'
import { createNotices } from './storage/notices'
import { createTokenStore } from './storage/tokens'
import { createTurns } from './storage/turns'
import { TEXTS } from './texts'

/** What no owner can mend: no line under the answer for these. */
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
const notices = createNotices(database)

const { appKey = '', appSecret = '' } = config.dingtalk
const api = createApi(config.dingtalk)
const tokens = createTokens({
  ...createTokenStore(database, appKey),
  request: () => api.requestToken(appKey, appSecret),
  now: () => Date.now(),
})

const ask = createChat(config.model)
const media = createMedia(api, tokens)

export const atOnce = createAtOnce({ config, texts, turns })

export const worker = createWorker({
  database,
  turns,
  notices,
  recall: (job) =>
    turns.read(job.session, config.memory.maxTurns, job._id).catch(() => ({ turns: [], choice: {} })),
  think: createThink({ config, texts, ask, media }),
  deliver: createReply(api, tokens, { ...config.dingtalk, contentRefused: texts.contentRefused }, wait),
  ownerHint: (failure) => (PASSES_BY_ITSELF.has(failure) ? undefined : texts.ownerHint(texts.mend[failure])),
  log: (line) => {
    log(line)
    void notices.learn(line)
  },
  answerWithinMs: config.model.timeoutMs,
  rememberForMs: config.memory.keepMs,
})

/** Callbacks that got no answer, for the doctor. */
export const trouble = createTroubleLog(() => Date.now())

/** The doctor says at once what went wrong, and asks no more often than it has to. */
const askOnce = createChat({ ...config.model, maxRetries: 0 })
/** A word is enough to see whether the model answers. */
const PING_TIMEOUT_MS = 15_000

const examine = createExamine(
  {
    problems,
    keyless: config.dingtalk.keyless,
    clockSkewMs: async () => (await api.readClock()) - Date.now(),
    database: notices.checkUp,
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
    lastCallback: notices.lastMessageAt,
    lastTrouble: trouble.last,
    lastRefusal: notices.read,
  },
  texts,
  () => Date.now(),
)
/** Who sees what of the doctor's report. */
export const receive = createReception(config.doctorKey, notices.hasAnswered, examine)

/** One structured line: ids, phases, counts; never what was said, never a secret. */
export function log(line: object): void {
  console.log(JSON.stringify(line))
}

for (const problem of problems) console.warn(texts.problem(problem))

/** Looks after what dead processes left unanswered; begins by itself, soon after this file is loaded. */
export const look = beginUpkeep(cloud.shared, database, worker)
setImmediate(() => void look())
// Known from the start on, strangers learn nothing new when the database goes away later.
setImmediate(() => void notices.hasAnswered().catch(() => undefined))

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
