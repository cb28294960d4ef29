/** What the bot says about access and limits in English. */
import type { AccessTexts, Use } from './access-types'

export const enAccess: AccessTexts = {
  notAllowed: {
    person:
      'You do not have access yet. If you need it, please send /whoami and pass the result on to the admin.',
    group:
      'This group does not have access yet. If you need it, please send /whoami and pass the result on to the admin.',
    blocked: 'The admin has suspended your access; please ask the admin if you have a question about it.',
  },
  overLimit: {
    minute: ({ time }) => `That was too fast: please ask again after ${time} (China time).`,
    day: (back) => `You have used up your questions for today; you can ask again on ${toDate(back)}.`,
    month: (back) =>
      `This month's budget is used up; I am back on ${toDate(back)}. If it is urgent, please ask the admin.`,
  },
  nearLimit: (percent, { answers, tokens }) =>
    `To the admin: this month the bot has used ${percent}% of its limit (${answers} answers, ${tokens} tokens). ${
      percent >= 100 ? 'Until the 1st of next month only admins get answers. ' : ''
    }The limit is set by LIMIT_PER_MONTH and LIMIT_TOKENS_PER_MONTH.`,
  notForYou: 'This command is for admins only.',
  whoami: (staffId, conversationId) =>
    `Your staff ID: ${staffId ?? 'none (you are not a member of this organisation, or the app is not published yet)'}\n\nThe ID of this conversation: ${conversationId}`,
  forgotten:
    'Done: all your conversations with me and your name are deleted; only numbers of use without any content remain.',
  statistics: ({ today, month, top }) =>
    [
      `Today: ${toUse(today)}`,
      `This month: ${toUse(month)}`,
      ...(top.length > 0 ? ['Most used this month:'] : []),
      ...top.map(({ name, answers, tokens }, n) => `${n + 1}. ${name}: ${answers} answers, ${tokens} tokens`),
    ].join('\n\n'),
  blocked: (people) => `Blocked: ${people}. Send /unblock to undo it.`,
  unblocked: (people) => `No longer blocked: ${people}.`,
  notBlocked: (people) => `Not blocked: ${people}.`,
  adminNotBlocked: 'Admins cannot be blocked.',
  whom: 'Please mention the person after the command, or write their staff ID (they see it with /whoami).',
  prompt: {
    onlyInGroups: 'This command works in groups: it sets the role for that group.',
    shown: (prompt) =>
      prompt === undefined
        ? 'This group has no role of its own. Send /prompt TEXT to set one.'
        : `The role for this group:\n\n${prompt}\n\nSend /prompt - to remove it.`,
    tooLong: (max) => `That role is too long: ${max} characters at most. Nothing was changed.`,
    changed: 'Done: the role for this group is in force from the next question on.',
    removed: 'Done: this group has no role of its own any more.',
  },
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

function toDate({ date, month }: { date: number; month: number }): string {
  return `${date} ${MONTHS[month - 1]} (China time)`
}

function toUse({ answers, people, tokens, calls, refused }: Use): string {
  return `${answers} answers, ${people} people, ${tokens} tokens, ${calls} calls of DingTalk's API, ${refused} refused`
}
