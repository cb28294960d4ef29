import type { Bot } from '../../support/bot'

/** A counter as the bot stores it. */
export function counter(
  scope: string,
  counts: Record<string, number>,
  subject?: string,
): Record<string, unknown> {
  const _id = subject === undefined ? scope : `${scope}:${subject}`
  return { _id, scope, ...(subject === undefined ? {} : { subject }), answers: 0, tokens: 0, ...counts }
}

export function named(subject: string, name: string): Record<string, unknown> {
  return { _id: `subject:${subject}`, name }
}

/** Stores the counters of a November in which three people used the bot. */
export async function storeUsage(bot: Bot): Promise<void> {
  const days = Array.from({ length: 26 }, (_, n) => {
    const answers = n % 7 > 4 ? 3 : 20 + ((n * 13) % 17)
    const [promptTokens, completionTokens] = [answers * 700, answers * 200]
    const tokens = promptTokens + completionTokens
    return counter(`day:2026-11-${String(n + 1).padStart(2, '0')}`, {
      answers,
      tokens,
      promptTokens,
      completionTokens,
    })
  })
  const sum = (field: string) => days.reduce((all, day) => all + Number(day[field]), 0)
  const [answers, tokens] = [sum('answers'), sum('tokens')]
  const [promptTokens, completionTokens] = [sum('promptTokens'), sum('completionTokens')]
  const part = (share: number) => {
    const round = (value: number) => Math.round(value * share)
    return {
      answers: round(answers),
      tokens: round(tokens),
      promptTokens: round(promptTokens),
      completionTokens: round(completionTokens),
    }
  }
  const refusals = { 'refused-day': 12, 'refused-person': 3 }
  await bot.database.db
    .collection('usage')
    .insertMany([
      ...days,
      counter('month:2026-11', { ...part(1), calls: 460, pushes: 512, ...refusals }),
      counter('month:2026-10', { answers: 7, tokens: 700 }),
      counter('user:2026-11', part(0.6), 'manager01'),
      counter('user:2026-11', part(0.3), 'manager02'),
      counter('user:2026-11', part(0.1), 'manager03'),
      counter('group:2026-11', part(0.8), 'cidGroup=='),
      named('manager01', '王小明'),
      named('manager02', '<script>alert(1)</script>'),
      named('cidGroup==', '机器人测试群'),
    ])
}
