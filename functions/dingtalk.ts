/**
 * The only public door: DingTalk's callback.
 *
 * POST: verify → parse → claim → acknowledge → work. DingTalk waits about 2.5 s for the acknowledgement, so
 * the model is asked afterwards. 401 for a stranger, 400 for what is not a robot message, 200 for everything
 * else.
 */
import type { FunctionContext } from '@lafjs/cloud'
import { config, inlineReply, log, openReport, rejectedCallbacks, texts, worker } from './app'
import { within } from './deadline'
import { type Incoming, parse } from './dingtalk/message'
import { verify } from './dingtalk/signature'
import { PAGE_HEADERS, toPage } from './doctor/page'
import type { Job } from './worker/in-flight'
import type { InlineReply } from './worker/inline-reply'
import { toHttpBody, toOutgoingMessage } from './worker/outgoing-message'
import { nextReceivedAt, toSessionKey } from './worker/session'

export { recover } from './app'

/** Tells DingTalk to show nothing. */
const SILENCE = { msgtype: 'empty' }
/** Written past express: nobody keeps a callback's answer, so that it needs no ETag. */
const JSON_CONTENT = { 'content-type': 'application/json; charset=utf-8' }
/** DingTalk waits about 2.5 s for a body; what comes later nobody reads. */
const AT_ONCE_MS = 2_200
/** What one process remembers of the messages it accepted, for the time when the database is away. */
const MAX_REMEMBERED = 10_000

/** Message ids, and how their claims went. */
const accepted = new Map<string, Promise<unknown>>()

type Reply = (status: number, body: object) => void

export async function main(ctx: FunctionContext): Promise<void> {
  const startedAt = Date.now()
  const reply: Reply = (status, body) => {
    const text = JSON.stringify(body)
    const headers = { ...JSON_CONTENT, 'content-length': Buffer.byteLength(text) }
    ctx.response?.writeHead(status, headers).end(text)
  }

  if (ctx.method === 'GET' || ctx.method === 'HEAD') return showDoctor(ctx)
  const { timestamp, sign } = ctx.headers ?? {}
  if (!config.dingtalk.keyless && !verify({ timestamp, sign }, config.dingtalk.appSecret, startedAt)) {
    rejectedCallbacks.turnedAway({ timestamp, sign }, config.dingtalk.appSecret)
    return reply(401, { error: 'The signature is missing, wrong or out of date.' })
  }
  const message = parse(ctx.body, config.dingtalk.appKey)
  if (!message) return reply(400, { error: 'This is not a robot message.' })
  // Not before the first one is claimed: whoever is told "accepted" is answered, also if we die now.
  const earlier = accepted.get(message.id)
  if (earlier) {
    await earlier
    return reply(200, SILENCE)
  }

  const simple = inlineReply(message)
  return simple ? answerAtOnce(message, simple, startedAt, reply) : answerLater(message, startedAt, reply)
}

/** Claims a question and works on it after the acknowledgement; keyless, in the acknowledgement. */
async function answerLater(message: Incoming, startedAt: number, reply: Reply): Promise<void> {
  const job = toJob(message)
  const claimed = await accept(message, worker.inbox.claim(job))
  if (claimed === 'seen') return reply(200, SILENCE)

  const ms = { ack: Date.now() - startedAt }
  const held = claimed === 'claimed' ? { stored: true, ms } : { stored: false, late: claimed.late, ms }
  if (config.dingtalk.keyless) {
    const letter = await worker.answer(job, held)
    return reply(200, letter ? toHttpBody(letter, texts.cutOff) : SILENCE)
  }
  reply(200, SILENCE)
  void worker.work(job, held)
}

/** What needs no model is the acknowledgement itself: it costs no API call. */
async function answerAtOnce(
  message: Incoming,
  simple: InlineReply,
  startedAt: number,
  reply: Reply,
): Promise<void> {
  const noted = await accept(
    message,
    worker.inbox.note(toJob(message)).catch(() => 'away'),
  )
  if (noted === 'seen') return reply(200, SILENCE)

  if (simple.result === 'over-quota') rejectedCallbacks.overQuota()
  const leftMs = AT_ONCE_MS - (Date.now() - startedAt)
  const said = await within(leftMs, simple.say(), () => new Error('late')).catch(() => texts.databaseAway)
  reply(200, said ? toHttpBody(toOutgoingMessage(said, texts.title), texts.cutOff) : SILENCE)
  const { id, type, conversation } = message
  const ms = { ack: Date.now() - startedAt }
  log({
    event: 'message',
    id,
    conversation: conversation.id,
    kind: conversation.kind,
    type,
    result: simple.result,
    ms,
  })
}

/**
 * GET shows whether the bot is set up, as a page or (`Accept: application/json`) as JSON. Once the bot is at
 * work strangers learn no more than that it is alive; `?key=` with `DOCTOR_KEY` opens it.
 */
async function showDoctor({ query, headers, response }: FunctionContext): Promise<void> {
  const view = await openReport(query?.key)
  const accept = String(headers?.accept)
  const wantsJson = accept.includes('application/json') && !accept.includes('text/html')
  response?.status(200).set(PAGE_HEADERS)
  if (wantsJson) response?.type('json').send(JSON.stringify({ alive: true, ...view.report }))
  else response?.type('html').send(toPage(view, texts))
}

function toJob(message: Incoming): Job {
  const session = toSessionKey(message, config.memory.scope)
  return worker.inbox.create({ _id: message.id, session, receivedAt: nextReceivedAt(), message })
}

/** Remembers that a message is being claimed. */
function accept<T>({ id }: Incoming, claim: Promise<T>): Promise<T> {
  accepted.set(id, claim)
  const [oldest] = accepted.keys()
  if (accepted.size > MAX_REMEMBERED && oldest) accepted.delete(oldest)
  return claim
}
