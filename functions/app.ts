/** The parts that live as long as the process, and the bot as the settings are now. */
import cloud from '@lafjs/cloud'
import { createPromptLimits } from './bot/prompt-limits'
import { now } from './clock'
import { type Bot, composeBot, type Services } from './compose'
import { readConfig } from './config'
import { createPacers } from './dingtalk/pacer'
import { createRejectedCallbacks } from './doctor/rejected-callbacks'
import { createLive } from './live-settings'
import { createQuirkStore } from './openai/quirks'
import { createBotStatus } from './storage/bot-status'
import { createDatabase } from './storage/database'
import { createUsageStore } from './storage/usage'
import { logTexts } from './texts/languages'
import { startMaintenance } from './worker/maintenance'
import { createModelQueue } from './worker/model-queue'
import { createUsageMaintenance } from './worker/usage-maintenance'
import { createWorker } from './worker/worker'

const database = createDatabase(() => cloud.mongo.db)
const botStatus = createBotStatus(database)
const usage = createUsageStore(database)
/** The last callback that got no answer, for the check-up. */
export const rejectedCallbacks = createRejectedCallbacks(now)
const services: Services = {
  database,
  botStatus,
  usage,
  rejectedCallbacks,
  quirks: createQuirkStore(),
  promptLimits: createPromptLimits(),
  pacers: createPacers(),
  modelQueue: createModelQueue(),
}

/** The bot as the settings are now. A message asks once and keeps what it got. */
export const currentBot: () => Bot = createLive(process.env, (env) => {
  const { config, problems } = readConfig(env)
  const bot = composeBot(services, config, problems)
  const texts = logTexts(env, bot.texts)
  for (const problem of problems) console.warn(texts.problem(problem))
  return bot
})

export const worker = createWorker({
  database,
  botStatus,
  usage,
  currentTools: currentBot,
  log: (line) => {
    log(line)
    void botStatus.learn(line)
  },
})

/** One structured line: ids, phases, counts; never what was said, never a secret. */
export function log(line: object): void {
  console.log(JSON.stringify(line))
}

/** Recovers messages of dead processes; runs by itself, for the first time soon after this file is loaded. */
export const recover = startMaintenance(
  cloud.shared,
  database,
  worker,
  createUsageMaintenance(usage, currentBot, log),
)
setImmediate(() => void recover())
// Known from the start, so that visitors learn nothing new when the database goes away later.
setImmediate(() => void botStatus.hasAnswered().catch(() => undefined))
currentBot()
