/** Reads the collection `chats` in the order of time, one document after the other, for the export. */
import type { Collection, Database } from './database'
import type { TurnDocument } from './turns'

/** What the export shows of a turn. */
export type TranscriptTurn = Pick<
  TurnDocument,
  | 'conversationId'
  | 'person'
  | 'personName'
  | 'role'
  | 'content'
  | 'messageId'
  | 'askedAt'
  | 'model'
  | 'usage'
>

const FIELDS = [
  'conversationId',
  'person',
  'personName',
  'role',
  'content',
  'messageId',
  'askedAt',
  'model',
  'usage',
]
/** Documents that the driver holds at a time. */
const BATCH = 200
/** Servers without an index for it sort a whole day first. */
const PATIENCE_MS = 15_000

export type Transcript = ReturnType<typeof createTranscript>

/** @returns a function that reads the turns of some China days, `2026-11-26`, oldest first */
export function createTranscript(database: Database) {
  const { runEvenPaused } = database.collection<TurnDocument>('chats')
  const projection = Object.fromEntries(FIELDS.map((field) => [field, 1] as const))

  /** @throws DatabaseAway, also between two turns */
  return async function* read(days: Iterable<string>): AsyncGenerator<TranscriptTurn, undefined> {
    for (const day of days) {
      const find = async (chats: Collection<TurnDocument>) =>
        chats.find({ day }, { projection, batchSize: BATCH }).sort({ askedAt: 1 })
      const cursor = await runEvenPaused(find)
      try {
        yield* inOrder(() => runEvenPaused(() => cursor.next(), PATIENCE_MS))
      } finally {
        await cursor.close().catch(() => undefined)
      }
    }
    return undefined
  }
}

/** A question and its answer have the same time; the question goes first. */
async function* inOrder(next: () => Promise<TranscriptTurn | null>): AsyncGenerator<TranscriptTurn> {
  let held: TranscriptTurn | undefined
  for (let turn = await next(); turn; turn = await next()) {
    if (held?.role === 'assistant' && turn.role === 'user' && held.messageId === turn.messageId) {
      yield turn
      continue
    }
    if (held) yield held
    held = turn
  }
  if (held) yield held
}
