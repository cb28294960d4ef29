/** One of the switches that stand at the top: what it promises, and how it is switched on. */
export interface CommonSwitch {
  id: string
  /** What the person and the owner get, in one sentence. */
  promise: { zh: string; en: string }
  /** How often it strikes before it switches itself off; default: until it is switched off. */
  times?: number
}

/** The faults that a bot owner meets first, in the order of a message's way; the rest of the tables comes below them. */
export const COMMON_SWITCHES: CommonSwitch[] = [
  {
    id: 'dingtalk:bad-sign',
    promise: {
      zh: '机器人回 401，什么也不做；聊天里什么也不出现。',
      en: 'The bot answers 401 and does nothing; nothing appears in the chat.',
    },
  },
  {
    id: 'dingtalk:stale-clock',
    promise: {
      zh: '签名是对的，但已经过期：401，聊天里什么也不出现。',
      en: 'The signature is right but too old: 401, nothing appears in the chat.',
    },
  },
  {
    id: 'dingtalk:redelivery',
    promise: {
      zh: '同一条消息推送四次，回答只有一条。',
      en: 'The same message comes four times and is answered once.',
    },
  },
  {
    id: 'openai:slow',
    promise: {
      zh: '回调几毫秒内就确认，回答晚三秒到。',
      en: 'The callback is acknowledged within milliseconds, the answer comes three seconds later.',
    },
  },
  {
    id: 'openai:hang',
    promise: {
      zh: '到了 ANSWER_TIMEOUT_SECONDS，收到一句说明，而不是沉默。',
      en: 'After ANSWER_TIMEOUT_SECONDS there is a sentence instead of silence.',
    },
  },
  {
    id: 'openai:bad-key',
    promise: {
      zh: '收到一句话：请管理员检查 OPENAI_KEY；密钥不会出现在聊天里。',
      en: 'One sentence asks the admin to check OPENAI_KEY; the key itself never shows.',
    },
  },
  {
    id: 'openai:rate-limited',
    promise: {
      zh: '等一等再试；还不行，就用一句话请对方稍后再问。',
      en: 'The bot waits and tries again; if it stays so, one sentence asks for patience.',
    },
  },
  {
    id: 'openai:server-error',
    promise: {
      zh: '重试几次，然后一句抱歉；上游的报错不会出现在聊天里。',
      en: "A few tries, then one sentence; the service's own words never show.",
    },
  },
  {
    id: 'dingtalk:token-revoked',
    times: 1,
    promise: {
      zh: '换一个新的 access_token 再发，回答照常到达。',
      en: 'The bot fetches a new token and sends again; the answer arrives as usual.',
    },
  },
  {
    id: 'dingtalk:permission-missing',
    promise: {
      zh: '改走 sessionWebhook，回答照常到达；下面一行告诉管理员去哪里开通权限。',
      en: 'The answer takes the sessionWebhook; a line below it tells the admin which permission to apply for.',
    },
  },
  {
    id: 'dingtalk:qps-limit',
    times: 2,
    promise: {
      zh: '被限流两次，退避后再发，回答晚几秒到。',
      en: 'Throttled twice: the bot backs off and the answer comes a few seconds later.',
    },
  },
  {
    id: 'dingtalk:user-throttled',
    promise: {
      zh: '单聊时接口返回 200 但没有送达；机器人发现后改走 sessionWebhook。',
      en: 'In a direct chat the API says 200 but does not deliver; the bot notices and takes the sessionWebhook.',
    },
  },
  {
    id: 'dingtalk:webhook-expired',
    promise: {
      zh: '走接口的回答不受影响；和“缺少接口权限”一起打开，两条路都断，日志里会写明。',
      en: 'Answers by the API are not affected; together with the missing permission both channels are closed, and the log says so.',
    },
  },
  {
    id: 'replica:killed',
    times: 1,
    promise: {
      zh: '大模型回答时进程被杀掉再重启：约 10 秒后另一个进程接手，回答只有一条。',
      en: 'The process dies while the model thinks and starts again: after some 10 s the message is taken over and answered once.',
    },
  },
]
