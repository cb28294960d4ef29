/**
 * The collection `chats`: what was asked and answered, and what a person chose on the way.
 *
 * A message makes two turns, question and answer, with the same `messageId` and `askedAt`. A command that changes the
 * conversation is stored too (`role: 'command'`). Every document holds the choices in force, so that one query of the
 * newest documents gives everything the next answer needs.
 */
import type { Choice, Turn } from '../bot/conversation'
import type { TokenUsage } from '../bot/model'
import type { Piece, Quote } from '../bot/question'
import { type Database, isDuplicate } from './database'

/** Read in addition to the turns, because commands are stored between them. */
const EXTRA_DOCUMENTS = 10

/** The role of a document that holds the role of a group. */
const GROUP_PROMPT = 'group-prompt'
/** Later than any message, so that the newest documents include it. */
const FIRST = Number.MAX_SAFE_INTEGER

/** A document of `chats`. */
export interface TurnDocument {
  _id: string
  session: string
  conversationId: string
  /** Who asked: the staff id, or DingTalk's encrypted id. */
  person: string
  /** The name that the person had then. */
  personName?: string
  role: 'user' | 'assistant' | 'command' | typeof GROUP_PROMPT
  content: string
  messageId: string
  /** When the question came, ms; the order of a session. */
  askedAt: number
  /** China's day of `askedAt`, `2026-11-26`, for the export. */
  day: string
  createdAt: Date
  /** When the document is removed. */
  expiresAt: Date
  choice: Choice
  /** The pieces of a question that is not text alone, for `/retry`. */
  pieces?: Piece[]
  /** What such a question quotes. */
  quote?: Quote
  model?: string
  usage?: TokenUsage
  /** A command that starts a new topic: earlier turns are not read any more. */
  reset?: boolean
}

export interface Memory {
  /** Oldest first: answered questions since the last reset, with their answers. Questions have `askedBy`: name or id. */
  turns: (Turn & { messageId: string })[]
  choice: Choice
  /** The role of the group, where it was asked for. */
  groupPrompt?: string
  /** The newest question, answered or not. */
  last?: Pick<TurnDocument, 'messageId' | 'content' | 'pieces' | 'quote'>
}

export type TurnStore = ReturnType<typeof createTurnStore>

/** Everything rejects with `DatabaseAway` when the database is away. */
export function createTurnStore(database: Database) {
  const { run } = database.collection<TurnDocument>('chats')

  return {
    /**
     * The newest turns of a session, by one indexed query.
     * @param except the message that is being answered: a dead process may have stored its turns already
     * @param group where to look for the role of the group as well
     */
    async read(session: string, maxTurns: number, except?: string, group?: string): Promise<Memory> {
      const newestFirst = await run((chats) =>
        chats
          .find({ session: group ? { $in: [session, group] } : session })
          .sort({ askedAt: -1 })
          .limit(maxTurns + EXTRA_DOCUMENTS)
          .toArray(),
      )
      const turns = newestFirst.filter(({ role }) => role !== GROUP_PROMPT)
      const groupPrompt = newestFirst.find(({ role }) => role === GROUP_PROMPT)?.content
      return { ...toMemory(turns, maxTurns, except), ...(groupPrompt ? { groupPrompt } : {}) }
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

    /** Replaces the text of an answer. */
    async setAnswer(session: string, messageId: string, content: string): Promise<void> {
      await run((chats) => chats.updateOne({ _id: `${messageId}:assistant`, session }, { $set: { content } }))
    },

    /** Deletes question and answer of one message, by their `_id`s: a session may be long. */
    async remove(session: string, messageId: string): Promise<void> {
      const ids = [`${messageId}:user`, `${messageId}:assistant`]
      await run((chats) => chats.deleteMany({ _id: { $in: ids }, session }))
    },

    /**
     * Deletes everything that a person said and was answered. What starts a new topic for a whole group stays, without
     * the person: earlier turns of the others would come back.
     */
    async forget(person: string): Promise<void> {
      const resets = await run((chats) =>
        chats
          .find({ person, reset: true })
          .project<Pick<TurnDocument, '_id' | 'session'>>({ session: 1 })
          .toArray(),
      )
      const shared = resets.filter(({ session }) => session.endsWith('|')).map(({ _id }) => _id)
      if (shared.length > 0) {
        const nameless = { $set: { person: '' }, $unset: { personName: '' } } as const
        await run((chats) => chats.updateMany({ _id: { $in: shared } }, nameless))
      }
      await run((chats) => chats.deleteMany({ person }))
    },

    /** The role of a group, if admins gave it one. */
    async groupPrompt(group: string): Promise<string | undefined> {
      return (await run((chats) => chats.findOne({ _id: group })))?.content
    },

    /** Sets or removes the role of a group; it is kept until it is changed. */
    async setGroupPrompt(group: string, conversationId: string, content: string | undefined): Promise<void> {
      if (content === undefined) return void (await run((chats) => chats.deleteOne({ _id: group })))
      const document = {
        session: group,
        conversationId,
        role: GROUP_PROMPT,
        content,
        askedAt: FIRST,
      } as const
      await run((chats) => chats.updateOne({ _id: group }, { $set: document }, { upsert: true }))
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
    ...(last && {
      last: { messageId: last.messageId, content: last.content, pieces: last.pieces, quote: last.quote },
    }),
  }
}

function toTurn(document: TurnDocument): Memory['turns'][number] {
  const { role, content, askedAt, messageId, person, personName } = document
  const turn = { content, askedAt, messageId }
  return role === 'user' ? { role, ...turn, askedBy: personName ?? person } : { role: 'assistant', ...turn }
}
