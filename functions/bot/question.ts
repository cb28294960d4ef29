/** A question as the bot gets it. Plain data. */

/** What a mark stands for: content that DingTalk did not send, or the rest of something too long. */
export type UnreadKind = 'picture' | 'file' | 'voice' | 'video' | 'card' | 'other' | 'rest'

/** Pictures and files are given by the code that fetches them. `before` is written before the mark on its line. */
export type Piece =
  | { text: string }
  | { picture: string }
  | { file: string; name: string }
  | { unread: UnreadKind; name?: string; before?: string }

/** A message that the question quotes. */
export interface Quote {
  /** Whether the robot wrote it. */
  fromRobot: boolean
  pieces: Piece[]
  /** Where DingTalk sent nothing readable: what the quoted message can be looked up by. */
  ids?: { msgId?: string; sendKey?: string }
}

/** Whether there is anything to read besides marks. */
export function isReadable(pieces: Piece[]): boolean {
  return pieces.some((piece) => !('unread' in piece))
}

export interface Question {
  /** In the order in which they were written. */
  pieces: Piece[]
  quote?: Quote
  /** When it came, ms since the epoch. */
  askedAt: number
  /** Where it was asked. */
  conversation: 'direct' | 'group'
  /** Who asked, in a memory that a whole group shares; one line, chosen by the person. */
  askedBy?: string
  /** What the robot is called in this conversation, where a message shows it. */
  botName?: string
}
