import { TEXTS } from '../../../functions/texts'
import type { OutgoingMessage } from '../../../playground/dingtalk/messages'
import { FOREIGN_ROBOT_CODE } from '../../../playground/dingtalk/routes/send'
import type { SendOptions } from '../../../playground/dingtalk/sender'
import type { Bot } from '../../support/bot'

/** The secrets of these bots: what may never be seen, and what no sentence contains by chance. */
export const SECRETS = {
  appKey: 'dingk7q2x9v4m1z8w5',
  appSecret: 'Wq8Zr3-Lk1Vn6_Tb4Xs9Gd2Jf7Hm5Pc0Ry-Ea8Uo3',
  modelKey: 'sk-Qz81Vx67Lm43Nk29Jh05Gf',
  doctorKey: 'Kd72Pw94Rt61',
}

const HOUR_MS = 60 * 60 * 1_000
const { failure, mend, problem, doctor } = TEXTS.zh
const ANSWER = '今天是个好日子 🌞'

/** One line of what the doctor must say: the check, its state, and words of what it says of it and of its mend. */
type Expected = [
  check: keyof typeof doctor.name,
  state: 'good' | 'bad' | 'unknown',
  text?: string,
  mend?: string,
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
  /** The sentence, and the road it takes; `undefined` when nobody may be answered. */
  reads?: [text: string, via: 'api' | 'webhook' | 'body']
  /** The mend that the owner reads under the answer. */
  hint?: string
  finds: Expected[]
  /** Something has to give up first, on the bot's clock. */
  takesTime?: true
  /** Nothing is sent at all. */
  silent?: true
  packages?: 'without openai'
  database?: 'away'
}

const answered: Pick<Misconfiguration, 'reads'> = { reads: [ANSWER, 'api'] }
const byOtherRoad = (why: keyof typeof mend): Pick<Misconfiguration, 'reads' | 'hint'> => ({
  reads: [ANSWER, 'webhook'],
  hint: mend[why],
})
const refusedBy = (why: keyof typeof mend): Expected => ['delivery', 'bad', '钉钉拒绝过一条回答', mend[why]]
const setting = (
  variable: string,
  kind: Parameters<typeof problem>[0]['kind'],
  expected?: string,
): Expected => ['settings', 'bad', problem({ variable, kind, expected }), doctor.settingsMend]
const tokenRefused: Expected = ['token', 'bad', doctor.bad.token, mend['app-refused']]
const wrongSignature: Expected = ['callback', 'bad', '签名不对', doctor.troubleMend['wrong-signature']]

