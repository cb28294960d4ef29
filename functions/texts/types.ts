/** Every sentence that a person can read from the bot, in Chinese and in English. */

import type { ChinaDay } from '../bot/china-time'
import type { UnreadKind } from '../bot/question'
import type { Problem } from '../config'
import type { AnswerFailure, DeliveryFailure, SearchFailure } from '../errors'
import type { AccessTexts } from './access-types'
import type { UsageTexts } from './usage-types'

/** What the check-up checks. */
export type Check =
  | 'settings'
  | 'clock'
  | 'database'
  | 'token'
  | 'permission'
  | 'card'
  | 'model'
  | 'search'
  | 'callback'
  | 'delivery'

/** The commands, by their English names. */
export type CommandName =
  | 'help'
  | 'new'
  | 'undo'
  | 'retry'
  | 'draw'
  | 'model'
  | 'role'
  | 'usage'
  | 'whoami'
  | 'forget'
  | AdminCommandName

/** Those that only admins may use. */
export type AdminCommandName = 'stats' | 'block' | 'unblock' | 'prompt'

export interface Texts {
  systemPrompt: string
  /** One sentence for every reason why there is no answer. */
  failure: Record<AnswerFailure, string>
  /** For the admin: what DingTalk refused, and where in the console to fix it. */
  fix: Record<DeliveryFailure, string>
  /** The line under an answer that was sent on the other channel. */
  adminHint(fix: string): string
  contentRefused: string
  /** Only an @ and nothing else. */
  empty: string
  unsupported: string
  /** DingTalk recognised no words in a voice message. */
  voiceWithoutWords: string
  /** Only an @, and a quote whose content DingTalk did not send. */
  quoteNotSent: string
  unreadableFile: string
  cutOff: string
  /** Under a card whose answer goes on in messages, and on one that cannot show it. */
  card: { continued: string; elsewhere: string }
  pictureMark: string
  /** The mark that stands for content the bot does not have. @param name of a file */
  unread(kind: UnreadKind, name?: string): string
  /** What the model is told under a quote with such marks. */
  notSent: string
  /** What the model is told of the circumstances, one sentence each. */
  circumstances: {
    today(day: ChinaDay): string
    named(name: string): string
    inDirectChat: string
    inGroup: string
    /** In a memory that a group shares, the name of the person stands before each question. */
    sharedMemory: string
    webAccess: string
    noWebAccess: string
  }
  search: {
    /** What the model reads of the search: when to use it, and what to write into it. */
    tool: string
    query: string
    /** @param hits as JSON, so that no text of a page can end it */
    found(hits: string): string
    nothing: string
    failed: string
    /** Before the links under an answer. */
    sources: string
  }
  /** What stands before and after quoted words in the prompt. */
  quoted(fromRobot: boolean): [before: string, after: string]
  file(name: string, text: string, shortened: boolean): string
  /** What the model is told under a document that has macros. */
  macrosLeftOut: string
  /** A title where the answer has no words of its own. */
  title: string
  databaseAway: string
  draw: {
    /** Only the command, without words. */
    what: string
    /** What the memory keeps of the picture. */
    done: string
    /** The title of the message. */
    title: string
    /** Where the sentence about an answer does not fit. */
    failure: Partial<Record<AnswerFailure, string>>
  }
  /** A setting that is wrong: which, how, and where its value is to be found. */
  problem(problem: Problem): string
  /** The page that a browser shows at the function's address. */
  doctor: DoctorTexts
  access: AccessTexts
  command: {
    helpTitle: string
    helpEnd: string
    argument: Record<'name' | 'person' | 'text', string>
    purpose: Record<CommandName, string>
    unknown: string
    newDone: string
    undoDone: string
    undoNothing: string
    retryNothing: string
    model: ChoiceTexts
    role: ChoiceTexts
    usage(usage: Record<'today' | 'month', { messages: number; tokens: number; searches: number }>): string
  }
}

/** What the check-up says to the admin, who may not be a programmer. Times are formatted. */
export interface DoctorTexts {
  htmlLanguage: string
  title: string
  /** What visitors without the key read, and how the admin sees more. */
  alive: string
  /** The database is away, so that it is unknown whether the bot has answered. */
  partly: string
  /** Too many wrong keys were tried. */
  wrongKeys: string
  allGood: string
  someWaiting(count: number): string
  someBad(count: number): string
  /** @param minutes since the outside services were asked */
  checked(at: string, minutes: number, nextAt: string): string
  footer: string
  /** The words that are linked to DingTalk's console. */
  console: string
  fixLabel: string
  codeLabel: string
  state: Record<'good' | 'bad' | 'unknown', string>
  name: Record<Check, string>
  good: Record<Exclude<Check, 'callback'>, string>
  bad: Record<Exclude<Check, 'settings' | 'callback' | 'delivery'>, string>
  unknown: Record<Exclude<Check, 'settings' | 'database' | 'search'>, string>
  /** After a setting was changed. */
  settingsFix: string
  keyless: string
  keylessFix: string
  clockFix(minutes: number): string
  databaseFix: string
  /** Added where the database's clock is so many seconds ahead, or behind if negative. */
  databaseClock(seconds: number): string
  /** DingTalk did not answer, or not with JSON. */
  noAnswer: string
  busyFix: string
  /** What an admin can do, where the sentence for people is not enough. */
  modelFix: Partial<Record<AnswerFailure, string>>
  /** @param date `YYYY-MM-DD` */
  modelShutdown(name: string, date: string): string
  modelShutdownFix: string
  searchFix: Record<SearchFailure, string>
  lastCallback(time: string): string
  noCallback: string
  /** Messages came earlier, but none in the last day. */
  quietDay: string
  noCallbackFix: string
  callbackProblem: Record<CallbackProblem, (time: string) => string>
  callbackProblemFix: Record<CallbackProblem, string>
  lastRefusal(time: string): string
  /** When the last refusal is no longer shown. */
  refusalPasses: string
  /** The second page, for those who know the key. */
  usage: UsageTexts
}

/** What can be wrong with a callback although the address is right. */
export type CallbackProblem = 'no-secret' | 'wrong-signature' | 'out-of-date' | 'over-quota'

interface ChoiceTexts {
  none: string
  list(names: string[], current: string | undefined): string
  chosen(name: string | undefined): string
  unknown(names: string[]): string
}
