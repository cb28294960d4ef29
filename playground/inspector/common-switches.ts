/** A switch that is listed first. */
export interface CommonSwitch {
  /** As in `Switch`. */
  id: string
  /** What to expect, in one sentence. */
  effect: { zh: string; en: string }
  /** How often it strikes before it switches itself off; default: until it is switched off. */
  times?: number
}

/** The most common faults, in the order in which a message meets them; the page lists all others below. */
export const COMMON_SWITCHES: CommonSwitch[] = [
  {
    id: 'dingtalk:bad-sign',
    effect: {
      zh: '机器人返回 401，不做任何处理；聊天里不会出现回答。',
      en: 'The bot returns 401 and does nothing; no answer appears in the chat.',
    },
  },
  {
    id: 'dingtalk:stale-clock',
    effect: {
      zh: '签名正确但已过期：返回 401，聊天里不会出现回答。',
      en: 'The signature is valid but too old: 401, and no answer appears in the chat.',
    },
  },
  {
    id: 'dingtalk:redelivery',
    effect: {
      zh: '同一条消息推送四次，机器人只回答一次。',
      en: 'The same message is pushed four times and answered once.',
    },
  },
  {
    id: 'openai:slow',
    effect: {
      zh: '回调在几毫秒内确认，回答晚三秒到。',
      en: 'The callback is acknowledged within milliseconds; the answer arrives three seconds later.',
    },
  },
  {
    id: 'openai:hang',
    effect: {
      zh: '打开时 ANSWER_TIMEOUT_SECONDS 最多是 10：等了 10 秒还没有回答，机器人会发一句说明。',
      en: 'While it is on, ANSWER_TIMEOUT_SECONDS is 10 at most: after ten seconds the bot sends a short explanation.',
    },
  },
  {
    id: 'openai:bad-key',
    effect: {
      zh: '机器人回复：请管理员检查 OPENAI_KEY。密钥不会出现在聊天里。',
      en: 'The bot asks the admin to check OPENAI_KEY; the key itself never appears in the chat.',
    },
  },
  {
    id: 'openai:rate-limited',
    effect: {
      zh: '机器人稍等后重试；仍然不行，就请对方稍后再问。',
      en: 'The bot waits and retries; if that fails too, it asks the person to try again later.',
    },
  },
  {
    id: 'openai:server-error',
    effect: {
      zh: '机器人重试几次，还不行就道歉；上游的报错不会出现在聊天里。',
      en: "The bot retries a few times, then apologises; the service's error message never appears in the chat.",
    },
  },
  {
    id: 'dingtalk:token-revoked',
    times: 1,
    effect: {
      zh: '机器人换一个新的 access_token 重发，回答照常送达。',
      en: 'The bot gets a new token and sends again; the answer arrives as usual.',
    },
  },
  {
    id: 'dingtalk:permission-missing',
    effect: {
      zh: '机器人改用 sessionWebhook 发送，回答照常送达；末尾一行告诉管理员去哪里开通权限。',
      en: 'The bot sends the answer via the sessionWebhook; a line below it tells the admin which permission to apply for.',
    },
  },
  {
    id: 'dingtalk:quota-used-up',
    effect: {
      zh: '机器人改用 sessionWebhook 发送，回答照常送达；末尾一行告诉管理员本月的 API 调用次数已用完。',
      en: "The bot sends the answer via the sessionWebhook; a line below it tells the admin that this month's API calls are used up.",
    },
  },
  {
    id: 'dingtalk:pushes-used-up',
    effect: {
      zh: '钉钉只推送一个通知，里面没有消息内容；聊天里不会出现回答，机器人的自检页会说明原因。',
      en: "DingTalk pushes only a notice without the text: no answer appears in the chat, and the bot's check-up page says why.",
    },
  },
  {
    id: 'dingtalk:content-refused-once',
    effect: {
      zh: '回答没有通过内容审核，机器人改发一句说明。',
      en: 'The answer does not pass the content review; the bot sends a sentence that says so.',
    },
  },
  {
    id: 'dingtalk:content-refused',
    effect: {
      zh: '回答和说明都没有通过内容审核，换一种方式发送也不行；聊天里不会出现回答，日志里会写明原因。',
      en: 'Neither the answer nor the sentence about it passes, on either channel: no answer appears in the chat, and the log says why.',
    },
  },
  {
    id: 'dingtalk:qps-limit',
    times: 2,
    effect: {
      zh: '发送被限流两次，机器人等几秒再发，回答晚几秒到。',
      en: 'Sending is throttled twice; the bot backs off and the answer arrives a few seconds later.',
    },
  },
  {
    id: 'dingtalk:user-throttled',
    effect: {
      zh: '单聊时接口返回 200，消息却没有送达；机器人发现后改用 sessionWebhook 发送。',
      en: 'In a direct chat the API returns 200 but does not deliver; the bot notices and sends via the sessionWebhook.',
    },
  },
  {
    id: 'dingtalk:webhook-expired',
    effect: {
      zh: '通过接口发送的回答不受影响；和“缺少接口权限”一起打开时，两种方式都发不出去，日志里会写明原因。',
      en: 'Answers sent via the API are not affected. Together with the missing permission neither channel works, and the log says why.',
    },
  },
  {
    id: 'replica:killed',
    times: 1,
    effect: {
      zh: '大模型回答时进程被杀掉再重启：约 10 秒后新进程接手这条消息，只回答一次。',
      en: 'The process is killed and restarted while the model answers; after about 10 s the new process takes the message over and answers it once.',
    },
  },
]
