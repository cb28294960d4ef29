/** The usage page in English. */
import type { UsageTexts } from './usage-types'

export const enUsage: UsageTexts = {
  title: 'DingTalk bot usage',
  link: 'Add &view=usage to the address to see the usage and to export the conversations.',
  otherMonth: (month) => `To see another month, add &month=${month} to the address.`,
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
  byPerson: 'By person (top 50)',
  byGroup: 'By group (top 50)',
  left: 'Remaining allowance',
  used: 'Used this month',
  limit: 'Limit',
  leftOver: 'Remaining',
  unlimited: 'no limit',
  allowance: {
    answers: 'Answers (LIMIT_PER_MONTH)',
    tokens: 'Tokens (LIMIT_TOKENS_PER_MONTH)',
    calls: 'DingTalk API calls',
    pushes: 'Messages pushed by DingTalk',
  },
  quotaNote:
    'The two DingTalk rows count only this bot. The limits are those of the free plan (5,000 API calls and 3,000 pushed messages a month), which other apps of your organisation also use up. See the DingTalk admin console for exact figures.',
  refusals: 'Messages not answered, by reason',
  refusal: {
    person: 'Person not on the allowlist, or on the denylist',
    group: 'Group not on the allowlist',
    blocked: 'Blocked by an admin',
    minute: 'Over the limit per minute',
    day: 'Over the limit per day',
    month: 'Over the limit per month',
  },
  kept: 'What is stored',
  keeps: (days) => [
    days === 0
      ? 'Conversations: not stored (CHATS_KEEP_DAYS=0), so the bot does not remember earlier messages. Anything stored before this was set to 0 is deleted when it expires. A message is kept in the database while it is being processed, and deleted afterwards.'
      : `Conversations: questions and answers are kept for ${days} ${days === 1 ? 'day' : 'days'} (CHATS_KEEP_DAYS), then deleted.`,
    'Usage: numbers of answers and tokens, and names, without any content. Totals and the monthly figures per person and group are kept for 400 days, the daily figures per person for 40 days.',
    'Who can see it: people who know DOCTOR_KEY, and people with access to the database.',
  ],
  exportHelp:
    'To export the conversations, add &export=csv or &export=jsonl to the address, plus the first and last day (UTC+8), for example &from=2026-11-01&to=2026-11-30. Without dates, you get this month.',
}
