/**
 * The public entry point: DingTalk's callback.
 *
 * POST: verify → parse → access and limits → claim → acknowledge → work. DingTalk waits about 2.5 s for the acknowledgement, so the model is
 * asked afterwards. 401 for a missing or wrong signature, 400 for a body that is not a robot message, otherwise 200.
 * GET: the check-up page.
 */
import type { FunctionContext } from '@lafjs/cloud'
import { currentBot, log, rejectedCallbacks, worker } from './app'
import type { Refusal } from './bot/counters'
import { now } from './clock'
import type { Bot } from './compose'
import { within } from './deadline'
import { parse } from './dingtalk/message'
import { verify } from './dingtalk/signature'
import type { IncomingMessage } from './dingtalk/types'
import { visit } from './doctor/visit'
import { countPush, countRefusal } from './worker/count-use'
import { type InlineReply, toInlineReply } from './worker/inline-reply'
import { toLogLine } from './worker/log-line'
import { toHttpBody, toOutgoingMessage } from './worker/outgoing-message'
import { refuseBySettings, toRefusalText } from './worker/refusal'

export { recover } from './app'

/** Tells DingTalk to show nothing. */
const NO_MESSAGE = { msgtype: 'empty' }
/** Written without express: the answer to a callback is not cached and needs no ETag. */
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }
/** DingTalk ignores a body that comes later than about 2.5 s. */
const INLINE_REPLY_MS = 2_200

type Reply = (status: number, body: object) => void

/**
 * Whether the body of a request is wanted. A host that can ask does so before it reads the body: `npm run serve` can,
 * Laf has parsed it by then.
 */
export function acceptsBody({ headers }: Pick<FunctionContext, 'headers'>): boolean {
  return isVerified(currentBot(), headers, Date.now())
}

/** @returns what the host sends, unless the response was written: a callback's is, because work goes on after it */
export async function main(ctx: FunctionContext): Promise<unknown> {
  const startedAt = Date.now()
  const bot = currentBot()
  const reply: Reply = (status, body) => {
    const text = JSON.stringify(body)
    const headers = { ...JSON_HEADERS, 'content-length': Buffer.byteLength(text) }
    ctx.response?.writeHead(status, headers).end(text)
  }

  if (ctx.method === 'GET' || ctx.method === 'HEAD') return visit(bot.doctor, ctx)
  const { appKey, appSecret } = bot.config.dingtalk
  if (!isVerified(bot, ctx.headers, startedAt)) {
    const { timestamp, sign } = ctx.headers ?? {}
    rejectedCallbacks.noteSignature({ timestamp, sign }, appSecret)
    return reply(401, { error: 'The signature is missing, wrong or out of date.' })
  }
  const message = parse(ctx.body, appKey)
  if (!message) return reply(400, { error: 'This is not a robot message.' })
  countPush(bot, now())
  const refused = refuseBySettings(bot, message)
  if (refused) {
    if (!(await worker.isNewHere(message))) return reply(200, NO_MESSAGE)
    return replyRefusal(bot, message, { refused, at: now() }, startedAt, reply)
  }
  const inline = toInlineReply(bot, message)
  return inline
    ? answerInline(bot, message, inline, startedAt, reply)
    : answer(bot, message, startedAt, reply)
}

/** Whether DingTalk signed these headers; in keyless mode every callback is accepted. */
function isVerified({ config: { dingtalk } }: Bot, headers: FunctionContext['headers'], at: number): boolean {
  const { timestamp, sign } = headers ?? {}
  return dingtalk.keyless || verify({ timestamp, sign }, dingtalk.appSecret, at)
}

/** Acknowledges a question and works on it afterwards; in keyless mode the answer is the acknowledgement. */
async function answer(bot: Bot, message: IncomingMessage, startedAt: number, reply: Reply): Promise<void> {
  const accepted = await worker.accept(message, bot)
  if (accepted === 'duplicate') return reply(200, NO_MESSAGE)
  if ('refused' in accepted) return replyRefusal(bot, message, accepted, startedAt, reply)
  if (bot.config.dingtalk.keyless) {
    const answered = await worker.answerInBody(accepted)
    return reply(200, answered ? toHttpBody(answered, bot.texts.cutOff) : NO_MESSAGE)
  }
  reply(200, NO_MESSAGE)
  void worker.work(accepted)
}

/** Refuses a message in the acknowledgement. */
function replyRefusal(
  bot: Bot,
  message: IncomingMessage,
  { refused, at }: { refused: Refusal; at: number },
  startedAt: number,
  reply: Reply,
): void {
  const { texts } = bot
  countRefusal(bot, refused, at)
  const text = toRefusalText(texts, refused, at)
  reply(200, toHttpBody(toOutgoingMessage(text, texts), texts.cutOff))
  const result = `refused-${refused}` as const
  log(toLogLine({ _id: message.id, message }, { result }, { ack: Date.now() - startedAt }))
}

/** Answers what needs no model in the acknowledgement, which costs no API call. */
async function answerInline(
  bot: Bot,
  message: IncomingMessage,
  { result, say }: InlineReply,
  startedAt: number,
  reply: Reply,
): Promise<void> {
  const { texts } = bot
  if ((await worker.acceptInline(message, bot)) === 'duplicate') return reply(200, NO_MESSAGE)
  if (result === 'over-quota') rejectedCallbacks.noteOverQuota()
  const leftMs = INLINE_REPLY_MS - (Date.now() - startedAt)
  const text = await within(leftMs, say(), () => new Error('late')).catch(() => texts.databaseAway)
  reply(200, text ? toHttpBody(toOutgoingMessage(text, texts), texts.cutOff) : NO_MESSAGE)
  log(toLogLine({ _id: message.id, message }, { result }, { ack: Date.now() - startedAt }))
}
