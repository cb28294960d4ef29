/** The usage page in Chinese. */
import type { UsageTexts } from './usage-types'

export const zhUsage: UsageTexts = {
  title: '钉钉机器人用量',
  link: '在网址后面加上 &view=usage，可以看用量、导出聊天记录。',
  otherMonth: (month) => `看别的月份：在网址后面加上 &month=${month}`,
  answers: '回答',
  tokens: 'Token 数',
  searches: '联网搜索',
  people: '人数',
  pictures: '画图',
  cost: '费用',
  name: '名称',
  none: '没有。',
  answersByDay: '每天的回答数',
  tokensByDay: '每天的 Token 数',
  byPerson: '按人（用得最多的 50 人）',
  byGroup: '按群（用得最多的 50 个群）',
  left: '剩余额度',
  used: '当月已用',
  limit: '上限',
  leftOver: '剩余',
  unlimited: '不限',
  allowance: {
    answers: '回答（LIMIT_PER_MONTH）',
    tokens: 'Token 数（LIMIT_TOKENS_PER_MONTH）',
    calls: '钉钉接口调用',
    pushes: '钉钉消息推送',
  },
  quotaNote:
    '钉钉的两行只算这个机器人用掉的，上限是免费版的额度（每月 5,000 次接口调用、3,000 次消息推送），同一企业的其他应用也会占用。准确的数字请看钉钉管理后台。',
  refusals: '没有回答的消息，按原因',
  refusal: {
    person: '不在允许名单里，或者在禁止名单里',
    group: '群不在允许名单里',
    blocked: '被管理员拉黑',
    minute: '超过每分钟的次数',
    day: '超过每天的次数',
    month: '本月额度用完',
  },
  kept: '保存了什么',
  keeps: (days) => [
    days === 0
      ? '聊天内容：不保存（CHATS_KEEP_DAYS=0），机器人也不记得前面的对话。改成 0 之前已经保存的，到期自动删除。消息处理完之前会暂存在数据库里，处理完就删掉。'
      : `聊天内容：问题和回答保存 ${days} 天（CHATS_KEEP_DAYS），到期自动删除。`,
    '用量：次数、Token 数和名字。全部合计、每人每月、每群每月的数字保存 400 天，每人每天的保存 40 天。里面没有聊天内容。',
    '能看到这些的人：知道 DOCTOR_KEY 的人，还有能打开数据库的人。',
  ],
  exportHelp:
    '导出聊天记录：在网址后面写 &export=csv 或 &export=jsonl，再写起止日期（北京时间），例如 &from=2026-11-01&to=2026-11-30；不写日期就是本月。',
}
