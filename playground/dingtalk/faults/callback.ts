import type { FaultRow } from './row'

/** What can be wrong with the callbacks that DingTalk, or somebody who pretends to be it, posts to the bot. */
export const CALLBACK_FAULTS = {
  'bad-sign': {
    calls: ['callback'],
    phase: 'asked',
    en: 'Signed with another secret',
    zh: '签名错误（用了别的密钥）',
  },
  'no-sign': {
    calls: ['callback'],
    phase: 'asked',
    en: 'Neither timestamp nor sign',
    zh: '没有 timestamp 和 sign',
  },
  'garbage-sign': {
    calls: ['callback'],
    phase: 'asked',
    en: 'A sign that is no base64 of 32 bytes',
    zh: '签名是乱码',
  },
  'stale-clock': {
    calls: ['callback'],
    phase: 'asked',
    en: 'Correctly signed one hour ago',
    zh: '一小时前的正确签名',
    params: { ms: -3_600_000 },
  },
  'future-clock': {
    calls: ['callback'],
    phase: 'asked',
    en: 'Correctly signed one hour ahead',
    zh: '一小时后的正确签名',
    params: { ms: 3_600_000 },
  },
  redelivery: {
    calls: ['callback'],
    phase: 'asked',
    en: 'The same message three times more, freshly signed',
    zh: '同一条消息再推送三次（重新签名）',
    params: { count: 3, ms: 0 },
  },
} as const satisfies Record<string, FaultRow>
