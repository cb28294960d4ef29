import { TEXTS } from '../../../functions/texts/languages'
import type { OutgoingMessage } from '../../../playground/dingtalk/callback/messages'
import type { SendOptions } from '../../../playground/dingtalk/callback/types'
import type { Bot } from '../../support/bot'

/** The secrets of these bots: what may never be seen, and what no sentence contains by chance. */
export const SECRETS = {
  appKey: 'dingk7q2x9v4m1z8w5',
  appSecret: 'Wq8Zr3-Lk1Vn6_Tb4Xs9Gd2Jf7Hm5Pc0Ry-Ea8Uo3',
  modelKey: 'sk-Qz81Vx67Lm43Nk29Jh05Gf',
  doctorKey: 'Kd72Pw94Rt61',
}

const { fix, problem, doctor } = TEXTS.zh
export const ANSWER = '今天是个好日子 🌞'

/** One line of what the doctor must say: the check, its state, and words of what it says of it and of its fix. */
export type Expected = [
  check: keyof typeof doctor.name,
  state: 'good' | 'bad' | 'unknown',
  text?: string,
  fix?: string,
]

/** A mistake in setting the bot up, what the doctor says of it, and what the person who asks reads. */
export interface Misconfiguration {
  what: string
  env?(bot: Bot): Record<string, string | undefined>
  /** Switches of the emulators, the clock, a database that is away. */
  fault?(bot: Bot): void
  message?: Partial<OutgoingMessage>
  how?: SendOptions
  /** How DingTalk's callback is answered; default 200. */
  status?: number
  /** The sentence, and the channel it takes; `undefined` when nobody may be answered. */
  reads?: [text: string, via: 'api' | 'webhook' | 'body']
  /** The fix that the owner reads under the answer. */
  hint?: string
  finds: Expected[]
  /** Something has to give up first, on the bot's clock. */
  takesTime?: true
  /** Nothing is sent at all. */
  silent?: true
  packages?: 'without openai'
  database?: 'away'
}

/** The answer, as if nothing were wrong. */
export const answered: Pick<Misconfiguration, 'reads'> = { reads: [ANSWER, 'api'] }
/** The answer by the webhook, with a line for the owner. */
export const byOtherChannel = (why: keyof typeof fix): Pick<Misconfiguration, 'reads' | 'hint'> => ({
  reads: [ANSWER, 'webhook'],
  hint: fix[why],
})
/** What the doctor makes of a refusal. */
export const refusedBy = (why: keyof typeof fix): Expected => [
  'delivery',
  'bad',
  '钉钉拒绝过一条回答',
  fix[why],
]
/** What the doctor says of an environment variable. */
export const setting = (
  variable: string,
  kind: Parameters<typeof problem>[0]['kind'],
  expected?: string,
): Expected => ['settings', 'bad', problem({ variable, kind, expected }), doctor.settingsFix]
/** DingTalk knows no such pair of key and secret. */
export const tokenRefused: Expected = ['token', 'bad', doctor.bad.token, fix['app-refused']]
/** A callback came that another secret signed. */
export const wrongSignature: Expected = ['callback', 'bad', '签名不对', doctor.troubleFix['wrong-signature']]
