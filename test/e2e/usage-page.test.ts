import { describe, expect, it } from 'vitest'
import type { UsageReport } from '../../functions/doctor/usage-report'
import { TEXTS } from '../../functions/texts/languages'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { useBot } from '../support/use-bot'
import { KEY, open } from './support/doctor'
import { storeUsage } from './support/usage'

const { usage } = TEXTS.zh.doctor
/** 2026-11-26 at noon in China. */
const NOON = Date.parse('2026-11-26T04:00:00Z')

const { bot, start, startOnFlakyDatabase } = useBot()

const startWithUsage = async (env: Record<string, string> = {}) => {
  await start({ startAt: NOON, env: { DOCTOR_KEY: KEY, ...env } })
  await storeUsage(bot)
}
const get = (query = '', headers?: Record<string, string>) =>
  open(bot, `?key=${KEY}&view=usage${query}`, headers)
const page = async (query?: string) => (await get(query)).text()
const report = async (query?: string) =>
  (await (await get(query, { accept: 'application/json' })).json()) as UsageReport

describe('the usage page', () => {
  it('shows answers and tokens by day, by person and by group, and refusals by reason', async () => {
    await startWithUsage()
    const html = await page()
    expect(html.match(/<svg/g)).toHaveLength(2)
    for (const words of ['王小明', '机器人测试群', usage.refusal.day, usage.refusal.person])
      expect(html).toContain(words)
    expect(html).not.toContain(usage.refusal.blocked)
    expect(html).not.toContain(usage.cost)
    const { days, people, refusals } = await report()
    expect(days).toHaveLength(26)
    expect(days[0]).toEqual({ day: '2026-11-01', answers: 20, tokens: 18_000 })
    expect(people.map(({ id }) => id)).toEqual(['manager01', 'manager02', 'manager03'])
    expect(refusals).toMatchObject({ day: 12, person: 3, blocked: 0 })
  })

  it('shows costs where a price is set', async () => {
    await startWithUsage({ OPENAI_PRICE_INPUT: '1.25', OPENAI_PRICE_OUTPUT: '10' })
    const { days, total } = await report()
    expect(days[0]?.cost).toBeCloseTo((20 * 700 * 1.25 + 20 * 200 * 10) / 1e6)
    expect(await page()).toContain((total.cost as number).toFixed(2))
  })

  it("shows what is left of DingTalk's month", async () => {
    await startWithUsage()
    expect((await report()).allowances).toMatchObject({
      calls: { used: 460, limit: 5_000 },
      pushes: { used: 512, limit: 3_000 },
    })
    expect(await page()).toMatch(/460<\/td><td>5,000<\/td><td>4,540/)
  })

  it('shows another month, and the current one for what is no month', async () => {
    await startWithUsage()
    expect(await report('&month=2026-10')).toMatchObject({
      month: '2026-10',
      total: { answers: 7, people: 0 },
    })
    expect((await report('&month=2026-10')).days).toHaveLength(31)
    for (const wrong of ['2026-13', '<b>', '2026-11-01', ''])
      expect((await report(`&month=${wrong}`)).month).toBe('2026-11')
    expect((await report('&month[]=2026-10')).month).toBe('2026-11')
    expect((await report('&month=2027-01')).days).toEqual([])
    expect((await page('&month=2027-01')).match(/<svg/g)).toHaveLength(2)
  })

  it('escapes names, and has no scripts', async () => {
    await startWithUsage()
    const html = await page()
    expect(html).toContain('&#60;script&#62;alert(1)')
    expect(html).not.toContain('<script')
    expect((await get()).headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await get()).headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    ['30', usage.keeps(30)],
    ['0', usage.keeps(0)],
  ])('says what is kept with CHATS_KEEP_DAYS=%s', async (days, paragraphs) => {
    await startWithUsage({ CHATS_KEEP_DAYS: days })
    const html = await page()
    for (const text of paragraphs) expect(html).toContain(text)
  })

  it('is named on the check-up of the owner alone, and neither page shows the key', async () => {
    await startWithUsage()
    const checkUp = await (await open(bot, `?key=${KEY}`)).text()
    expect(checkUp).toContain(usage.link.replace('&', '&#38;'))
    expect(await (await open(bot)).text()).not.toContain('view=usage')
    for (const html of [checkUp, await page()]) expect(html).not.toContain(KEY)
  })

  it('needs the key', async () => {
    await startWithUsage()
    for (const query of ['?view=usage', '?key=wrong&view=usage', '?key[]=x&view=usage']) {
      const response = await open(bot, query)
      expect(response.status).toBe(403)
      expect(await response.text()).not.toContain('王小明')
    }
  })

  it('says that the database is away', async () => {
    const database = await startOnFlakyDatabase({ env: { DOCTOR_KEY: KEY } })
    database.stop('refuses')
    expect((await get()).status).toBe(503)
    database.start()
  })
})

it('what was asked and answered is counted on the page, by person and by group name', async () => {
  await start({ env: { DOCTOR_KEY: KEY } })
  await bot.ask({ kind: 'text', text: '你好 👋', in: TEST_GROUP_ID })
  const { total, days, people, groups, allowances } = await report()
  expect([total.answers, total.people, days.at(-1)?.answers]).toEqual([1, 1, 1])
  expect(total.tokens).toBeGreaterThan(0)
  expect([people[0]?.name, people[0]?.answers]).toEqual([expect.any(String), 1])
  expect(groups).toMatchObject([{ name: '机器人测试群', answers: 1 }])
  expect([allowances.calls.used, allowances.pushes.used]).toEqual([1, 1])
})

it('a limit and what is left of it are shown', async () => {
  await startWithUsage({ LIMIT_PER_MONTH: '1000' })
  expect((await report()).allowances.answers).toEqual({ used: 557, limit: 1_000 })
  expect(await page()).toMatch(/557<\/td><td>1,000<\/td><td>443/)
})
