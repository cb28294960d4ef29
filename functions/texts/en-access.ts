/** What the bot says about access and limits in English. */
import type { AccessTexts, Use } from './access-types'

export const enAccess: AccessTexts = {
  notAllowed: {
    person: 'You do not have access yet. To request it, send /whoami and forward the result to the admin.',
    group:
      'This group does not have access yet. To request it, send /whoami and forward the result to the admin.',
    blocked: 'An admin has suspended your access. If you have questions, please contact the admin.',
  },
  overLimit: {
    minute: ({ time }) => `You are asking too quickly. Please try again after ${time} (China time).`,
    day: (back) => `You have used up your questions for today; you can ask again on ${toDate(back)}.`,
    month: (back) =>
      `This month's limit is used up; it resets on ${toDate(back)}. If it is urgent, please contact the admin.`,
  },
  nearLimit: (percent, { answers, tokens }) =>
    `For the admin: the bot has used ${percent}% of this month's limit (${answers} answers, ${tokens} tokens). ${
      percent >= 100 ? 'Until the 1st of next month, only admins get answers. ' : ''
    }The limit is set by LIMIT_PER_MONTH and LIMIT_TOKENS_PER_MONTH.`,
  notForYou: 'This command is for admins only.',
  whoami: (staffId, conversationId) =>
    `Your staff ID: ${staffId ?? 'none (you are not a member of this organisation, or the app is not published yet)'}\n\nThe ID of this conversation: ${conversationId}`,
  forgotten:
    'Done. All your conversations and your name are deleted. Only usage figures without any content remain.',
  statistics: ({ today, month, top }) =>
    [
      `Today: ${toUse(today)}`,
      `This month: ${toUse(month)}`,
      ...(top.length > 0 ? ['Top users this month:'] : []),
      ...top.map(({ name, answers, tokens }, n) => `${n + 1}. ${name}: ${answers} answers, ${tokens} tokens`),
    ].join('\n\n'),
  blocked: (people) => `Blocked: ${people}. Send /unblock to undo this.`,
  unblocked: (people) => `Unblocked: ${people}.`,
  notBlocked: (people) => `${people}: not blocked.`,
  adminNotBlocked: 'Admins cannot be blocked.',
  whom: 'Please mention the person after the command, or add their staff ID (they can find it with /whoami).',
  prompt: {
    onlyInGroups: 'This command only works in groups, where it sets the role for that group.',
    shown: (prompt) =>
      prompt === undefined
        ? 'No role is set for this group. Send /prompt TEXT to set one.'
        : `The role for this group:\n\n${prompt}\n\nSend /prompt - to remove it.`,
    tooLong: (max) => `That text is too long (${max} characters at most). Nothing was changed.`,
    changed: 'Done. The role for this group applies from the next question.',
    removed: 'Done. The role for this group is removed.',
  },
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

function toDate({ date, month }: { date: number; month: number }): string {
  return `${date} ${MONTHS[month - 1]} (China time)`
}

function toUse({ answers, people, tokens, calls, refused }: Use): string {
  return `${answers} answers, ${people} ${people === 1 ? 'person' : 'people'}, ${tokens} tokens, ${calls} DingTalk API calls, ${refused} refused`
}
