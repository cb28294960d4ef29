import type { FaultRow } from './fault-row'

/** Faults of the callbacks posted to the bot, by DingTalk or by a forger. */
export const CALLBACK_FAULTS = {
  'bad-sign': {
    calls: ['callback'],
    phase: 'custom',
    en: 'Signed with another secret',
    zh: '签名错误（用了别的密钥）',
  },
  'no-sign': {
    calls: ['callback'],
    phase: 'custom',
    en: 'No timestamp and no sign',
    zh: '没有 timestamp 和 sign',
  },
  'garbage-sign': {
    calls: ['callback'],
    phase: 'custom',
    en: 'The sign is not valid base64',
    zh: '签名是乱码',
  },
  'stale-clock': {
    calls: ['callback'],
    phase: 'custom',
    en: 'Correctly signed, timestamp one hour old',
    zh: '签名正确，但时间戳是一小时前',
    params: { ms: 3_600_000 },
  },
  'future-clock': {
    calls: ['callback'],
    phase: 'custom',
    en: 'Correctly signed, timestamp one hour ahead',
    zh: '签名正确，但时间戳是一小时后',
    // A minute more, because time passes until the bot compares it.
    params: { ms: 3_660_000 },
  },
  redelivery: {
    calls: ['callback'],
    phase: 'custom',
    en: 'The same message pushed three more times, each newly signed',
    zh: '同一条消息再推送三次（每次重新签名）',
    params: { count: 3, ms: 0 },
  },
  'pushes-used-up': {
    calls: ['callback'],
    phase: 'custom',
    en: "The organisation's monthly pushes are used up: error code 20001, no text",
    zh: '组织本月的消息推送次数已用完：错误码 20001，没有消息内容',
  },
} as const satisfies Record<string, FaultRow>
