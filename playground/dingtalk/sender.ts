import { mask } from './mask'
import type { OutgoingMessage } from './messages'
import type { Post, Poster } from './poster'
import { isEmptyMessage, readWebhookMessage } from './shown'
import { sign } from './sign'
import type { Callback } from './store'
import { deliver, type World } from './world'

/** How a callback is posted; everything has a default, and the switches of the fault table add to it. */
export interface SendOptions {
  /** How long to wait for the answer; default: `settings.callbackTimeoutMs`. What comes later is lost. */
  timeoutMs?: number
  /** The same message again: so many times, freshly signed. A number means all at once. */
  redeliver?: number | Redelivery
  /** Added to the time in the timestamp header: negative is the past. */
  skewMs?: number
  /** The timestamp header as it is, instead of the time. */
  timestamp?: string
  /** `wrong`: base64 of 32 other bytes; `secret`: signed with this one instead of the app's; default: the right one. */
  sign?: 'right' | 'wrong' | 'garbage' | 'missing' | { secret: string }
  /** Headers to add or, as undefined, to leave out; has the last word. */
  headers?: Record<string, string | undefined>
}

/** When the same message is posted again. Whether DingTalk does this to robots over HTTP is not known. */
export interface Redelivery {
  times: number
  /** From one post to the next; default 0. */
  delayMs?: number
  /** `always` (default): whatever the bot says. `unacknowledged`: only after no answer in time or one other than 200. */
  when?: 'always' | 'unacknowledged'
}

/** Sends callbacks as DingTalk does. */
export interface Sender {
  send(to: string, message: OutgoingMessage, options?: SendOptions): Promise<Callback>
  close(): void
}

/**
 * Makes the sender.
 * @param build makes the body of a message, with a session and download codes that work
 */
export function createSender(
  world: World,
  build: (message: OutgoingMessage) => unknown,
  poster: Poster,
): Sender {
  const waiting = new Set<() => void>()

  async function send(to: string, message: OutgoingMessage, options: SendOptions = {}): Promise<Callback> {
    const effective = withFaults(options, world)
    const body = build(message)
    const payload = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    const again = toRedelivery(effective.redeliver)
    const postNow = (redelivery: number) =>
      post({ to, message, body, payload, options: effective, redelivery })
    const first = post({ to, message, body, payload, options: effective, redelivery: 0 })
    if (again.when === 'unacknowledged') await repeatUntilAcknowledged(first, again, postNow)
    else await repeatAlways(first, again, postNow)
    return first.callback
  }

  async function repeatAlways(first: Posted, again: Required<Redelivery>, postNow: (n: number) => Posted) {
    const posts = [first.done]
    for (let n = 1; n <= again.times; n++) {
      if (again.delayMs > 0 && !(await pause(again.delayMs))) break
      const next = postNow(n)
      first.callback.redeliveries.push(next.callback)
      posts.push(next.done)
    }
    await Promise.all(posts)
  }

  async function repeatUntilAcknowledged(
    first: Posted,
    again: Required<Redelivery>,
    postNow: (n: number) => Posted,
  ) {
    await first.done
    let last = first
    for (let n = 1; n <= again.times && last.callback.status !== 200; n++) {
      if (again.delayMs > 0 && !(await pause(again.delayMs))) break
      last = postNow(n)
      first.callback.redeliveries.push(last.callback)
      await last.done
    }
  }

  function pause(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (inTime: boolean) => {
        world.clock.clearTimeout(timer)
        waiting.delete(cancel)
        resolve(inTime)
      }
      const cancel = () => finish(false)
      const timer = world.clock.setTimeout(() => finish(true), ms)
      waiting.add(cancel)
    })
  }

  interface Posted {
    callback: Callback
    done: Promise<void>
  }

  function post(job: Job): Posted {
    const headers = toHeaders(job.options, world)
    const callback = toRecord(job, headers, world)
    world.recorder.callback(callback)
    const timeoutMs = job.options.timeoutMs ?? world.settings.callbackTimeoutMs
    const done = poster.post(job.to, job.payload, headers, timeoutMs).then((result) => {
      finish(callback, result, world)
      world.recorder.answer(callback)
    })
    return { callback, done }
  }

  return {
    send,
    close() {
      for (const cancel of waiting) cancel()
    },
  }
}

interface Job {
  to: string
  message: OutgoingMessage
  body: unknown
  payload: string | Uint8Array
  options: SendOptions
  redelivery: number
}

// The switches of the page; what a caller says explicitly stays.
function withFaults(options: SendOptions, world: World): SendOptions {
  const struck = (id: Parameters<World['faults']['asked']>[0]) => world.faults.asked(id, 'callback')
  const again = struck('redelivery')?.params
  return {
    ...(struck('bad-sign') && { sign: { secret: `not-${world.app.secret}` } }),
    ...(struck('garbage-sign') && { sign: 'garbage' as const }),
    ...(struck('no-sign') && { sign: 'missing' as const, headers: { timestamp: undefined } }),
    ...skew(struck('stale-clock')?.params.ms ?? struck('future-clock')?.params.ms),
    ...(again && { redeliver: { times: again.count, delayMs: again.ms } }),
    ...options,
  }
}

const skew = (skewMs: number | undefined) => (skewMs === undefined ? {} : { skewMs })

function toRedelivery(given: SendOptions['redeliver'] = 0): Required<Redelivery> {
  const redelivery = typeof given === 'number' ? { times: given } : given
  return { delayMs: 0, when: 'always', ...redelivery }
}

function toHeaders(options: SendOptions, world: World): Record<string, string> {
  const timestamp = options.timestamp ?? String(Math.round(world.clock.now() + (options.skewMs ?? 0)))
  const signature = toSign(options.sign, timestamp, world)
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json; charset=utf-8',
    timestamp,
    sign: signature,
    ...options.headers,
  }
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function toSign(how: SendOptions['sign'], timestamp: string, world: World): string | undefined {
  if (how === 'missing') return undefined
  if (how === 'garbage') return 'not/base64==of anything%2B'
  const right = sign(timestamp, typeof how === 'object' ? how.secret : world.app.secret)
  return how === 'wrong' ? Buffer.from(right, 'base64').reverse().toString('base64') : right
}

function toRecord(job: Job, headers: Record<string, string>, world: World): Callback {
  const { msgId, conversationId } = (job.body ?? {}) as { msgId?: unknown; conversationId?: unknown }
  const from = job.message.kind === 'raw' ? undefined : (job.message.from ?? world.directory.people[0])
  return {
    id: world.recorder.nextId(),
    at: world.clock.now(),
    url: job.to,
    kind: job.message.kind,
    ...(typeof msgId === 'string' && { msgId }),
    ...(typeof conversationId === 'string' && { conversationId }),
    ...(from && { from: world.directory.person(from).id }),
    redelivery: job.redelivery,
    headers: { ...headers, ...(headers.sign && { sign: mask(headers.sign) }) },
    body: job.body,
    timedOut: false,
    redeliveries: [],
  }
}

function finish(callback: Callback, result: Post, world: World): void {
  Object.assign(callback, result)
  if (result.status !== 200 || !result.responseBody || callback.conversationId === undefined) return
  const shown = readReply(result.responseBody)
  if (shown) deliver(world, callback.conversationId, shown, { via: 'body', msgId: callback.msgId })
}

// What is no message DingTalk knows is no error either: nothing is shown.
function readReply(text: string) {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  if (isEmptyMessage(body)) return undefined
  const shown = readWebhookMessage(body)
  return 'status' in shown || shown.kind === 'link' ? undefined : shown
}
