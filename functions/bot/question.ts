/** A question as the bot gets it. Plain data. */

/** Pictures and files are given by the code that fetches them. */
export type Piece = { text: string } | { picture: string } | { file: string; name: string }

/** A message that the question quotes. */
export interface Quote {
  /** Whether the robot wrote it. */
  fromRobot: boolean
  pieces: Piece[]
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