export const MISCONFIGURATIONS: Misconfiguration[] = [
  {
    what: 'neither app key nor secret',
    env: () => ({ DING_APP_KEY: '', DING_APP_SECRET: undefined }),
    status: 401,
    finds: [
      setting('DING_APP_KEY', 'missing'),
      setting('DING_APP_SECRET', 'missing'),
      ['token', 'unknown', doctor.unknown.token],
      ['permission', 'unknown', doctor.unknown.permission],
      ['callback', 'bad', '没有 DING_APP_SECRET', doctor.troubleMend['no-secret']],
    ],
  },
  {
    what: 'the app key in the place of the secret',
    env: () => ({ DING_APP_SECRET: SECRETS.appKey }),
    status: 401,
    finds: [setting('DING_APP_SECRET', 'looks-like-key'), tokenRefused, wrongSignature],
  },
  {
    what: 'a secret in quotes: repaired, and said so',
    env: () => ({ DING_APP_SECRET: `“${SECRETS.appSecret}”` }),
    ...answered,
    finds: [setting('DING_APP_SECRET', 'quoted'), ['token', 'good']],
  },
  {
    what: 'a secret with spaces and a new line around it: repaired',
    env: () => ({ DING_APP_SECRET: `  ${SECRETS.appSecret}\r\n` }),
    ...answered,
    finds: [
      ['settings', 'good'],
      ['token', 'good'],
    ],
  },
  {
    what: 'a secret with a new line in it',
    env: () => ({ DING_APP_SECRET: SECRETS.appSecret.replace('_', '\n') }),
    status: 401,
    finds: [
      setting('DING_APP_SECRET', 'not-plain-text'),
      ['token', 'unknown'],
      ['callback', 'bad', '没有 DING_APP_SECRET'],
    ],
  },
  {
    what: 'the secret of another app',
    env: () => ({ DING_APP_SECRET: SECRETS.appSecret.toLowerCase() }),
    status: 401,
    finds: [['settings', 'good'], tokenRefused, ['permission', 'unknown'], wrongSignature],
  },
  {
    what: 'the key of another app',
    env: () => ({ DING_APP_KEY: 'dinganotherapp00000' }),
    ...byOtherRoad('app-refused'),
    finds: [tokenRefused, refusedBy('app-refused'), ['callback', 'good']],
  },
  {
    what: 'no key for the model',
    env: () => ({ OPENAI_KEY: ' ' }),
    reads: [failure['key-missing'], 'api'],
    finds: [setting('OPENAI_KEY', 'missing'), ['model', 'unknown', doctor.unknown.model]],
  },
  {
    what: 'a key the model service does not accept',
    fault: ({ openai }) => openai.faults.set('bad-key'),
    reads: [failure['key-refused'], 'api'],
    finds: [
      ['settings', 'good'],
      ['model', 'bad', doctor.bad.model, doctor.modelMend['key-refused']],
    ],
  },
  {
    what: 'a key for the model in full-width characters',
    env: () => ({ OPENAI_KEY: SECRETS.modelKey.replace('-', '－') }),
    reads: [failure['key-missing'], 'api'],
    finds: [setting('OPENAI_KEY', 'not-plain-text'), ['model', 'unknown', doctor.unknown.model]],
  },
  {
    what: 'a key for the model in quotes: repaired, and said so',
    env: () => ({ OPENAI_KEY: `'${SECRETS.modelKey}'` }),
    ...answered,
    finds: [setting('OPENAI_KEY', 'quoted'), ['model', 'good']],
  },
  {
    what: 'the package openai not installed',
    packages: 'without openai',
    reads: [failure['package-missing'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelMend['package-missing']]],
  },
  {
    what: 'a model that the service does not know',
    env: () => ({ OPENAI_MODEL: 'gpt-99-turbo' }),
    reads: [failure['model-unknown'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelMend['model-unknown']]],
  },
  {
    what: 'a base URL without /v1',
    env: ({ openai }) => ({ OPENAI_BASE_URL: openai.url.replace('/v1', '') }),
    reads: [failure['model-unknown'], 'api'],
    finds: [
      ['settings', 'good'],
      ['model', 'bad', doctor.bad.model, '一般以 /v1 结尾'],
    ],
  },
  {
    what: 'a base URL with the route itself: repaired',
    env: ({ openai }) => ({ OPENAI_BASE_URL: `${openai.url}/chat/completions/` }),
    ...answered,
    finds: [
      ['settings', 'good'],
      ['model', 'good'],
    ],
  },
  {
    what: 'a base URL that is none: the key goes nowhere',
    env: () => ({ OPENAI_BASE_URL: 'api.deepseek.com/v1' }),
    reads: [failure.unreachable, 'api'],
    finds: [
      setting('OPENAI_BASE_URL', 'not-a-url'),
      ['model', 'bad', doctor.bad.model, doctor.modelMend.unreachable],
    ],
  },
  {
    what: 'a base URL where nobody listens',
    env: () => ({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }),
    reads: [failure.unreachable, 'api'],
    finds: [
      ['settings', 'good'],
      ['model', 'bad', doctor.bad.model, doctor.modelMend.unreachable],
    ],
  },
  {
    what: "a base URL that is the provider's home page",
    fault: ({ openai }) => openai.faults.set('html'),
    reads: [failure['model-failed'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelMend['model-failed']]],
  },
  {
    what: 'no credit left with the model service',
    fault: ({ openai }) => openai.faults.set('no-quota'),
    reads: [failure['model-quota'], 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelMend['model-quota']]],
  },
  {
    what: 'a model that never answers',
    takesTime: true,
    env: () => ({ ANSWER_TIMEOUT_SECONDS: '30' }),
    fault: ({ openai }) => openai.faults.set('hang'),
    reads: [failure.timeout, 'api'],
    finds: [['model', 'bad', doctor.bad.model, doctor.modelMend.timeout]],
  },
  {
    what: 'no permission to send as the robot',
    fault: ({ dingtalk }) => dingtalk.faults.set('permission-missing'),
    ...byOtherRoad('permission'),
    finds: [
      ['token', 'good'],
      ['permission', 'bad', doctor.bad.permission, 'qyapi_robot_sendmsg'],
      refusedBy('permission'),
    ],
  },
  {
    what: 'a server whose IP is not on the list',
    fault: ({ dingtalk }) => dingtalk.faults.set('ip-refused'),
    ...byOtherRoad('ip-list'),
    finds: [
      ['token', 'bad', doctor.bad.token, mend['ip-list']],
      ['permission', 'unknown'],
      refusedBy('ip-list'),
    ],
  },
  {
    what: "the month's API calls used up",
    fault: ({ dingtalk }) => dingtalk.faults.set('quota-used-up'),
    ...byOtherRoad('quota'),
    finds: [['token', 'good'], ['permission', 'bad', doctor.bad.permission, mend.quota], refusedBy('quota')],
  },
  {
    what: 'a robot that may not send to people',
    fault: ({ dingtalk }) => dingtalk.faults.set('robot-stopped', { on: 'batchSend' }),
    ...byOtherRoad('robot-stopped'),
    finds: [['permission', 'good'], refusedBy('robot-stopped')],
  },
  {
    what: 'a robot that belongs to another app',
    message: { override: { robotCode: FOREIGN_ROBOT_CODE } },
    ...byOtherRoad('robot-unknown'),
    finds: [['token', 'good'], refusedBy('robot-unknown')],
  },
  {
    what: 'an app that the asker may not see',
    fault: ({ dingtalk }) => dingtalk.faults.set('user-invalid'),
    ...byOtherRoad('user-not-reached'),
    finds: [refusedBy('user-not-reached')],
  },
  {
    what: 'an app without a published version: no staff id comes',
    message: { variant: { staffId: false } },
    ...byOtherRoad('no-staff-id'),
    finds: [refusedBy('no-staff-id')],
  },
  {
    what: "the month's pushes used up",
    message: { kind: 'overQuota' } as Partial<OutgoingMessage>,
    finds: [['callback', 'bad', '额度用完', doctor.troubleMend['over-quota']]],
  },
  {
    what: 'an API address where nobody listens',
    takesTime: true,
    env: () => ({ DING_API_URL: 'http://127.0.0.1:9' }),
    reads: [ANSWER, 'webhook'],
    finds: [
      ['token', 'bad', doctor.bad.token, doctor.busyMend],
      ['clock', 'unknown', doctor.unknown.clock],
    ],
  },
  {
    what: 'reply addresses that come from elsewhere than DING_OAPI_URL',
    env: () => ({ REPLY_VIA: 'webhook', DING_OAPI_URL: 'http://127.0.0.1:9' }),
    reads: [ANSWER, 'api'],
    hint: mend['webhook-untrusted'],
    finds: [refusedBy('webhook-untrusted')],
  },
  {
    what: 'REPLY_VIA misspelt',
    env: () => ({ REPLY_VIA: 'webhok' }),
    ...answered,
    finds: [setting('REPLY_VIA', 'not-a-choice', 'api / webhook')],
  },
  {
    what: 'ANSWER_TIMEOUT_SECONDS in words',
    env: () => ({ ANSWER_TIMEOUT_SECONDS: '两分钟' }),
    ...answered,
    finds: [setting('ANSWER_TIMEOUT_SECONDS', 'not-a-number', '1–1200')],
  },
  {
    what: 'DING_ALLOW_UNSIGNED although there is a secret: strangers stay outside',
    env: () => ({ DING_ALLOW_UNSIGNED: 'true' }),
    how: { sign: 'missing' },
    status: 401,
    finds: [
      setting('DING_ALLOW_UNSIGNED', 'ignored'),
      ['token', 'good'],
      ['callback', 'unknown', doctor.noCallback],
    ],
  },
  {
    what: 'DING_ALLOW_UNSIGNED without a secret: the keyless mode, and what it means',
    env: () => ({ DING_ALLOW_UNSIGNED: 'true', DING_APP_KEY: '', DING_APP_SECRET: '' }),
    how: { sign: 'missing' },
    reads: [ANSWER, 'body'],
    finds: [
      ['settings', 'bad', doctor.keyless, doctor.keylessMend],
      ['model', 'good'],
    ],
  },
  {
    what: 'a database that is away',
    database: 'away',
    ...answered,
    finds: [
      ['database', 'bad', doctor.bad.database, doctor.databaseMend],
      ['callback', 'unknown', doctor.unknown.callback],
      ['delivery', 'unknown', doctor.unknown.delivery],
    ],
  },
  {
    what: 'a clock that is wrong by two hours',
    fault: ({ clock }) => clock.advance(2 * HOUR_MS),
    how: { skewMs: -2 * HOUR_MS },
    status: 401,
    finds: [
      ['clock', 'bad', doctor.bad.clock, '120 分钟'],
      ['callback', 'bad', '时间差了一小时以上', doctor.troubleMend['out-of-date']],
    ],
  },
  {
    what: 'an address that nobody gave to DingTalk',
    silent: true,
    finds: [
      ['settings', 'good'],
      ['callback', 'unknown', doctor.noCallback, doctor.noCallbackMend],
      ['delivery', 'good'],
    ],
  },
  {
    what: 'callbacks that somebody else signed',
    how: { sign: 'wrong' },
    status: 401,
    finds: [['token', 'good'], wrongSignature],
  },
]
