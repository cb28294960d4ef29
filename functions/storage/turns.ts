/**
 * The collection `chats`: what was asked and answered, and what a person chose on the way.
 *
 * A message makes two turns, question and answer, with the same `messageId` and `askedAt`. A command that changes the
 * conversation is stored too (`role: 'command'`). Every document holds the choices in force, so that one query of the
 * newest documents gives everything the next answer needs.
 */
import type { Choice, Turn } from '../bot/conversation'
import type { TokenUsage } from '../bot/model'
import type { Piece } from '../bot/question'
import { type Database, isDuplicate } from './database'

/** Read in addition to the turns, because commands are stored between them. */
const EXTRA_DOCUMENTS = 10

/** A document of `chats`. */
export interface TurnDocument {
  _id: string
  session: string
  conversationId: string
  /** Who asked: the staff id, or DingTalk's encrypted id. */
  person: string
  /** The name that the person had then. */
  personName?: string
  role: 'user' | 'assistant' | 'command'
  content: string
  messageId: string
  /** When the question came, ms; the order of a session. */
  askedAt: number
  createdAt: Date
  /** When the document is removed. */
  expiresAt: Date
  choice: Choice
  /** The pieces of a question that is not text alone, for `/retry`. */
  pieces?: Piece[]
  model?: string
  usage?: TokenUsage
  /** A command that starts a new topic: earlier turns are not read any more. */
  reset?: boolean
}

export interface Memory {
  /** Oldest first: answered questions since the last reset, with their answers. Questions have `askedBy`: name or id. */
  turns: (Turn & { messageId: string })[]
  choice: Choice
  /** The newest question, answered or not. */
  last?: Pick<TurnDocument, 'messageId' | 'content' | 'pieces'>
}

export type TurnStore = ReturnType<typeof createTurnStore>

/** Everything rejects with `DatabaseAway` when the database is away. */
export function createTurnStore(database: Database) {
  const { run } = database.collection<TurnDocument>('chats')

  return {
    /**
     * The newest turns of a session, by one indexed query.
     * @param except the message that is being answered: a dead process may have stored its turns already
     */
    async read(session: string, maxTurns: number, except?: string): Promise<Memory> {
      const newestFirst = await run((chats) =>
        chats
          .find({ session })
          .sort({ askedAt: -1 })
          .limit(maxTurns + EXTRA_DOCUMENTS)
          .toArray(),
      )
      return toMemory(newestFirst, maxTurns, except)
    },

    /** One turn of a conversation, also of another person's session. */
    find: (conversationId: string, messageId: string, role: 'user' | 'assistant') =>
      run((chats) => chats.findOne({ _id: `${messageId}:${role}`, conversationId })),

    /** Stores documents; existing ones stay as they are. */
    async add(documents: TurnDocument[]): Promise<void> {
      try {
        await run((chats) => chats.insertMany(documents, { ordered: false }))
      } catch (error) {
        if (!isDuplicate(error)) throw error
      }
    },

    /** Deletes question and answer of one message, by their `_id`s: a session may be long. */
    async remove(session: string, messageId: string): Promise<void> {
      const ids = [`${messageId}:user`, `${messageId}:assistant`]
      await run((chats) => chats.deleteMany({ _id: { $in: ids }, session }))
    },

    /** How many answers a person got since a moment, and for how many tokens. */
    async usage(person: string, since: number): Promise<{ askedAt: number; tokens: number }[]> {
      const answers = await run((chats) =>
        chats
          .find({ person, askedAt: { $gte: since }, role: 'assistant' })
          .project<Pick<TurnDocument, 'askedAt' | 'usage'>>({ askedAt: 1, usage: 1 })
          .toArray(),
      )
      return answers.map(({ askedAt, usage }) => ({
        askedAt,
        tokens: (usage?.prompt ?? 0) + (usage?.completion ?? 0),
      }))
    },
  }
}

function toMemory(newestFirst: TurnDocument[], maxTurns: number, except?: string): Memory {
  const choice = newestFirst[0]?.choice ?? {}
  const resetAt = newestFirst.find((document) => document.reset)?.askedAt ?? Number.NEGATIVE_INFINITY
  const kept = newestFirst.filter(({ askedAt, messageId }) => askedAt > resetAt && messageId !== except)

  const last = kept.find((document) => document.role === 'user')
  const answers = new Map(kept.flatMap((turn) => (turn.role === 'assistant' ? [[turn.messageId, turn]] : [])))
  const turns: Memory['turns'] = []
  for (const turn of kept) {
    const answer = answers.get(turn.messageId)
    if (turn.role !== 'user' || !answer || turns.length + 2 > maxTurns) continue
    turns.unshift(toTurn(turn), toTurn(answer))
  }
  return {
    turns,
    choice,
    ...(last && { last: { messageId: last.messageId, content: last.content, pieces: last.pieces } }),
  }
}

function toTurn(document: TurnDocument): Memory['turns'][number] {
  const { role, content, askedAt, messageId, person, personName } = document
  const turn = { content, askedAt, messageId }
  return role === 'user' ? { role, ...turn, askedBy: personName ?? person } : { role: 'assistant', ...turn }
}
