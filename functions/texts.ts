/** Every sentence a person can read from the bot, in Chinese and in English. Nothing here names an internal. */

import type { Language, Problem } from './config'
import type { AnswerFailure, DeliveryFailure } from './errors'
import { en } from './texts/en'
import { zh } from './texts/zh'

type Check = 'settings' | 'clock' | 'database' | 'token' | 'permission' | 'model' | 'callback' | 'delivery'

export interface Texts {
  systemPrompt: string
  /** One sentence for every way in which there is no answer. */
  failure: Record<AnswerFailure, string>
  /** For the owner: what DingTalk refused, and the console path that mends it. */
  mend: Record<DeliveryFailure, string>
  /** The line under an answer that took the other road. */
  ownerHint(mend: string): string
  contentRefused: string
  /** Only an @ and nothing else. */
  empty: string
  unsupported: string
  unreadableFile: string
  cutOff: string
  pictureMark: string
  /** What stands before and after quoted words in the prompt. */
  quoted(fromRobot: boolean): [before: string, after: string]
  file(name: string, text: string, shortened: boolean): string
  /** A title where the answer has no words of its own. */
  title: string
  databaseAway: string
  /** A setting that is wrong: which, how, and where its value is to be found. */
  problem(problem: Problem): string
  /** The page that a browser shows at the function's address. */
  doctor: {
    htmlLanguage: string
    title: string
    alive: string
    allGood: string
    someBad(count: number): string
    footer: string
    state: Record<'good' | 'bad' | 'unknown', string>
    good: Record<Check, string>
    bad: Record<Check, string>
    unknown: Record<Check, string>
    clockMend(minutes: number): string
    databaseMend: string
    /** A callback came whose signature did not fit. */
    strangerMend: string
    noCallbackMend: string
    lastCallback(time: string): string
    lastRefusal(time: string, evidence: string): string
  }
  command: {
    helpTitle: string
    helpEnd: string
    argument: string
    purpose: Record<'help' | 'new' | 'undo' | 'retry' | 'model' | 'role' | 'usage', string>
    unknown: string
    newDone: string
    undoDone: string
    undoNothing: string
    retryNothing: string
    model: ChoiceTexts
    role: ChoiceTexts
    usage(usage: Record<'today' | 'month', { messages: number; tokens: number }>): string
  }
}

interface ChoiceTexts {
  none: string
  list(names: string[], current: string | undefined): string
  chosen(name: string | undefined): string
  unknown(names: string[]): string
}

export const TEXTS: Record<Language, Texts> = { zh, en }
