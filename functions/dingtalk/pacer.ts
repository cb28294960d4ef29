/**
 * Spaces calls so that DingTalk takes them. Calls of earlier messages go first; a call that DingTalk refused as too fast
 * keeps its place. Source of the limits and of the pauses: "call-frequency-limit",
 * "how-to-process-api-throttling-on-the-dingtalk-server".
 */
import { now as currentTime } from '../clock'
import { DeliveryError, toDeliveryError } from '../errors'
import { createRate, type Limit } from './rate'

/** The place of a call among those that wait; times in ms since the epoch. */
export interface Place {
  /** When the message arrived: the call of an earlier message goes first. */
  arrivedAt: number
  /** A call that could not be made by then fails as `throttled`. */
  expiresAt: number
}

export interface Pacer {
  /**
   * Waits until the call may be made, makes it, and makes it again when DingTalk refused it as too fast.
   * @throws as `call` does; DeliveryError `throttled` when the time is over
   */
  run<T>(place: Place, call: () => Promise<T>): Promise<T>
}

interface Waiting {
  place: Place
  start(): void
  fail(error: DeliveryError): void
}

/** How far calls may fall behind the rate and catch up, because timers are late under load; ms. */
const CATCH_UP_MS = 100
/** A refused call is made again after a second. The pause doubles when no call was accepted meanwhile, or many tries fail. */
const RETRY_MS = 1_000
const MANY_TRIES = 3
const LONGEST_RETRY_MS = 32_000

/** @param now ms since the epoch; it may be set back */
export function createPacer(limit: Limit, now: () => number = currentTime): Pacer {
  const rate = createRate(limit)
  const waiting: Waiting[] = []
  const time = createSteadyTime(now)
  let isScheduled = false
  let openAt = 0

  const occupy = (at: number): void => {
    openAt = Math.max(openAt, at - CATCH_UP_MS) + rate.spacingMs(at)
  }

  const startDue = (): void => {
    isScheduled = false
    for (let at = time(); waiting.length > 0 && openAt <= at; ) {
      const { place, start, fail } = waiting.shift() as Waiting
      if (now() > place.expiresAt) {
        fail(new DeliveryError('throttled', 'expired'))
        continue
      }
      occupy(at)
      start()
    }
    schedule()
  }

  const schedule = (): void => {
    if (isScheduled || waiting.length === 0) return
    isScheduled = true
    setTimeout(startDue, Math.max(1, Math.ceil(openAt - time())))
  }

  /** @returns nothing when the call may be made at once */
  const wait = (place: Place): Promise<void> | undefined => {
    const at = time()
    if (waiting.length === 0 && openAt <= at) return void occupy(at)
    return new Promise((start, fail) => {
      const after = waiting.findLastIndex((other) => other.place.arrivedAt <= place.arrivedAt)
      waiting.splice(after + 1, 0, { place, start, fail })
      schedule()
    })
  }

  return {
    async run(place, call) {
      let pauseMs = RETRY_MS
      let acceptedBefore: number | undefined
      for (let tries = 1; ; tries += 1) {
        await wait(place)
        const startedAt = time()
        try {
          const result = await call()
          rate.accepted(time())
          return result
        } catch (error) {
          if (toDeliveryError(error).failure !== 'throttled') throw error
          openAt = Math.max(openAt, rate.refused(time(), startedAt))
          const accepted = rate.acceptedEver()
          if (accepted === acceptedBefore || tries > MANY_TRIES)
            pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS)
          acceptedBefore = accepted
          if (now() + pauseMs > place.expiresAt) throw error
          await new Promise((resolve) => setTimeout(resolve, pauseMs))
        }
      }
    },
  }
}

/** The time since the first call, ms; it stands still while the clock is set back. */
function createSteadyTime(now: () => number): () => number {
  let last = now()
  let elapsed = 0
  return () => {
    const at = now()
    elapsed += Math.max(0, at - last)
    last = at
    return elapsed
  }
}

/** The pacers of a process; they outlive a change of the settings. */
export interface Pacers {
  /** For the metered calls of an app, which all replicas make together. */
  ofApp(appKey: string, callsPerSecond: number): Pacer
  /** For the messages to the webhooks of a conversation. */
  ofConversation(conversationId: string): Pacer
}

/** No limit of webhooks is documented; that of custom robots is 20 a minute. Before a refusal, 20 a second are sent. */
const WEBHOOK_LIMIT: Limit = { calls: 1_200, least: 5, windowMs: 60_000 }
/** Conversations whose pace is remembered; the one that was used least recently is forgotten. */
const MAX_CONVERSATIONS = 1_000

/** The pacers of a process; they outlive a change of the settings. @param now ms since the epoch */
export function createPacers(now?: () => number): Pacers {
  let app: { name: string; pacer: Pacer } | undefined
  const conversations = new Map<string, Pacer>()

  return {
    ofApp(appKey, callsPerSecond) {
      const name = `${appKey} ${callsPerSecond}`
      if (app?.name !== name) {
        app = { name, pacer: createPacer({ calls: callsPerSecond, least: 1, windowMs: 1_000 }, now) }
      }
      return app.pacer
    },

    ofConversation(conversationId) {
      const pacer = conversations.get(conversationId) ?? createPacer(WEBHOOK_LIMIT, now)
      conversations.delete(conversationId)
      conversations.set(conversationId, pacer)
      const [oldest = ''] = conversations.keys()
      if (conversations.size > MAX_CONVERSATIONS) conversations.delete(oldest)
      return pacer
    },
  }
}
