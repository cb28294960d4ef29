/** Every sentence a person can read from the bot, in Chinese and in English. Nothing here names an internal. */

import type { Problem } from '../config'
import type { AnswerFailure, DeliveryFailure } from '../errors'

/** What the doctor looks at. */
export type Check =
  | 'settings'
  | 'clock'
  | 'database'
  | 'token'
  | 'permission'
  | 'model'
  | 'callback'
  | 'delivery'

export interface Texts {
  systemPrompt: string
  /** One sentence for every way in which there is no answer. */
  failure: Record<AnswerFailure, string>
  /** For the owner: what DingTalk refused, and the console path that fixes it. */
  fix: Record<DeliveryFailure, string>
  /** The line under an answer that took the other channel. */
  ownerHint(fix: string): string
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
  doctor: DoctorTexts
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

/** What the doctor says to the owner, who need not be a programmer. Times are as people write them. */
export interface DoctorTexts {
  htmlLanguage: string
  title: string
  /** All that strangers learn, and how the owner learns more. */
  alive: string
  /** Nobody can tell whether the bot is at work, for the database is away. */
  partly: string
  allGood: string
  someWaiting(count: number): string
  someBad(count: number): string
  checked(at: string, nextAt: string): string
  footer: string
  /** The words that lead to DingTalk's console. */
  console: string
  fixLabel: string
  codeLabel: string
  state: Record<'good' | 'bad' | 'unknown', string>
  name: Record<Check, string>
  good: Record<Exclude<Check, 'callback'>, string>
  bad: Record<Exclude<Check, 'settings' | 'callback' | 'delivery'>, string>
  unknown: Record<Exclude<Check, 'settings' | 'database'>, string>
  /** After a setting was changed. */
  settingsFix: string
  keyless: string
  keylessFix: string
  clockFix(minutes: number): string
  databaseFix: string
  /** DingTalk did not answer, or not sensibly. */
  noAnswer: string
  busyFix: string
  /** What an owner can do about it, where the sentence for everybody is not enough. */
  modelFix: Partial<Record<AnswerFailure, string>>
  lastCallback(time: string): string
  noCallback: string
  noCallbackFix: string
  trouble: Record<CallbackProblem, (time: string) => string>
  troubleFix: Record<CallbackProblem, string>
  lastRefusal(time: string): string
  /** When the last refusal is no longer shown. */
  refusalPasses: string
}

/** What can be wrong with a callback although the address is right. */
export type CallbackProblem = 'no-secret' | 'wrong-signature' | 'out-of-date' | 'over-quota'

interface ChoiceTexts {
  none: string
  list(names: string[], current: string | undefined): string
  chosen(name: string | undefined): string
  unknown(names: string[]): string
}
