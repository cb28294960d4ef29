import { createSleeper } from '../../shared/sleep'
import { deliver } from '../robot-messages/deliver'
import { readReply } from '../robot-messages/webhook-message'
import type { EmulatorState } from '../state'
import { mask } from '../store/mask'
import type { Callback } from '../store/records'
import { toHeaders, withFaults } from './headers'
import type { OutgoingMessage } from './messages'
import { createCallbackPoster, type PostResult } from './poster'
import type { Redelivery, SendOptions } from './types'

/** Posts callbacks to the bot as DingTalk does. */
export interface Sender {
  /** Posts to one URL, or each redelivery to the next of several: replicas behind a load balancer. */
  send(to: string | string[], message: OutgoingMessage, options?: SendOptions): Promise<Callback>
  close(): void
}

/**
 * Creates the sender.
 * @param build makes the body of a message
 */
export function createSender(state: EmulatorState, build: (message: OutgoingMessage) => unknown): Sender {
  const sleeper = createSleeper(state.clock)
  const poster = createCallbackPoster(state.clock)

  function post(job: Job, redelivery: number): Posted {
    const url = job.urls[redelivery % job.urls.length] as string
    const headers = toHeaders(job.options, state)
    const callback = toRecord(job, { url, headers, redelivery }, state)
    state.quota.count('pushes', state.clock.now())
    state.recorder.callback(callback)
    const timeoutMs = job.options.timeoutMs ?? state.settings.callbackTimeoutMs
    const done = poster.post(url, job.payload, headers, timeoutMs).then((result) => {
      Object.assign(callback, result)
      deliverReply(callback, result, state)
      state.recorder.answer(callback)
    })
    return { callback, done }
  }

  async function redeliver(job: Job, first: Posted, { times, delayMs = 0, when }: Redelivery): Promise<void> {
    const onlyUnacknowledged = when === 'unacknowledged'
    const posts = [first]
    for (let n = 1; n <= times; n++) {
      const last = posts.at(-1) as Posted
      if (onlyUnacknowledged) await last.done
      if (onlyUnacknowledged && last.callback.status === 200) break
      if (delayMs > 0 && !(await sleeper.sleep(delayMs))) break
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
      const again = options.redeliver ?? 0
      await redeliver(job, first, typeof again === 'number' ? { times: again } : again)
      return first.callback
    },
    close() {
      sleeper.cancelAll()
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

function toRecord(
  job: Job,
  { url, headers, redelivery }: Pick<Callback, 'url' | 'headers' | 'redelivery'>,
  state: EmulatorState,
): Callback {
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

function deliverReply({ conversationId, msgId }: Callback, result: PostResult, state: EmulatorState): void {
  if (!('status' in result) || result.status !== 200 || conversationId === undefined) return
  const message = readReply(result.responseBody)
  if (message) deliver(state, conversationId, message, { via: 'body', msgId })
}
