/** The environment of a subject: a DingTalk and a model with set latencies, and people who send messages. */
import { Agent, request } from 'node:http'
import { within } from '../functions/deadline'
import type { OutgoingMessage } from '../playground/dingtalk/callback/messages'
import { sign } from '../playground/dingtalk/callback/sign'
import { type DingTalk, startDingTalk } from '../playground/dingtalk/emulator'
import { type OpenAIEmulator, startOpenAI } from '../playground/openai/emulator'
import type { Subject } from './start-subject'

export interface Environment {
  dingtalk: DingTalk
  openai: OpenAIEmulator
  env: Record<string, string>
  /** Sets how long the model and a send take, ms. */
  setLatency(modelMs: number, sendMs: number): void
  /** Adds a person with a direct chat. @returns the person's id */
  addPerson(): string
  /**
   * Sends a message.
   * @returns the message's id in the inbox, ms to the acknowledgement, and (`answered`) ms to the answer's acceptance by DingTalk
   */
  send(
    subject: Subject,
    message: OutgoingMessage,
  ): { id: string; acknowledged: Promise<number>; answered: Promise<number> }
  /** Sends a command. @returns the text in the acknowledgement, and ms until it was there */
  command(subject: Subject, text: string, from: string): Promise<{ reply: string; ms: number }>
  close(): Promise<void>
}

/** No scenario takes longer to answer a message. */
const ANSWER_TIMEOUT_MS = 180_000
const ACKNOWLEDGE_TIMEOUT_MS = 60_000

/** Matches an answer to its question: the model repeats the mark of the question. */
const MARK = /#\d+#/

export async function startEnvironment(): Promise<Environment> {
  const dingtalk = await startDingTalk({ keep: 2_000 })
  const openai = await startOpenAI({ keep: 2_000 })
  openai.answer((asked) => {
    const last = asked.messages.at(-1)?.content
    return `好的 ${MARK.exec(typeof last === 'string' ? last : JSON.stringify(last))?.[0]}，这是回答。`
  })
  const waiting = new Map<string, (at: number) => void>()
  dingtalk.on((event) => {
    if (event.type !== 'delivery' && event.type !== 'card') return
    if (event.type === 'card' && event.card.state !== 'finished') return
    const { text } = event.type === 'card' ? event.card : event.delivery
    const mark = MARK.exec(text)?.[0] ?? ''
    waiting.get(mark)?.(performance.now())
    waiting.delete(mark)
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 })
  let messages = 0
  let people = 0

  return {
    dingtalk,
    openai,
    env: {
      DING_APP_KEY: dingtalk.app.key,
      DING_APP_SECRET: dingtalk.app.secret,
      DING_API_URL: dingtalk.url,
      DING_OAPI_URL: dingtalk.url,
      OPENAI_KEY: 'sk-bench',
      OPENAI_BASE_URL: openai.url,
      // The floor sends as fast as it can; so does the bot, where a row is not about DingTalk's limits.
      DING_CALLS_PER_SECOND: '10000',
      MODEL_CONCURRENCY: '1000',
    },
    setLatency(modelMs, sendMs) {
      if (modelMs > 0) openai.faults.set('slow', { ms: modelMs })
      else openai.faults.clear('slow')
      if (sendMs > 0) dingtalk.faults.set('slow', { ms: sendMs, on: ['batchSend', 'groupSend', 'webhook'] })
      else dingtalk.faults.clear('slow')
    },
    addPerson() {
      people += 1
      return dingtalk.directory.addPerson({ nick: `同事${people}`, staffId: `0165${people}` }).id
    },
    send(subject, message) {
      messages += 1
      const mark = `#${messages}#`
      const marked = message.kind === 'text' ? { ...message, text: `${message.text} ${mark}` } : message
      const callback = dingtalk.build(marked) as { robotCode: string; msgId: string }
      const body = JSON.stringify(callback)
      const startedAt = performance.now()
      const delivered = new Promise<number>((resolve) => waiting.set(mark, (at) => resolve(at - startedAt)))
      const acknowledged = post(subject.url, body, dingtalk.app.secret, agent).then(
        ({ at }) => at - startedAt,
      )
      const failed = acknowledged.then(() => new Promise<never>(() => {}))
      const answered = within(
        ANSWER_TIMEOUT_MS,
        Promise.race([delivered, failed]),
        () => new Error(`message ${mark} was not answered in ${ANSWER_TIMEOUT_MS / 1_000} s`),
      )
      // A scenario that uses only one of the two must not end by the other.
      for (const unused of [acknowledged, answered]) unused.catch(() => undefined)
      return { id: `${callback.robotCode}:${callback.msgId}`, acknowledged, answered }
    },
    async command(subject, text, from) {
      const body = JSON.stringify(dingtalk.build({ kind: 'text', text, from }))
      const startedAt = performance.now()
      const { at, reply } = await post(subject.url, body, dingtalk.app.secret, agent)
      return { reply, ms: at - startedAt }
    },
    async close() {
      agent.destroy()
      await Promise.all([dingtalk.close(), openai.close()])
    },
  }
}

/** What the subject replied, and when all of it was there. */
interface Acknowledgement {
  at: number
  reply: string
}

async function post(url: string, body: string, secret: string, agent: Agent): Promise<Acknowledgement> {
  const posted = () =>
    within(ACKNOWLEDGE_TIMEOUT_MS, postOnce(url, body, secret, agent), () => new Error('no acknowledgement'))
  return posted().catch((error) => {
    // The subject closed an idle connection at the moment when it was used again.
    if (error.code === 'ECONNRESET') return posted()
    throw error
  })
}

function postOnce(url: string, body: string, secret: string, agent: Agent): Promise<Acknowledgement> {
  return new Promise((resolve, reject) => {
    const timestamp = String(Date.now())
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      timestamp,
      sign: sign(timestamp, secret),
    }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let reply = ''
      response.setEncoding('utf8').on('data', (text: string) => (reply += text))
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ at: performance.now(), reply })
        else reject(new Error(`the callback was answered with ${response.statusCode}`))
      })
    })
    sent.on('error', reject).end(body)
  })
}
