import type { CommonSwitch } from './common-switches'

/** The faults of cards and reactions, which the page lists in a group of their own. */
export const CARD_SWITCHES: CommonSwitch[] = [
  {
    id: 'dingtalk:card-refused',
    effect: {
      zh: '卡片创建不了，回答改用普通消息发送；连续三次以后，半小时内不再尝试卡片。',
      en: 'No card is created and the answer comes as a message; after three in a row, no card is tried for half an hour.',
    },
  },
  {
    id: 'dingtalk:card-template-unknown',
    effect: {
      zh: '回答改用普通消息发送；日志和自检页会说明模板不存在。',
      en: 'The answer comes as a message; the log and the check-up page say that the template does not exist.',
    },
  },
  {
    id: 'dingtalk:card-unpublished',
    effect: {
      zh: '回答改用普通消息发送；日志和自检页会说明模板还没有发布。',
      en: 'The answer comes as a message; the log and the check-up page say that the template is not published.',
    },
  },
  {
    id: 'dingtalk:card-content-refused',
    effect: {
      zh: '卡片没有通过内容审核，回答改用普通消息发送。',
      en: 'The card does not pass the content review; the answer comes as a message.',
    },
  },
  {
    id: 'dingtalk:card-busy',
    effect: {
      zh: '机器人过一会儿再试一次，还不行就改用普通消息发送。',
      en: 'The bot tries again after a moment; if that fails too, the answer comes as a message.',
    },
  },
  {
    id: 'dingtalk:card-exists',
    effect: {
      zh: '平时没有影响；只有机器人重复创建同一张卡片时，才会收到这个错误。',
      en: 'No effect as a rule: only a second attempt to create the same card gets this error.',
    },
  },
  {
    id: 'dingtalk:card-not-delivered',
    effect: {
      zh: '接口返回 200，卡片却没有送达；机器人发现后改用普通消息发送。',
      en: 'The API returns 200 but shows no card; the bot notices and sends the answer as a message.',
    },
  },
  {
    id: 'dingtalk:card-scope-missing',
    effect: {
      zh: '回答改用普通消息发送；日志和自检页会提示检查卡片权限。',
      en: 'The answer comes as a message; the log and the check-up page ask to check the card permissions.',
    },
  },
  {
    id: 'dingtalk:card-key-wrong',
    effect: {
      zh: '卡片出现了，但写不进内容：卡片以失败结束，回答用普通消息发送。',
      en: 'The card appears but takes no text: it ends as failed and the answer comes as a message.',
    },
  },
  {
    id: 'dingtalk:frames-throttled',
    effect: {
      zh: '卡片不会逐步更新，写完时一次显示全部回答。',
      en: 'The card does not grow; it shows the whole answer at the end.',
    },
  },
  {
    id: 'dingtalk:final-frame-fails',
    times: 2,
    effect: {
      zh: '最后一次更新失败两次，机器人继续重试，几秒后卡片显示完整的回答。',
      en: 'The final update fails twice; the bot tries again and the card is complete a few seconds later.',
    },
  },
  {
    id: 'dingtalk:card-blank',
    effect: {
      zh: '卡片里最多放 2800 个字，所以不会变成空白；更长的回答接着用普通消息发送。',
      en: 'A card holds at most 2,800 characters, so it does not go blank; what is longer follows as messages.',
    },
  },
  {
    id: 'dingtalk:card-slow',
    effect: {
      zh: '卡片晚三秒出现，每次更新也晚三秒，回答仍然完整。',
      en: 'The card and its updates come three seconds late; the answer is complete all the same.',
    },
  },
  {
    id: 'dingtalk:reaction-fails-twice',
    times: 2,
    effect: {
      zh: '表情晚一两秒出现，回答照常送达。',
      en: 'The reaction appears a second or two later; the answer arrives as usual.',
    },
  },
  {
    id: 'dingtalk:reaction-fails',
    effect: {
      zh: '问题上没有表情，回答照常送达。',
      en: 'There is no reaction on the question; the answer arrives as usual.',
    },
  },
]
