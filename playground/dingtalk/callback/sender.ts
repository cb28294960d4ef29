import { createSleeper } from '../../shared/sleep'
import { readReply } from '../messages/rendered-message'
import { deliver, type EmulatorState } from '../state'
import { mask } from '../store/mask'
import type { Callback } from '../store/store'
import type { OutgoingMessage } from './messages'
import { createPoster, type PostResult } from './poster'
import { toHeaders, withFaults } from './signing'

/** How a callback is posted; everything has a default, and the switches of the fault table add to it. */
export interface SendOptions {
  /** How long to wait for the answer; default: `settings.callbackTimeoutMs`. What comes later is lost. */
  timeoutMs?: number
  /** The same message again: so many times, freshly signed. A number means all at once. */
  redeliver?: number | Redelivery
  /** Added to the time in the timestamp header: negative is the past. */
  skewMs?: number
  /** The timestamp header as it is, instead of the time; it is what gets signed. */
  timestamp?: string
  /** `wrong`: base64 of 32 other bytes; `secret`: signed with this one instead of the app's; default: right. */
  sign?: 'right' | 'wrong' | 'garbage' | 'missing' | { secret: string }
  /** Headers to add or, as undefined, to leave out; has the last word. */
  headers?: Record<string, string | undefined>
}

/** When the same message is posted again. Whether DingTalk does this to robots over HTTP is not known. */
export interface Redelivery {
  times: number
  /** From one post to the next; default 0. */
  delayMs?: number
  /** `always` (default): whatever the bot says. `unacknowledged`: after no answer in time, or one other than 200. */
  when?: 'always' | 'unacknowledged'
}

/** Sends callbacks as DingTalk does. */
export interface Sender {
  /** Posts to one URL or, when the same message is posted again, to several in turn: replicas behind a balancer. */
  send(to: string | string[], message: OutgoingMessage, options?: SendOptions): Promise<Callback>
  close(): void
}

/**
 * Makes the sender.
 * @param build makes the body of a message, with a session and download codes that work
 */
export function createSender(state: EmulatorState, build: (message: OutgoingMessage) => unknown): Sender {
  const pauses = createSleeper(state.clock)
  const poster = createPoster(state.clock)

  function post(job: Job, redelivery: number): Posted {
    const url = job.urls[redelivery % job.urls.length] as string
    const headers = toHeaders(job.options, state)
    const callback = toRecord(job, { url, headers, redelivery }, state)
    state.recorder.callback(callback)
    const timeoutMs = job.options.timeoutMs ?? state.settings.callbackTimeoutMs
    const done = poster.post(url, job.payload, headers, timeoutMs).then((result) => {
      Object.assign(callback, result)
      deliverReply(callback, result, state)
      state.recorder.answer(callback)
    })
    return { callback, done }
  }

  async function repeat(job: Job, first: Posted, { times, delayMs = 0, when }: Redelivery): Promise<void> {
    const waitsForAnswer = when === 'unacknowledged'
    const posts = [first]
    for (let n = 1; n <= times; n++) {
      const last = posts.at(-1) as Posted
      if (waitsForAnswer) await last.done
      if (waitsForAnswer && last.callback.status === 200) break
      if (delayMs > 0 && !(await pauses.sleep(delayMs))) break
      const next = post(job, n)
      first.callback.redeliveries.push(next.callback)
      posts.push(next)
    }
    await Promise.all(posts.map(({ done }) => done))
  }

  return {
    async send(to, message, given = {}) {
      const options = withFaults(given, state)
      const body = build(message)
      const payload = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
      const job = { urls: [to].flat(), message, options, body, payload }
      const first = post(job, 0)
      const { redeliver = 0 } = options
      await repeat(job, first, typeof redeliver === 'number' ? { times: redeliver } : redeliver)
      return first.callback
    },
    close() {
      pauses.cancelAll()
      poster.close()
    },
  }
}

interface Job {
  urls: string[]
  message: OutgoingMessage
  options: SendOptions
  body: unknown
  payload: string | Uint8Array
}

interface Posted {
  callback: Callback
  done: Promise<void>
}

type Envelope = Pick<Callback, 'url' | 'headers' | 'redelivery'>

function toRecord(job: Job, { url, headers, redelivery }: Envelope, state: EmulatorState): Callback {
  const { msgId, conversationId } = (job.body ?? {}) as { msgId?: unknown; conversationId?: unknown }
  const from = job.message.kind === 'raw' ? undefined : (job.message.from ?? state.directory.people[0])
  return {
    id: state.recorder.nextId(),
    at: state.clock.now(),
    url,
    kind: job.message.kind,
    ...(typeof msgId === 'string' && { msgId }),
    ...(typeof conversationId === 'string' && { conversationId }),
    ...(from && { from: state.directory.person(from).id }),
    redelivery,
    headers: { ...headers, ...(headers.sign && { sign: mask(headers.sign) }) },
    body: job.body,
    timedOut: false,
    redeliveries: [],
  }
}

function deliverReply(
  { conversationId, msgId }: Callback,
  { status, responseBody }: PostResult,
  state: EmulatorState,
): void {
  if (status !== 200 || !responseBody || conversationId === undefined) return
  const shown = readReply(responseBody)
  if (shown) deliver(state, conversationId, shown, { via: 'body', msgId })
}
