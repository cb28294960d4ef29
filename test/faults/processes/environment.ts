import { TEXTS } from '../../../functions/texts/languages'
import { type DingTalk, startDingTalk } from '../../../playground/dingtalk/emulator'
import type { Delivery } from '../../../playground/dingtalk/store/records'
import { type OpenAIEmulator, startOpenAI } from '../../../playground/openai/emulator'
import type { ChatRequest, Reply } from '../../../playground/openai/protocol'
import { type SearchEmulator, startSearch } from '../../../playground/search/emulator'
import { LONG_ANSWER } from '../../support/model'
import { reportCards, WITH_CARDS, watchDeliveries } from './cards'
import type { SharedDatabase, SharedServer } from './database'
import { type DingTalkProxy, startProxy } from './proxy'
import { type ReplicaSet, startReplicas } from './replicas'

/** Replicas of the bot as processes of their own, between a DingTalk and a model in this one. */
export interface Environment {
  dingtalk: DingTalk
  openai: OpenAIEmulator
  search: SearchEmulator
  proxy: DingTalkProxy
  processes: ReplicaSet
  database: SharedDatabase
  /** The messages that reached people, in their order. */
  seen: Seen[]
  /** Adds a person. @returns the person's id */
  addPerson(): string
  /** The callback of a question; its answer will hold `#<id>`. */
  buildQuestion(id: number, from: string, words?: string): unknown
  close(): Promise<void>
}

/** A message of the bot that reached a person. */
export interface Seen {
  at: number
  person: string
  text: string
  /** The number of the question that it answers, where its text holds one. */
  id?: number
}

/** How long the model takes, least and most, in ms: long enough for a process to be killed meanwhile. */
const MODEL_LATENCY_MS = [150, 900] as const

/** Whether the model searches the web for every second question: `npm run test:faults -- --search`. */
const WITH_SEARCH = process.env.TRIAL_WEB_SEARCH === 'auto'

/** With cards: the model's pace of writing, so that a process can be killed while a card grows. */
const WRITING = { chunkMs: 300, streamMs: 2_500 }

/**
 * Starts everything on a fresh database. TRIAL_TIMEOUT_SECONDS is the bot's time for an answer.
 * @param env settings of all replicas; `envOf` those of the replicas in a place
 */
export async function startEnvironment(
  server: SharedServer,
  replicas: number,
  env: Record<string, string> = {},
  envOf: (place: number) => Record<string, string> = () => ({}),
): Promise<Environment> {
  const database = await server.createDatabase()
  const dingtalk = await startDingTalk()
  const openai = await startOpenAI({ keep: 5_000, ...(WITH_CARDS ? { pace: WRITING } : {}) })
  const search = await startSearch()
  const proxy = await startProxy(dingtalk.url)
  const seen: Seen[] = []
  watchDeliveries(dingtalk, (delivery) => seen.push(toSeen(delivery)))
  openai.answer(async (request) => {
    const [least, most] = MODEL_LATENCY_MS
    await sleep(least + Math.random() * (most - least))
    return toReply(request)
  })
  const processes = await startReplicas(replicas, (name) => ({
    DB_URI: database.uri,
    DING_APP_KEY: dingtalk.app.key,
    DING_APP_SECRET: dingtalk.app.secret,
    DING_API_URL: proxy.urlFor(name),
    DING_OAPI_URL: proxy.url,
    OPENAI_KEY: 'sk-test-0123456789abcdef',
    OPENAI_BASE_URL: openai.url,
    ANSWER_TIMEOUT_SECONDS: process.env.TRIAL_TIMEOUT_SECONDS ?? '120',
    ...(WITH_CARDS ? { REPLY_VIA: 'card' } : {}),
    ...(WITH_SEARCH ? { WEB_SEARCH: 'auto', SEARCH_URL: search.url } : {}),
    ...env,
    ...envOf(Number(/\d+/.exec(name)) - 1),
  }))
  let people = 0
  return {
    dingtalk,
    openai,
    search,
    proxy,
    processes,
    database,
    seen,
    addPerson: () => dingtalk.directory.addPerson({ nick: `同事 ${++people}` }).id,
    buildQuestion(id, from, words = '请回答') {
      const body = dingtalk.build({ kind: 'text', text: `${words} #${id}`, from }) as {
        sessionWebhook: string
      }
      return { ...body, sessionWebhook: body.sessionWebhook.replace(dingtalk.url, proxy.url) }
    },
    async close() {
      reportCards(dingtalk, new Set(seen.flatMap(({ id }) => id ?? [])).size)
      await processes.close()
      await Promise.all([dingtalk.close(), openai.close(), search.close(), proxy.close()])
      await database.drop().catch(() => undefined)
    },
  }
}

/** Of questions with odd numbers the model searches first, where it can. */
function toReply({ messages, tools }: ChatRequest): string | Reply {
  const question = String(messages.findLast(({ role }) => role === 'user')?.content)
  const isOdd = /#\d*[13579]\b/.test(question)
  const hasSearched = messages.at(-1)?.role !== 'user'
  if (!tools || !isOdd || hasSearched) return toAnswer(question)
  return {
    content: null,
    tool_calls: [{ name: 'web_search', arguments: JSON.stringify({ query: question }) }],
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

/** The line under an answer whose model has searched. */
const SOURCES = new RegExp(`\\n\\n${TEXTS.zh.search.sources}.*$`, 's')

function toSeen({ text: whole, recipients }: Delivery): Seen {
  const text = whole.replace(SOURCES, '')
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
