import { type DingTalk, startDingTalk } from '../../../playground/dingtalk/emulator'
import type { Delivery } from '../../../playground/dingtalk/store/records'
import { type OpenAIEmulator, startOpenAI } from '../../../playground/openai/emulator'
import { LONG_ANSWER } from '../support/model'
import type { SharedDatabase, SharedServer } from './database'
import { type Fleet, startFleet } from './fleet'
import { startTap, type Tap } from './tap'

/** Replicas of the bot as processes of their own, between a DingTalk and a model in this one. */
export interface World {
  dingtalk: DingTalk
  openai: OpenAIEmulator
  tap: Tap
  fleet: Fleet
  database: SharedDatabase
  /** What people see, in the order they see it. */
  seen: Seen[]
  /** A new colleague's id. */
  hire(): string
  /** The callback of a question; its answer will hold `#<id>`. */
  ask(id: number, from: string, words?: string): unknown
  close(): Promise<void>
}

/** A message of the bot that somebody sees. */
export interface Seen {
  at: number
  person: string
  text: string
  /** The question it answers, where its text tells. */
  id?: number
}

/** What the model takes for an answer, so that processes die while it thinks. */
const THINKING_MS = [150, 900] as const

/** Starts a world on a fresh database. */
export async function startWorld(
  server: SharedServer,
  replicas: number,
  env: Record<string, string> = {},
): Promise<World> {
  const database = await server.createDatabase()
  const dingtalk = await startDingTalk()
  const openai = await startOpenAI({ keep: 5_000 })
  const tap = await startTap(dingtalk.url)
  const seen: Seen[] = []
  dingtalk.on((event) => {
    if (event.type === 'delivery') seen.push(toSeen(event.delivery))
  })
  openai.answer(async ({ messages }) => {
    const question = String(messages.at(-1)?.content)
    const [least, most] = THINKING_MS
    await sleep(least + Math.random() * (most - least))
    return toAnswer(question)
  })
  const fleet = await startFleet(replicas, (name) => ({
    DB_URI: database.uri,
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: tap.urlFor(name),
    DING_OAPI_URL: tap.url,
    OPENAI_KEY: 'sk-test-0123456789abcdef',
    OPENAI_BASE_URL: openai.url,
    ...env,
  }))
  let hired = 0
  return {
    dingtalk,
    openai,
    tap,
    fleet,
    database,
    seen,
    hire: () => dingtalk.directory.addPerson({ nick: `同事 ${++hired}` }).id,
    ask(id, from, words = '请回答') {
      const body = dingtalk.build({ kind: 'text', text: `${words} #${id}`, from }) as {
        sessionWebhook: string
      }
      return { ...body, sessionWebhook: body.sessionWebhook.replace(dingtalk.url, tap.url) }
    },
    async close() {
      await fleet.close()
      await Promise.all([dingtalk.close(), openai.close(), tap.close()])
      await database.drop().catch(() => undefined)
    },
  }
}

/** The answer to a question, by the number in it; "说来话长" gets a long one, every paragraph marked. */
export function toAnswer(question: string): string {
  const [mark = '#?'] = /#\d+/.exec(question) ?? []
  if (!question.includes('说来话长')) return `答 ${mark} ✅`
  return LONG_ANSWER.split('\n\n')
    .map((paragraph) => `${mark} ${paragraph}`)
    .join('\n\n')
}

function toSeen({ text, recipients }: Delivery): Seen {
  const mark = /#(\d+)/.exec(text)
  return { at: Date.now(), person: recipients[0] ?? '', text, ...(mark ? { id: Number(mark[1]) } : {}) }
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves with true when `condition` holds, with false when it did not within `limitMs`. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<boolean> {
  for (const endsAt = Date.now() + limitMs; Date.now() < endsAt; await sleep(100)) {
    if (await condition()) return true
  }
  return false
}
