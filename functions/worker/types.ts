/** What passes between the steps of the worker. Jobs and outcomes are plain data: another process may continue with them. */
import type { Choice } from '../bot/conversation'
import type { Refusal } from '../bot/counters'
import type { TokenUsage } from '../bot/model'
import type { PromptLimits } from '../bot/prompt-limits'
import type { Piece, Quote } from '../bot/question'
import type { Config } from '../config'
import type { Cards } from '../dingtalk/card'
import type { CardSlot, DeliveryContext } from '../dingtalk/deliver'
import type { Media } from '../dingtalk/media'
import type { Channel, IncomingMessage, OutgoingMessage, Refusal as SendRefusal } from '../dingtalk/types'
import type { AnswerFailure } from '../errors'
import type { Chat } from '../openai/chat'
import type { Claim } from '../storage/inbox'
import type { InboxEntry } from '../storage/inbox-collection'
import type { TurnStore } from '../storage/turns'
import type { UsageStore } from '../storage/usage'
import type { CommandName, Texts } from '../texts/types'
import type { ModelQueue } from './model-queue'

/** A question and its answer, as the next prompt needs them. */
export interface TurnPair {
  question: string
  /** The pieces of a question that is not text alone. */
  pieces?: Piece[]
  /** What such a question quotes. */
  quote?: Quote
  /** Absent when the model gave none. */
  answer?: string
  choice: Choice
}

/** Everything that is left to do once there is an answer. */
export interface AnswerOutcome {
  /** The model's own Markdown, or a sentence of the bot. Converted when it is sent. */
  text: string
  /** What the next prompt remembers. */
  turnPair?: TurnPair
  /** The message whose turns these replace: `/retry`. */
  replaces?: string
  /** `answered`, or why the answer is a sentence of the bot's own. */
  result: 'answered' | AnswerFailure
  /** DingTalk's media id of a picture, which is sent in place of the text. */
  picture?: string
  evidence?: string
  model?: string
  usage?: TokenUsage
  /** Web searches, and why the last one that failed did: for the log. */
  searches?: number
  searchFailure?: string
}

export type Job = InboxEntry & { message: IncomingMessage; answer?: AnswerOutcome; channel?: Channel }

/** What the work on one message needs, and what depends on the settings. */
export interface MessageTools {
  config: Config
  texts: Texts
  turns: TurnStore
  chat: Chat
  media: Media
  promptLimits: PromptLimits
  modelQueue: ModelQueue
  usage: UsageStore
  delivery: DeliveryContext
  cards: Cards
}

/** The card of a message; nothing rejects. */
export interface MessageCard {
  /** Opens it unless it is open or failed. @returns whether it can show the answer */
  open(): Promise<boolean>
  /** Shows the answer so far, as soon as a frame is due. */
  show(textSoFar: string): void
  /** No further frames; resolves when the call in flight has ended. */
  stop(): Promise<void>
  /** Where the answer's first part goes; `undefined` when the card cannot have it. */
  slot(): CardSlot | undefined
  /** Why there is no card, where one was tried or cards rest. */
  refusal(): SendRefusal | undefined
  /** The frames that were shown. */
  frames(): number
  /** Ends the card as failed, if DingTalk lets it. */
  end(text: string): Promise<void>
}

/** A message that this process works on, or has finished without being able to tell the database. */
export interface InFlightMessage {
  job: Job
  tools: MessageTools
  /** Whether the inbox has it. While the database is away a message exists in this process only. */
  stored: boolean
  /** The outcome of a claim that the database had not decided when the callback had to be acknowledged. */
  lateClaim?: Promise<Claim>
  /** Ends when the last call about the reaction on the question has. */
  reaction?: Promise<void>
  /** The question that `/retry` asks again. */
  repeated?: string
  /** Where the answer is for a card, or a card of it may be open. */
  card?: MessageCard
  /** A part of the answer is on its way to DingTalk, or accepted and not yet noted. */
  isSending?: boolean
  /** It waits until the model may have one more question. */
  isQueued?: boolean
  /** Its answer may have ended the process before: its conversion and its calls are noted before they begin. */
  isSuspect?: boolean
  /** This process stops and has given the message away: it must not send it any more. */
  isReleased?: boolean
  /** Answers in the HTTP body of the callback, which is the only way back; the first call counts. */
  replyInBody?(message: OutgoingMessage): void
  /** Set when the work is finished and the database does not know it yet. */
  pendingResult?: ProcessResult
  /** Duration of each phase in milliseconds, for the log. */
  ms: Record<string, number>
}

/** How the work of this process on a message ended. */
export type ProcessResult =
  | 'answered'
  | AnswerFailure
  | 'undelivered'
  | 'expired'
  | 'postponed'
  | 'taken-over'

/** How the work ended; the other fields are for the log. */
export interface Ending {
  result: ProcessResult
  [detail: string]: unknown
}

/** What a message that needs no model was answered with. */
export type InlineResult =
  | `refused-${Refusal}`
  | 'empty'
  | 'unsupported'
  | 'over-quota'
  | 'unknown-command'
  | `/${CommandName}`

/** The field `result` of a log line. */
export type MessageResult = ProcessResult | InlineResult
