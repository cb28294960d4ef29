import type { DingTalk } from '../dingtalk/emulator'
import type { OpenDatabase } from '../laf/database'
import type { Attachments } from './attachments'
import type { Bot } from './bot'
import type { Feed } from './feed'
import type { Journal } from './journal'
import { readDraft, toBubble, toOutgoing } from './outgoing'
import { clearStored } from './stored'
import type { Switches } from './switches'

/** What a person can do on the page. */
export interface Actions {
  /** Sends a message; throws a `DraftError` for what is none. Comes back before the bot has answered. */
  send(body: unknown): void
  /** @returns false for an unknown switch */
  turn(id: string, on: boolean): boolean
  clearSwitches(): void
  /** Kills the bot's process and starts it again. */
  restart(messageId?: string): Promise<void>
  /** Forgets the conversation, what people sent and, in the embedded database, what the bot stored. */
  reset(): Promise<void>
  /** The bot speaks the page's language, unless BOT_LANGUAGE is set. */
  speak(language: 'zh' | 'en'): void
  /** What a page has to know first. */
  describe(): object
}

interface Parts {
  dingtalk: DingTalk
  database: OpenDatabase
  attachments: Attachments
  journal: Journal
  switches: Switches
  feed: Feed
  botEnv: Record<string, string | undefined>
  bot: () => Bot
}

/** By then a killed process has been replaced. */
const COME_BACK_MS = 1_500

/** Puts the playground's parts behind the page's buttons. */
export function createActions(parts: Parts): Actions {
  const { dingtalk, database, attachments, journal, switches, feed, botEnv, bot } = parts
  const { transcript } = feed
  const { directory } = dingtalk
  const isLanguageFixed = Boolean(botEnv.BOT_LANGUAGE?.trim())

  return {
    send(body) {
      const draft = readDraft(body, {
        person: (id) => directory.people.find((one) => one.id === id),
        conversation: (id) => directory.findConversation(id),
        message: (id) => transcript.find(id),
      })
      const outgoing = toOutgoing(draft, attachments)
      const { msgId = '' } = outgoing
      const bubble = transcript.add({ ...toBubble(draft, attachments, Date.now()), msgId })
      if (draft.where.type === '2' && !draft.mentioned) {
        transcript.update(bubble.id, { fate: { state: 'nothing', why: 'not-mentioned' } })
        return
      }
      const words = draft.text.trim()
      journal.expect(bubble.id, { at: bubble.at, msgId, conversationId: draft.where.id, words })
      void dingtalk.send(bot().callbackUrl, outgoing)
    },
    turn: (id, on) => switches.set(id, on),
    clearSwitches: () => switches.clear(),
    async restart(messageId = journal.waiting().at(-1)?.id) {
      journal.replica('killed', messageId)
      feed.live.pause(COME_BACK_MS)
      // What was just said has to be on its way before the connections die.
      await new Promise((resolve) => setTimeout(resolve, 50))
      await bot().killAndRestart()
      journal.replica('started', messageId)
    },
    async reset() {
      journal.clear()
      switches.clear()
      dingtalk.reset()
      transcript.clear()
      feed.timeline.clear()
      attachments.clear()
      // With DB_URI it may be somebody's real data.
      if (database.kind === 'embedded') await clearStored(database)
      // Forgets the token and the messages that the functions keep in memory.
      bot().reload()
      feed.restate()
    },
    speak(language) {
      if (isLanguageFixed || (botEnv.BOT_LANGUAGE ?? 'zh') === language) return
      botEnv.BOT_LANGUAGE = language
      bot().reload()
    },
    describe: () => ({
      people: directory.people.map(({ id, nick, staffId }) => ({
        id,
        nick,
        isOutside: staffId === undefined,
      })),
      conversations: directory.conversations,
      switches: switches.list(),
      database: database.kind,
    }),
  }
}
