import { TEXTS } from '../../../functions/texts/languages'
import type { OutgoingMessage } from '../../../playground/dingtalk/callback/messages'
import type { SendOptions } from '../../../playground/dingtalk/callback/types'
import type { Bot } from '../../support/bot'

/** The secrets of these bots, which no sentence contains by chance. */
export const SECRETS = {
  appKey: 'dingk7q2x9v4m1z8w5',
  appSecret: 'Wq8Zr3-Lk1Vn6_Tb4Xs9Gd2Jf7Hm5Pc0Ry-Ea8Uo3',
  modelKey: 'sk-Qz81Vx67Lm43Nk29Jh05Gf',
  doctorKey: 'Kd72Pw94Rt61Hs38Vb',
}

const { fix, problem, doctor } = TEXTS.zh
export const ANSWER = '今天是个好日子 🌞'

/** An expected finding: the check, its state, a part of its text, and a part of its fix. */
export type Expected = [
  check: keyof typeof doctor.name,
  state: 'good' | 'bad' | 'unknown',
  text?: string,
  fix?: string,
]

/** A mistake in the setup, the findings of the check-up, and the text that the asker receives. */
export interface Misconfiguration {
  what: string
  env?(bot: Bot): Record<string, string | undefined>
  /** Sets faults of the emulators or moves the clock. */
  fault?(bot: Bot): void
  message?: Partial<OutgoingMessage>
  how?: SendOptions
  /** The status of the answer to the callback; default 200. */
  status?: number
  /** The text that the asker receives, and its channel; `undefined` when no message is sent. */
  reads?: [text: string, via: 'api' | 'webhook' | 'body']
  /** The hint for the owner under the answer. */
  hint?: string
  finds: Expected[]
  /** A time-out has to run out first, on the bot's clock. */
  takesTime?: true
  /** No callback arrives. */
  silent?: true
  packages?: 'without openai'
  database?: 'away'
}

/** The answer arrives as usual. */
export const answered: Pick<Misconfiguration, 'reads'> = { reads: [ANSWER, 'api'] }
/** The answer arrives by the webhook, with a hint for the owner. */
export const byOtherChannel = (why: keyof typeof fix): Pick<Misconfiguration, 'reads' | 'hint'> => ({
  reads: [ANSWER, 'webhook'],
  hint: fix[why],
})
/** The finding about a refused delivery. */
export const refusedBy = (why: keyof typeof fix): Expected => ['delivery', 'bad', '拒绝过一条回答', fix[why]]
/** The finding about an environment variable. */
export const setting = (
  variable: string,
  kind: Parameters<typeof problem>[0]['kind'],
  expected?: string,
): Expected => ['settings', 'bad', problem({ variable, kind, expected }), doctor.settingsFix]
/** The finding when DingTalk does not know the pair of key and secret. */
export const tokenRefused: Expected = ['token', 'bad', doctor.bad.token, fix['app-refused']]
/** The finding when a callback was signed with another secret. */
export const wrongSignature: Expected = [
  'callback',
  'bad',
  '签名不正确',
  doctor.callbackProblemFix['wrong-signature'],
]
