/** The usage page in English. */
import type { UsageTexts } from './usage-types'

export const enUsage: UsageTexts = {
  title: 'DingTalk bot usage',
  link: 'Add &view=usage to the address to see the usage and to export the conversations.',
  otherMonth: (month) => `For another month, add &month=${month} to the address.`,
  answers: 'Answers',
  tokens: 'Tokens',
  searches: 'Web searches',
  pictures: 'Pictures drawn',
  people: 'People',
  cost: 'Cost',
  name: 'Name',
  none: 'None.',
  answersByDay: 'Answers by day',
  tokensByDay: 'Tokens by day',
  byPerson: 'By person (the 50 who used most)',
  byGroup: 'By group (the 50 that used most)',
  left: 'What is left',
  used: 'Used in the month',
  limit: 'Limit',
  leftOver: 'Left',
  unlimited: 'none',
  allowance: {
    answers: 'Answers (LIMIT_PER_MONTH)',
    tokens: 'Tokens (LIMIT_TOKENS_PER_MONTH)',
    calls: 'Calls of DingTalk’s API',
    pushes: 'Messages pushed by DingTalk',
  },
  quotaNote:
    'The two lines about DingTalk count what this bot used. The limits are those of the free plan (5,000 calls and 3,000 pushed messages a month), which other apps of the organisation use as well. The DingTalk admin console has the exact figures.',
  refusals: 'Messages that were not answered, by reason',
  refusal: {
    person: 'The person is not allowed, or denied',
    group: 'The group is not allowed',
    blocked: 'Blocked by an admin',
    minute: 'More than the limit a minute',
    day: 'More than the limit a day',
    month: 'The limit of the month was reached',
  },
  kept: 'What is stored',
  keeps: (days) => [
    days === 0
      ? 'Conversations: no words are stored (CHATS_KEEP_DAYS=0), and the bot does not remember earlier messages. What was stored before that setting is removed when its time is over. A message is in the database until it is answered, and is removed then.'
      : `Conversations: questions and answers for ${days} ${days === 1 ? 'day' : 'days'} (CHATS_KEEP_DAYS), then they are removed.`,
    'Usage: numbers of answers and tokens, and names. Totals, and the figures by month of each person and group, for 400 days; those by day of each person for 40 days. Nothing that was said.',
    'Who can read it: those who know DOCTOR_KEY, and those who have access to the database.',
  ],
  exportHelp:
    'To export the conversations, add &export=csv or &export=jsonl to the address, and the first and last day (UTC+8), for example &from=2026-11-01&to=2026-11-30; without days it is this month.',
}
