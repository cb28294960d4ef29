import type { MessageResult } from '../../functions/worker/types'
import type { Callback } from '../dingtalk/store/records'
import type { OpenMessage } from './correlate'
import type { Transcript } from './transcript'
import type { MessageStatus, StatusReason } from './types'

/** Keeps the status of people's messages up to date, which the page shows below them. */
export interface StatusTracker {
  sent(message: OpenMessage): void
  /** It was sent before the playground was restarted. */
  restored(message: OpenMessage): void
  /** The callback was answered or refused, or nothing listened. */
  acknowledged(message: OpenMessage, callback: Callback): void
  answered(message: OpenMessage): void
  /** The bot's log line says how it ended. */
  ended(message: OpenMessage, result: MessageResult): void
  clear(): void
}

/** An answer in the HTTP body arrives a moment after the bot's log line. */
const BODY_GRACE_MS = 1_000

/** @param timeoutMs a message that has no answer after this long is shown as unanswered */
export function createStatusTracker(transcript: Transcript, timeoutMs: number): StatusTracker {
  const timers = new Map<string, NodeJS.Timeout>()

  const set = (message: OpenMessage, status: MessageStatus) => {
    const ackMs = transcript.find(message.id)?.status?.ackMs
    transcript.update(message.id, { status: { ...(ackMs !== undefined && { ackMs }), ...status } })
  }
  const stopTimer = ({ id }: OpenMessage) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }
  const setUnanswered = (message: OpenMessage, reason: StatusReason, more: Partial<MessageStatus> = {}) => {
    stopTimer(message)
    message.done = true
    set(message, { state: 'unanswered', reason, ...more })
  }
  const setUnansweredAfter = (message: OpenMessage, ms: number) => {
    stopTimer(message)
    const check = () => message.deliveries === 0 && setUnanswered(message, 'silent')
    timers.set(message.id, setTimeout(check, ms).unref())
  }
  const finish = (message: OpenMessage, setStatus: () => void) => {
    message.done = true
    if (message.deliveries === 0) setStatus()
  }

  return {
    sent: (message) => set(message, { state: 'sending' }),
    restored(message) {
      set(message, { state: 'waiting' })
      setUnansweredAfter(message, timeoutMs)
    },
    acknowledged(message, { status: httpStatus, latencyMs: ackMs = 0, error, timedOut }) {
      if (message.deliveries > 0) return set(message, { state: 'answered', ackMs })
      if (error === 'ECONNREFUSED') return setUnanswered(message, 'unreachable')
      if (httpStatus !== undefined && httpStatus !== 200)
        return setUnanswered(message, 'refused', { httpStatus, ackMs })
      set(message, { state: 'waiting', ...(!timedOut && !error && { ackMs }) })
      setUnansweredAfter(message, message.done ? BODY_GRACE_MS : timeoutMs)
    },
    answered(message) {
      stopTimer(message)
      set(message, { state: 'answered' })
    },
    ended(message, result) {
      switch (result) {
        case 'taken-over': // another process continues
          return
        case 'postponed':
          return set(message, { state: 'waiting', reason: 'postponed' })
        case 'undelivered':
          return finish(message, () => setUnanswered(message, 'undelivered'))
        // Answered, by the model or with a text of the bot's own; or silent, as for an expired message.
        default:
          return finish(message, () => setUnansweredAfter(message, BODY_GRACE_MS))
      }
    },
    clear() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
