/** What the bot says about access and limits in Chinese. */
import type { AccessTexts, Use } from './access-types'

export const zhAccess: AccessTexts = {
  notAllowed: {
    person: '你还没有使用权限。如需开通，请发“/我是谁”，把结果转给管理员。',
    group: '这个群还没有开通。如需开通，请发“/我是谁”，把结果转给管理员。',
    blocked: '你的使用权限已被管理员暂停，如有疑问请联系管理员。',
  },
  overLimit: {
    minute: ({ time }) => `提问太频繁了，请在 ${time} 之后再问。`,
    day: ({ month, date }) => `你今天的提问次数已用完，${month} 月 ${date} 日 0 点（北京时间）恢复。`,
    month: ({ month, date }) =>
      `本月的用量已用完，${month} 月 ${date} 日 0 点（北京时间）恢复；急用请联系管理员。`,
  },
  nearLimit: (percent, { answers, tokens }) =>
    `管理员请注意：机器人本月的用量已达到上限的 ${percent}%（${answers} 条回答，${tokens} 个 token）。${
      percent >= 100 ? '下个月 1 日之前，机器人只回答管理员的提问。' : ''
    }上限由环境变量 LIMIT_PER_MONTH 和 LIMIT_TOKENS_PER_MONTH 设置。`,
  notForYou: '这个命令只有管理员能用。',
  whoami: (staffId, conversationId) =>
    `你的员工 ID：${staffId ?? '没有（你不是本组织的成员，或者应用还没有发布）'}\n\n这个会话的 ID：${conversationId}`,
  forgotten: '好的，你的全部对话和名字都已删除，只保留不含聊天内容的用量数字。',
  statistics: ({ today, month, top }) =>
    [
      `今天：${toUse(today)}`,
      `本月：${toUse(month)}`,
      ...(top.length > 0 ? ['本月用得最多的人：'] : []),
      ...top.map(
        ({ name, answers, tokens }, n) => `${n + 1}. ${name}：${answers} 条回答，${tokens} 个 token`,
      ),
    ].join('\n\n'),
  blocked: (people) => `好的，已拉黑：${people}。发“/取消拉黑”可以恢复。`,
  unblocked: (people) => `好的，已恢复：${people}。`,
  notBlocked: (people) => `${people} 没有被拉黑。`,
  adminNotBlocked: '管理员不能被拉黑。',
  whom: '请在命令后面 @ 对方，或者写上对方的员工 ID（对方发“/我是谁”可以看到）。',
  prompt: {
    onlyInGroups: '这个命令只能在群里用，用来设置那个群的角色。',
    shown: (prompt) =>
      prompt === undefined
        ? '这个群还没有设置角色。发“/群角色 内容”可以设置。'
        : `这个群的角色：\n\n${prompt}\n\n发“/群角色 -”可以取消。`,
    tooLong: (max) => `角色内容太长，最多 ${max} 个字符，这次没有修改。`,
    changed: '好的，这个群的角色已设置，从下一个问题开始生效。',
    removed: '好的，这个群的角色已取消。',
  },
}

function toUse({ answers, people, tokens, calls, refused }: Use): string {
  return `${answers} 条回答，${people} 人，${tokens} 个 token，${calls} 次钉钉 API 调用，拒绝 ${refused} 次`
}
