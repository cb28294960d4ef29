/** A switch that is listed first. */
export interface CommonSwitch {
  /** As in `Switch`. */
  id: string
  /** What to expect, in one sentence. */
  effect: { zh: string; en: string }
  /** How many calls it affects before it switches itself off; default: all until it is switched off. */
  times?: number
}

/** The most common faults, in the order in which a message meets them; the page lists all others below. */
export const COMMON_SWITCHES: CommonSwitch[] = [
  {
    id: 'dingtalk:bad-sign',
    effect: {
      zh: '机器人返回 401，不处理这条消息；用户收不到回答。',
      en: 'The bot returns 401 and ignores the message; the user gets no answer.',
    },
  },
  {
    id: 'dingtalk:stale-clock',
    effect: {
      zh: '签名正确但已过期：机器人返回 401，用户收不到回答。',
      en: 'The signature is valid but too old: the bot returns 401, and the user gets no answer.',
    },
  },
  {
    id: 'dingtalk:redelivery',
    effect: {
      zh: '同一条消息推送四次，机器人只回答一次。',
      en: 'The same message is pushed four times; the bot answers it once.',
    },
  },
  {
    id: 'openai:slow',
    effect: {
      zh: '回调几毫秒内就确认，回答晚 3 秒到。',
      en: 'The callback is acknowledged within milliseconds; the answer arrives three seconds later.',
    },
  },
  {
    id: 'openai:hang',
    effect: {
      zh: '打开期间 ANSWER_TIMEOUT_SECONDS 最多为 10：等 10 秒仍没有回答，机器人会发一句说明。',
      en: 'While this is on, ANSWER_TIMEOUT_SECONDS is at most 10: after ten seconds the bot says that the model took too long.',
    },
  },
  {
    id: 'openai:bad-key',
    effect: {
      zh: '机器人会回复：请管理员检查 OPENAI_KEY。密钥不会出现在聊天里。',
      en: 'The bot asks the admin to check OPENAI_KEY; the key itself never appears in the chat.',
    },
  },
  {
    id: 'openai:rate-limited',
    effect: {
      zh: '机器人稍等后重试；还是不行，就请用户稍后再问。',
      en: 'The bot waits and retries; if that fails too, it asks the user to try again later.',
    },
  },
  {
    id: 'openai:server-error',
    effect: {
      zh: '机器人重试几次，还是不行就说明原因；大模型服务的报错原文不会出现在聊天里。',
      en: "The bot retries a few times, then says that the model service failed; the service's own error message never appears in the chat.",
    },
  },
  {
    id: 'dingtalk:token-revoked',
    times: 1,
    effect: {
      zh: '机器人重新获取 access_token 再发送，回答照常送达。',
      en: 'The bot gets a new token and sends again; the answer arrives as usual.',
    },
  },
  {
    id: 'dingtalk:permission-missing',
    effect: {
      zh: '机器人改用 sessionWebhook 发送，回答照常送达；末尾会提示管理员去哪里开通权限。',
      en: 'The bot sends the answer through the sessionWebhook; a line at the end tells the admin which permission to grant.',
    },
  },
  {
    id: 'dingtalk:quota-used-up',
    effect: {
      zh: '机器人改用 sessionWebhook 发送，回答照常送达；末尾会提示管理员本月的 API 调用次数已用完。',
      en: "The bot sends the answer through the sessionWebhook; a line at the end tells the admin that this month's API calls are used up.",
    },
  },
  {
    id: 'dingtalk:pushes-used-up',
    effect: {
      zh: '钉钉只推送一条通知，里面没有消息内容；用户收不到回答，原因见机器人的自检页。',
      en: "DingTalk pushes only a notice, without the text. The user gets no answer, and the bot's check-up page says why.",
    },
  },
  {
    id: 'dingtalk:content-refused-once',
    effect: {
      zh: '回答没有通过内容审核，机器人改发一句说明。',
      en: 'The answer fails the content review; the bot sends a message that says so instead.',
    },
  },
  {
    id: 'dingtalk:content-refused',
    effect: {
      zh: '回答和说明都没有通过内容审核，换一种方式也发不出去；用户收不到回答，日志里会记录原因。',
      en: 'Both the answer and the explanation fail the content review, on both channels. The user gets no answer, and the log says why.',
    },
  },
  {
    id: 'dingtalk:qps-limit',
    times: 2,
    effect: {
      zh: '发送被限流两次，机器人等几秒后重发，回答晚几秒到。',
      en: 'Sending is throttled twice; the bot waits and sends again, and the answer arrives a few seconds later.',
    },
  },
  {
    id: 'dingtalk:user-throttled',
    effect: {
      zh: '单聊时接口返回 200，但消息没有送达；机器人发现后改用 sessionWebhook 发送。',
      en: 'In a direct chat the API returns 200 without delivering the message; the bot notices and sends it through the sessionWebhook.',
    },
  },
  {
    id: 'dingtalk:webhook-expired',
    effect: {
      zh: '通过接口发送的回答不受影响。外部联系人的单聊只能用 sessionWebhook：用户收不到回答，日志里会记录原因。',
      en: 'Answers sent through the API are not affected. The direct chat of an external contact has only the sessionWebhook: the user gets no answer, and the log says why.',
    },
  },
  {
    id: 'replica:killed',
    times: 1,
    effect: {
      zh: '约 10 秒后，新进程接手这条消息，只回答一次。',
      en: 'The process is killed and restarted while the model answers. About 10 s later the new process takes over the message and answers it once.',
    },
  },
]
