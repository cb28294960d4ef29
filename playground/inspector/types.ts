/** What the page is told; everything here is plain data that goes over the wire as JSON. */

/** One bubble of the chat. */
export interface ChatMessage {
  id: string
  /** Milliseconds since 1970, as every time here. */
  at: number
  conversationId: string
  /** `Person.id`, or `robot`. */
  from: string
  /** `text`, `markdown`, `picture`, `voice`, `file`, `card`. */
  kind: 'text' | 'markdown' | 'picture' | 'voice' | 'file' | 'card'
  text: string
  /** How long the text is when this is only its beginning; the whole is at `/playground/messages/<id>`. */
  wholeLength?: number
  /** What the phone's notification and the list of conversations show. */
  title?: string
  pictures?: string[]
  file?: { name: string; bytes: number; url: string }
  voiceSeconds?: number
  /** A message that this one quotes. */
  quote?: { id: string; from: string; text: string }
  /** Nicknames that are @-ed. */
  mentions?: string[]
  links?: { title: string; url: string }[]
  /** A robot's message: the message it answers and the channel it came by. */
  answers?: string
  via?: 'api' | 'webhook' | 'body'
  /** A person's message: what became of it. */
  fate?: Fate
  /** A person's message as DingTalk calls it. */
  msgId?: string
  /** Keys that find the message again when it is quoted. */
  processQueryKey?: string
}

/** What became of a person's message. */
export interface Fate {
  /** `thinking`: acknowledged, no answer yet. `nothing`: DingTalk shows nothing, and `why` says why. */
  state: 'sending' | 'thinking' | 'answered' | 'nothing'
  why?: Why
  /** HTTP status of a refused callback. */
  status?: number
  ackMs?: number
}

/** Why there is nothing to see (yet). */
export type Why =
  | 'not-mentioned'
  | 'refused'
  | 'unreachable'
  | 'undelivered'
  | 'postponed'
  | 'silent'
  | 'unreadable-reply'

/** One line of a message's time line. */
export interface Step {
  id: number
  /** The `ChatMessage` it belongs to; absent for what no message caused. */
  messageId?: string
  at: number
  kind:
    | 'callback'
    | 'answer'
    | 'token'
    | 'model'
    | 'send'
    | 'webhook'
    | 'download'
    | 'delivery'
    | 'log'
    | 'replica'
  /** A path, a status or a text in one line. */
  title: string
  /** Absent while it is under way, and for what has no outcome. */
  ok?: boolean
  pending?: boolean
  status?: number
  ms?: number
  /** The switch that decided it. */
  fault?: string
  /** A log line: `warn` and `error` are what an owner should read first. */
  level?: string
  /** Whether there is more to open. */
  opens: boolean
}

/** What a step opens to. */
export interface StepDetail {
  request?: Body
  response?: Body
  /** The same call for a shell, with placeholders for secrets. */
  curl?: string
}

/** A side of a call: a first line, headers, and a body as it is read best. */
export interface Body {
  line?: string
  headers?: Record<string, string>
  body?: string
}
