/** Reads the bot's settings as far as the playground needs them. */
import { randomBytes } from 'node:crypto'
import { DEFAULT_ROBOT } from '../dingtalk/callback/context'
import { aiTemplate, type CardTemplate, defaultTemplates } from '../dingtalk/cards/templates'
import type { DingTalk } from '../dingtalk/emulator'
import { readSetting } from '../environment'
import { DEFAULT_MODELS } from '../openai/emulator'
import type { Model } from './model-service'

type Env = Record<string, string | undefined>

/** The app from the settings, so that its owner can sign callbacks too; otherwise an invented one. */
export function toApp(env: Env): { appKey: string; appSecret: string } {
  return {
    appKey: readSetting(env, 'DING_APP_KEY') ?? DEFAULT_ROBOT.code,
    appSecret: readSetting(env, 'DING_APP_SECRET') ?? randomBytes(48).toString('base64url'),
  }
}

/** The templates of cards that exist: the public ones, and the one from the settings, whose key is taken to be right. */
export function toCardTemplates(env: Env): CardTemplate[] {
  const id = readSetting(env, 'CARD_TEMPLATE_ID')
  return [...defaultTemplates(), ...(id ? [aiTemplate(id, readSetting(env, 'CARD_TEXT_KEY'))] : [])]
}

/** The models that people may choose; the first is the default. */
export function toModels(env: Env): [string, ...string[]] {
  const listed = (readSetting(env, 'OPENAI_MODELS') ?? '').split(/[,，、\s]+/).filter(Boolean)
  return [readSetting(env, 'OPENAI_MODEL') ?? listed[0] ?? (DEFAULT_MODELS[0] as string), ...listed]
}

/** The settings that the bot runs with: those given, with the addresses and keys of DingTalk and of the model. */
export function toBotEnv(env: Env, dingtalk: DingTalk, model: Model, searchUrl: string): Env {
  return {
    ...env,
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: dingtalk.url,
    DING_OAPI_URL: dingtalk.url,
    OPENAI_KEY: model.key,
    OPENAI_BASE_URL: model.url,
    // Asked once WEB_SEARCH is set; a search service of one's own may be tried.
    SEARCH_URL: readSetting(env, 'SEARCH_URL') ?? searchUrl,
  }
}

const DEFAULT_TIMEOUT_SECONDS = 120
const SHORT_TIMEOUT_SECONDS = 10

/** The bot's ANSWER_TIMEOUT_SECONDS: ten at most while the model never answers, so that people see what it does then. */
export function toAnswerTimeout({ ANSWER_TIMEOUT_SECONDS }: Env, { demo }: Model): string | undefined {
  const isHanging = demo.faults.active().some(({ id }) => id === 'hang')
  const seconds = Number(ANSWER_TIMEOUT_SECONDS) || DEFAULT_TIMEOUT_SECONDS
  return isHanging ? String(Math.min(seconds, SHORT_TIMEOUT_SECONDS)) : ANSWER_TIMEOUT_SECONDS
}

/** Time for deliveries and their retries after the model's time-out. */
const DELIVERY_MS = 40_000

/** How long a message may stay without an answer, in ms. */
export function toTimeoutMs(env: Env): number {
  return (Number(readSetting(env, 'ANSWER_TIMEOUT_SECONDS')) || DEFAULT_TIMEOUT_SECONDS) * 1_000 + DELIVERY_MS
}
