/** The usage page in Chinese. */
import type { UsageTexts } from './usage-types'

export const zhUsage: UsageTexts = {
  title: '钉钉机器人用量',
  link: '在网址后面加上 &view=usage，可以查看用量、导出聊天记录。',
  otherMonth: (month) => `查看其他月份：在网址后面加上 &month=${month}`,
  answers: '回答',
  tokens: 'Token 数',
  searches: '联网搜索',
  people: '人数',
  pictures: '画图',
  cost: '费用',
  name: '名称',
  none: '无。',
  answersByDay: '每天的回答数',
  tokensByDay: '每天的 Token 数',
  byPerson: '按人统计（用得最多的 50 人）',
  byGroup: '按群统计（用得最多的 50 个群）',
  left: '剩余额度',
  used: '当月已用',
  limit: '上限',
  leftOver: '剩余',
  unlimited: '不限',
  allowance: {
    answers: '回答（LIMIT_PER_MONTH）',
    tokens: 'Token 数（LIMIT_TOKENS_PER_MONTH）',
    calls: '钉钉 API 调用',
    pushes: '钉钉消息推送',
  },
  quotaNote:
    '钉钉的两行只统计这个机器人的用量，上限是免费版的额度（每月 5,000 次 API 调用、3,000 次消息推送），同一企业的其他应用也会占用。准确数字请看钉钉管理后台。',
  refusals: '没有回答的消息（按原因）',
  refusal: {
    person: '不在允许名单里，或者在禁止名单里',
    group: '群不在允许名单里',
    blocked: '已被管理员拉黑',
    minute: '超过每分钟的次数',
    day: '超过每天的次数',
    month: '本月额度已用完',
  },
  kept: '保存的数据',
  keeps: (days) => [
    days === 0
      ? '聊天内容：不保存（CHATS_KEEP_DAYS=0），机器人也不记得前面的对话。改成 0 之前保存的内容，到期自动删除。消息在处理期间会暂存在数据库里，处理完就删除。'
      : `聊天内容：问题和回答保存 ${days} 天（CHATS_KEEP_DAYS），到期自动删除。`,
    '用量：次数、Token 数和名字，不含聊天内容。总量、每人每月和每群每月的用量保存 400 天，每人每天的用量保存 40 天。',
    '谁能看到：知道 DOCTOR_KEY 的人，以及能访问数据库的人。',
  ],
  exportHelp:
    '导出聊天记录：在网址后面加上 &export=csv 或 &export=jsonl，再加上起止日期（北京时间），例如 &from=2026-11-01&to=2026-11-30；不加日期就导出本月。',
}
