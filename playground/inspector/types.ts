/** What the page receives as JSON: plain data. Times are milliseconds since 1970. */

import type { MonthlyUsage } from '../dingtalk/api/quota'
import type { CardState } from '../dingtalk/cards/card'
import type { Conversation } from '../dingtalk/directory'

/** What the server sends to every open page. */
export type PageEvent =
  | { type: 'state'; data: PageState }
  | { type: 'message'; data: ChatMessage }
  | { type: 'step'; data: Step }
  | { type: 'switches'; data: Switch[] }
  | { type: 'usage'; data: MonthlyUsage }
  | { type: 'variables'; data: string[] }
  | { type: 'function'; data: { problem?: string } }

/** Everything that a page shows; the first event of every connection. */
export interface PageState {
  people: { id: string; nick: string; isOutside: boolean }[]
  conversations: Conversation[]
  messages: ChatMessage[]
  steps: Step[]
  switches: Switch[]
  /** What this month has used of DingTalk's quotas, since the start or the last reset. */
  usage: MonthlyUsage
  /** The quotas of the standard edition. */
  quota: { apiCalls: number; pushes: number }
  model: { kind: 'demo' | 'real'; name: string }
  /** The names of the environment variables that were set on the page, and OPENAI_IMAGE_MODEL where it is set. */
  variables: string[]
  /** Why the function cannot be called: what is wrong with its files, or what it threw when it was loaded. */
  problem?: string
  database: 'embedded' | 'mongodb'
  /** What the demo model answers to in each language. */
  demonstrations: { id: string; zh: SuggestedMessage; en: SuggestedMessage }[]
}

/** A message that makes the demo model show something. */
export interface SuggestedMessage {
  say?: string
  shows: string
}

/** One bubble of the chat. */
export interface ChatMessage {
  id: string
  at: number
  conversationId: string
  /** `Person.id`, or `robot`. */
  from: string
  kind: 'text' | 'markdown' | 'picture' | 'voice' | 'file' | 'card'
  text: string
  /** Length of the whole text when `text` is only its beginning; the whole is at `/playground/messages/<id>`. */
  wholeLength?: number
  /** What the phone's notification and the list of conversations show. */
  title?: string
  pictures?: string[]
  file?: { name: string; bytes: number; url: string }
  voiceSeconds?: number
  /** The message that this one quotes. */
  quote?: { id: string; from: string; text: string }
  /** Nicknames that are @-ed. */
  mentions?: string[]
  links?: { title: string; url: string }[]
  /** A robot's message: the message it answers, and how it was sent. */
  answers?: string
  via?: 'api' | 'webhook' | 'body' | 'card'
  /** A person's message. */
  status?: MessageStatus
  /** A person's message: DingTalk's id. */
  msgId?: string
  /** A card whose text the robot replaces: its state, absent where the template has none, and whether it went blank. */
  card?: { state?: CardState; isBlank: boolean }
  /** A person's message: the robot's reactions on it. */
  reactions?: string[]
  /** DingTalk's key of a robot's message, which a quote of it names. */
  processQueryKey?: string
  /** A person's message: the switches that were on when it was sent. */
  switches?: string[]
}

/** How far a person's message is. */
export interface MessageStatus {
  /** `waiting`: no answer yet. `unanswered`: DingTalk shows nothing, for `reason`. */
  state: 'sending' | 'waiting' | 'answered' | 'unanswered'
  reason?: StatusReason
  /** HTTP status of a refused callback. */
  httpStatus?: number
  /** From posting the callback to its acknowledgement. */
  ackMs?: number
}

/** Why there is no answer (yet). */
export type StatusReason =
  | 'not-mentioned'
  | 'refused'
  | 'unreachable'
  | 'undelivered'
  | 'postponed'
  | 'silent'

/** One line of a message's trace. */
export interface Step {
  id: number
  /** The `ChatMessage` it belongs to; absent when no message caused it. */
  messageId?: string
  at: number
  kind:
    | 'callback'
    | 'answer'
    | 'token'
    | 'model'
    | 'search'
    | 'send'
    | 'webhook'
    | 'card'
    | 'reaction'
    | 'download'
    | 'delivery'
    | 'log'
    | 'replica'
  /** A path, a status or a text in one line. */
  title: string
  /** Absent while it is pending, and for steps without an outcome. */
  ok?: boolean
  pending?: boolean
  /** The bot did not respond to the callback in time. */
  timedOut?: boolean
  status?: number
  ms?: number
  /** The switch that decided it. */
  fault?: string
  /** Of a log line. */
  level?: string
  /** Whether it has details. */
  opens: boolean
}

/** The details of a step. */
export interface StepDetail {
  request?: Body
  response?: Body
  /** The same call as a shell command; only where a user can make it: a call to the model that is not too long. */
  curl?: string
}

/** One side of a call: a first line, headers, and a formatted body. */
export interface Body {
  line?: string
  headers?: Record<string, string>
  body?: string
}

/** What a message has to be for a fault to act on it; what is absent does not matter. */
export interface Trial {
  /** `long`: a text of 6,000 characters. `drawing`: a command to draw. `search`: a question about the news. */
  kind?: 'picture' | 'file' | 'long' | 'drawing' | 'search'
  /** What has to be switched on in the bot's settings: drawing, a web search, or cards and reactions. */
  setting?: 'drawing' | 'search' | 'card'
  /**
   * `direct`: in the direct chat of a member of the organisation. `group`: in a group. `api`: answered through the robot
   * API. `webhook`: answered through the webhook alone, in the direct chat of an external contact.
   */
  to?: 'direct' | 'group' | 'api' | 'webhook'
}

/** A fault that can be switched on. */
export interface Switch {
  /** `<emulator>:<fault>`. */
  id: string
  /** What the fault is in. */
  group: 'callback' | 'dingtalk' | 'card' | 'openai' | 'search' | 'replica'
  zh: string
  en: string
  /** What to expect, in one sentence. */
  effect: { zh: string; en: string }
  /** The common ones are listed first. */
  isCommon: boolean
  /** The message that it acts on. */
  trial: Trial
  /** How often it strikes before it switches itself off; absent: until it is switched off. */
  times?: number
  on: boolean
  /** How often it struck since it was switched on. */
  hits: number
}
