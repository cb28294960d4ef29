import type { Callback } from '../dingtalk/store/records'
import type { OpenMessage } from './correlate'
import type { Transcript } from './transcript'
import type { Fate, Why } from './types'

/** Follows what becomes of a person's message, so that the page can say it under the bubble. */
export interface Fates {
  sent(message: OpenMessage): void
  /** It was sent before the playground was started again. */
  adopted(message: OpenMessage): void
  /** The callback was answered, refused, or nobody was there. */
  acknowledged(message: OpenMessage, callback: Callback): void
  answered(message: OpenMessage): void
  /** The bot's log says how it ended; with no delivery until then there is something to explain. */
  ended(message: OpenMessage, result: string): void
  clear(): void
}

/** An answer in the HTTP body is read a moment after the bot said that it is done. */
const BODY_GRACE_MS = 1_000

/** @param patienceMs without an answer after this long, the page says that nothing came */
export function createFates(transcript: Transcript, patienceMs: number): Fates {
  const timers = new Map<string, NodeJS.Timeout>()

  const set = (message: OpenMessage, fate: Fate) => {
    const before = transcript.find(message.id)?.fate
    transcript.update(message.id, {
      fate: { ...(before?.ackMs !== undefined && { ackMs: before.ackMs }), ...fate },
    })
  }
  const stopTimer = ({ id }: OpenMessage) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }
  const nothing = (message: OpenMessage, why: Why, more: Partial<Fate> = {}) => {
    stopTimer(message)
    message.done = true
    set(message, { state: 'nothing', why, ...more })
  }
  const nothingAfter = (message: OpenMessage, ms: number) => {
    stopTimer(message)
    const give = () => message.deliveries === 0 && nothing(message, 'silent')
    timers.set(message.id, setTimeout(give, ms).unref())
  }

  return {
    sent: (message) => set(message, { state: 'sending' }),
    adopted(message) {
      set(message, { state: 'thinking' })
      nothingAfter(message, patienceMs)
    },
    acknowledged(message, { status, latencyMs, error, timedOut }) {
      const ackMs = latencyMs ?? 0
      if (message.deliveries > 0) return set(message, { state: 'answered', ackMs })
      if (error === 'ECONNREFUSED') return nothing(message, 'unreachable')
      if (status !== undefined && status !== 200) return nothing(message, 'refused', { status, ackMs })
      set(message, { state: 'thinking', ...(!timedOut && !error && { ackMs }) })
      nothingAfter(message, message.done ? BODY_GRACE_MS : patienceMs)
    },
    answered(message) {
      stopTimer(message)
      set(message, { state: 'answered' })
    },
    ended(message, result) {
      if (result === 'taken-over') return
      if (result === 'postponed') return set(message, { state: 'thinking', why: 'postponed' })
      message.done = true
      if (message.deliveries > 0) return
      if (result === 'undelivered') nothing(message, 'undelivered')
      else nothingAfter(message, BODY_GRACE_MS)
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
