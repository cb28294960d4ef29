/** The environment of a subject: a DingTalk and a model with set latencies, and people who send messages. */
import { Agent, request } from 'node:http'
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
   * @returns ms to the acknowledgement, and (`answered`) ms to the answer's acceptance by DingTalk
   */
  send(
    subject: Subject,
    message: OutgoingMessage,
  ): { acknowledged: Promise<number>; answered: Promise<number> }
  close(): Promise<void>
}

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
    if (event.type !== 'delivery') return
    const mark = MARK.exec(event.delivery.text ?? '')?.[0] ?? ''
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
      const body = JSON.stringify(dingtalk.build(marked))
      const startedAt = performance.now()
      const answered = new Promise<number>((resolve) => waiting.set(mark, (at) => resolve(at - startedAt)))
      const acknowledged = post(subject.url, body, dingtalk.app.secret, agent).then((at) => at - startedAt)
      return { acknowledged, answered }
    },
    async close() {
      agent.destroy()
      await Promise.all([dingtalk.close(), openai.close()])
    },
  }
}

function post(url: string, body: string, secret: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const timestamp = String(Date.now())
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      timestamp,
      sign: sign(timestamp, secret),
    }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve(performance.now())
        else reject(new Error(`the callback was answered with ${response.statusCode}`))
      })
    })
    sent.on('error', reject).end(body)
  })
}
