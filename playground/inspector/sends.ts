import type { ApiCall } from '../dingtalk/store/records'
import type { OpenMessage } from './correlate'
import type { Timeline } from './timeline'
import type { Transcript } from './transcript'

/** What the bot's log line about a message says about its sends. */
export interface SendReport {
  /** DingTalk's keys of the parts that were sent through the robot API. */
  sendKeys: string[]
  /** DingTalk refused some sends, which have no key. */
  wasRefused: boolean
}

/**
 * The sends through the robot API. They carry no message id, so the message is a guess or unknown until the bot's log
 * line names the keys that DingTalk gave it.
 */
export interface Sends {
  /** A step that shows a send or its delivery. */
  add(step: number, send: { key?: string; conversationId?: string; at: number; message?: OpenMessage }): void
  /**
   * Gives the sends that the log line names to their message: their steps and bubbles.
   * @returns the ids of all messages for which that changed the number of answers
   */
  confirm(message: OpenMessage, report: SendReport): Set<string>
  clear(): void
}

interface Send {
  step: number
  key?: string
  conversationId?: string
  at: number
  message?: OpenMessage
}

const MAX_SENDS = 400

export function createSends(transcript: Transcript, timeline: Timeline): Sends {
  let sends: Send[] = []

  return {
    add(step, send) {
      sends = [...sends, { step, ...send }].slice(-MAX_SENDS)
    },
    confirm(message, { sendKeys, wasRefused }) {
      const isOf = ({ key, conversationId, at, message: guessed }: Send) =>
        key === undefined
          ? wasRefused && !guessed && conversationId === message.conversationId && at >= message.at
          : sendKeys.includes(key)
      for (const send of sends.filter(isOf)) {
        send.message = message
        timeline.update(send.step, { messageId: message.id })
      }
      const changed = new Set<string>()
      for (const { id, processQueryKey = '', answers } of transcript.list()) {
        if (answers === message.id || !sendKeys.includes(processQueryKey)) continue
        transcript.update(id, { answers: message.id })
        changed.add(message.id).add(answers ?? message.id)
      }
      return changed
    },
    clear() {
      sends = []
    },
  }
}

/** The key of a send and its conversation; a direct chat is found by the staffId. */
export function readSend(call: ApiCall, toConversation: (staffId: string) => string | undefined) {
  const { openConversationId, userIds } = (call.requestBody ?? {}) as Record<string, unknown>
  const { processQueryKey } = (call.responseBody ?? {}) as Record<string, unknown>
  const [staffId] = Array.isArray(userIds) ? userIds : []
  return {
    at: call.at,
    key: typeof processQueryKey === 'string' ? processQueryKey : undefined,
    conversationId: call.route === 'groupSend' ? String(openConversationId) : toConversation(String(staffId)),
  }
}
