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
}
