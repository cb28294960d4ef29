/** What the bot says about access and limits in Chinese. */
import type { AccessTexts, Use } from './access-types'

export const zhAccess: AccessTexts = {
  notAllowed: {
    person: '你还没有使用权限。需要的话，请发“/我是谁”，把结果转给管理员开通。',
    group: '这个群还没有开通。需要的话，请发“/我是谁”，把结果转给管理员开通。',
    blocked: '管理员暂停了你的使用权限，有疑问请联系管理员。',
  },
  overLimit: {
    minute: ({ time }) => `问得太快了，请 ${time} 以后再问。`,
    day: ({ month, date }) => `你今天的次数用完了，${month} 月 ${date} 日 0 点（北京时间）恢复。`,
    month: ({ month, date }) =>
      `本月的用量用完了，${month} 月 ${date} 日 0 点（北京时间）恢复；急用请联系管理员。`,
  },
  nearLimit: (percent, { answers, tokens }) =>
    `给管理员：机器人本月的用量已经达到上限的 ${percent}%（${answers} 条回答，${tokens} 个 token）。${
      percent >= 100 ? '下个月 1 日以前，除管理员外都不再回答。' : ''
    }上限由环境变量 LIMIT_PER_MONTH 和 LIMIT_TOKENS_PER_MONTH 设置。`,
  notForYou: '这个命令只有管理员能用。',
  whoami: (staffId, conversationId) =>
    `你的员工 ID：${staffId ?? '没有（你不是本组织的成员，或者应用还没有发布）'}\n\n这个会话的 ID：${conversationId}`,
  forgotten: '好的，你在我这里的全部对话和名字都已删除，只留下不含内容的用量数字。',
  statistics: ({ today, month, top }) =>
    [
      `今天：${toUse(today)}`,
      `本月：${toUse(month)}`,
      ...(top.length > 0 ? ['本月用得最多：'] : []),
      ...top.map(
        ({ name, answers, tokens }, n) => `${n + 1}. ${name}：${answers} 条回答，${tokens} 个 token`,
      ),
    ].join('\n\n'),
  blocked: (people) => `好的，已拉黑：${people}。发“/取消拉黑”可以恢复。`,
  unblocked: (people) => `好的，已恢复：${people}。`,
  notBlocked: (people) => `没有被拉黑：${people}。`,
  adminNotBlocked: '管理员不能被拉黑。',
  whom: '请在命令后面 @ 这个人，或者写上员工 ID（本人发“/我是谁”可以看到）。',
  prompt: {
    onlyInGroups: '这个命令要在群里用：它设置的是那个群的角色。',
    shown: (prompt) =>
      prompt === undefined
        ? '这个群没有单独的角色。发“/群角色 内容”来设置。'
        : `这个群的角色：\n\n${prompt}\n\n发“/群角色 -”可以取消。`,
    tooLong: (max) => `角色内容太长，最多 ${max} 个字符，这次没有改动。`,
    changed: '好的，这个群的角色已经设置，从下一个问题开始生效。',
    removed: '好的，这个群的角色已经取消。',
  },
}

function toUse({ answers, people, tokens, calls, refused }: Use): string {
  return `${answers} 条回答，${people} 人，${tokens} 个 token，${calls} 次钉钉 API 调用，拒绝 ${refused} 次`
}
