import { setTimeout as sleep } from 'node:timers/promises'
import { STANDARD_QUOTA } from '../dingtalk/api/quota'
import type { DingTalk } from '../dingtalk/emulator'
import { readSetting } from '../environment'
import type { OpenDatabase } from '../laf/database'
import { demonstrations } from '../openai/demo/demonstrations'
import type { Attachments } from './attachments'
import type { Bot } from './bot-process'
import { bubbleOfDraft, toSendRequest } from './bubbles'
import { type Draft, readDraft, toOutgoing } from './draft'
import type { Feed } from './feed'
import type { Journal } from './journal'
import type { Model } from './model-service'
import { deleteStoredData } from './stored-data'
import type { Switches } from './switches'
import type { PageState } from './types'

/** What a person can do on the page. */
export interface Actions {
  /** Sends a message without waiting for the bot. @throws DraftError */
  send(body: unknown): void
  /** Sends a person's message again, as a new message. @returns false for an unknown one. @throws DraftError */
  sendAgain(messageId: string): boolean
  /** @returns false for an unknown switch */
  setSwitch(id: string, on: boolean): boolean
  clearSwitches(): void
  /** Kills the bot's process and starts it again. */
  restart(messageId?: string): Promise<void>
  /**
   * Undoes changes of variables, and deletes the conversation, the uploaded files and, in the embedded database, what the
   * bot stored.
   */
  reset(): Promise<void>
  /** Changes an environment variable of the running bot, as "Update" in Laf's console does. @returns false for a bad name */
  setVariable(name: string, value: string): boolean
  /** Publishes the functions again, as on Laf. */
  publish(): Promise<void>
  /** Makes the bot use the page's language, unless BOT_LANGUAGE is set. */
  setLanguage(language: 'zh' | 'en'): void
  /** Everything that a page shows. */
  state(): PageState
}

interface Parts {
  dingtalk: DingTalk
  model: Model
  database: OpenDatabase
  attachments: Attachments
  journal: Journal
  switches: Switches
  feed: Feed
  botEnv: Record<string, string | undefined>
  bot: () => Bot
}

/** Pages reconnect after this long; by then a killed process has been replaced. */
const RECONNECT_AFTER_MS = 1_500
/** Before a kill, so that a message that was just sent reaches the emulator and the pages. */
const BEFORE_KILL_MS = 50

const VARIABLE = /^[A-Za-z]\w{0,99}$/

/** Creates what the page's buttons do. */
export function createActions(parts: Parts): Actions {
  const { dingtalk, model, database, attachments, journal, switches, feed, botEnv, bot } = parts
  const { transcript } = feed
  const { directory } = dingtalk
  /** The variables that were changed, and their values before. */
  const given = new Map<string, string | undefined>()
  const isLanguageFixed = readSetting(botEnv, 'BOT_LANGUAGE') !== undefined

  const variables = () =>
    [...new Set([...given.keys(), 'OPENAI_IMAGE_MODEL'])].filter((name) => readSetting(botEnv, name))

  const state = (): PageState => ({
    people: directory.people.map(({ id, nick, staffId }) => ({ id, nick, isOutside: staffId === undefined })),
    conversations: directory.conversations,
    messages: transcript.list(),
    steps: feed.timeline.list(),
    switches: switches.list(),
    usage: dingtalk.usage(),
    quota: STANDARD_QUOTA,
    model: model.about,
    variables: variables(),
    problem: feed.problem(),
    database: database.kind,
    demonstrations: demonstrations.map(({ id, triggers, shows }) => ({
      id,
      zh: { say: triggers.zh[0], shows: shows.zh },
      en: { say: triggers.en[0], shows: shows.en },
    })),
  })

  const read = (body: unknown) =>
    readDraft(body, {
      person: (id) => directory.people.find((one) => one.id === id),
      conversation: (id) => directory.findConversation(id),
      message: (id) => transcript.find(id),
    })

  function post(draft: Draft) {
    const outgoing = toOutgoing(draft, attachments)
    const { msgId = '' } = outgoing
    const on = switches.list().filter((one) => one.on)
    const bubble = transcript.add({
      ...bubbleOfDraft(draft, attachments, Date.now()),
      msgId,
      ...(on.length > 0 && { switches: on.map(({ id }) => id) }),
    })
    if (draft.where.type === '2' && !draft.mentioned) {
      transcript.update(bubble.id, { status: { state: 'unanswered', reason: 'not-mentioned' } })
      return
    }
    const text = draft.text.trim()
    journal.sent(bubble.id, { at: bubble.at, msgId, conversationId: draft.where.id, text })
    void dingtalk.send(bot().callbackUrl, outgoing)
  }

  return {
    state,
    send: (body) => post(read(body)),
    sendAgain(messageId) {
      const message = transcript.find(messageId)
      if (!message || message.from === 'robot') return false
      post(read(toSendRequest(message, attachments)))
      return true
    },
    setSwitch(id, on) {
      // The bot asks for a token, which the fault refuses, only when the one it holds is not valid any more.
      if (on && id === 'dingtalk:bad-credentials') dingtalk.revokeToken()
      return switches.set(id, on)
    },
    clearSwitches: () => switches.clear(),
    async restart(messageId = journal.waiting().at(-1)?.id) {
      journal.replica('killed', messageId)
      feed.events.reconnectAfter(RECONNECT_AFTER_MS)
      await sleep(BEFORE_KILL_MS)
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
      for (const [name, value] of given) botEnv[name] = value
      given.clear()
      // A database at DB_URI may hold real data.
      if (database.kind === 'embedded') await deleteStoredData(database)
      // Drops the access token and the messages that the functions hold in memory.
      bot().reload()
      feed.events.send({ type: 'state', data: state() })
    },
    setLanguage(language) {
      if (isLanguageFixed || (botEnv.BOT_LANGUAGE ?? 'zh') === language) return
      botEnv.BOT_LANGUAGE = language
    },
    setVariable(name, value) {
      if (!VARIABLE.test(name)) return false
      if (!given.has(name)) given.set(name, botEnv[name])
      botEnv[name] = value
      journal.replica('updated')
      feed.events.send({ type: 'variables', data: variables() })
      return true
    },
    async publish() {
      journal.replica('publishing')
      await bot().republish()
      journal.replica('published')
    },
  }
}
