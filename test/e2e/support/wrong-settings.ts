import { TEXTS } from '../../../functions/texts/languages'
import {
  ANSWER,
  answered,
  byOtherChannel,
  type Misconfiguration,
  refusedBy,
  SECRETS,
  setting,
  tokenRefused,
  wrongSignature,
} from './misconfiguration'

const { doctor } = TEXTS.zh

/** Mistakes with the app's key and secret, and with numbers and choices. */
export const WRONG_SETTINGS: Misconfiguration[] = [
  {
    what: 'neither app key nor secret',
    env: () => ({ DING_APP_KEY: '', DING_APP_SECRET: undefined }),
    status: 401,
    finds: [
      setting('DING_APP_KEY', 'missing'),
      setting('DING_APP_SECRET', 'missing'),
      ['token', 'unknown', doctor.unknown.token],
      ['permission', 'unknown', doctor.unknown.permission],
      ['callback', 'bad', '没有设置 DING_APP_SECRET', doctor.callbackProblemFix['no-secret']],
    ],
  },
  {
    what: 'the app key in the place of the secret',
    env: () => ({ DING_APP_SECRET: SECRETS.appKey }),
    status: 401,
    finds: [setting('DING_APP_SECRET', 'looks-like-key'), tokenRefused, wrongSignature],
  },
  {
    what: 'a secret in quotes, which are removed',
    env: () => ({ DING_APP_SECRET: `“${SECRETS.appSecret}”` }),
    ...answered,
    finds: [setting('DING_APP_SECRET', 'quoted'), ['token', 'good']],
  },
  {
    what: 'a secret with spaces and a line feed around it, which are removed',
    env: () => ({ DING_APP_SECRET: `  ${SECRETS.appSecret}\r\n` }),
    ...answered,
    finds: [
      ['settings', 'good'],
      ['token', 'good'],
    ],
  },
  {
    what: 'a secret with a line feed in it',
    env: () => ({ DING_APP_SECRET: SECRETS.appSecret.replace('_', '\n') }),
    status: 401,
    finds: [
      setting('DING_APP_SECRET', 'not-plain-text'),
      ['token', 'unknown'],
      ['callback', 'bad', '没有设置 DING_APP_SECRET'],
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
    ...byOtherChannel('app-refused'),
    finds: [tokenRefused, refusedBy('app-refused'), ['callback', 'good']],
  },
  {
    what: 'a card template that does not exist',
    env: () => ({ REPLY_VIA: 'card', CARD_TEMPLATE_ID: 'nothing.schema' }),
    ...answered,
    hint: TEXTS.zh.fix['card-template'],
    finds: [['card', 'bad', doctor.bad.card, TEXTS.zh.fix['card-template']], refusedBy('card-template')],
  },
  {
    what: 'REPLY_VIA misspelt',
    env: () => ({ REPLY_VIA: 'webhok' }),
    ...answered,
    finds: [setting('REPLY_VIA', 'not-a-choice', 'api / webhook / card')],
  },
  {
    what: 'ANSWER_TIMEOUT_SECONDS in words',
    env: () => ({ ANSWER_TIMEOUT_SECONDS: '两分钟' }),
    ...answered,
    finds: [setting('ANSWER_TIMEOUT_SECONDS', 'not-a-number', '1–1200')],
  },
  {
    what: 'DING_ALLOW_UNSIGNED with a secret, which makes it ineffective',
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
    what: 'DING_ALLOW_UNSIGNED without a secret, which is the keyless mode',
    env: () => ({ DING_ALLOW_UNSIGNED: 'true', DING_APP_KEY: '', DING_APP_SECRET: '' }),
    how: { sign: 'missing' },
    reads: [ANSWER, 'body'],
    finds: [
      ['settings', 'bad', doctor.keyless, doctor.keylessFix],
      ['model', 'good'],
    ],
  },
]
