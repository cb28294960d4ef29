import { afterEach, describe, expect, it } from 'vitest'
import { REPORT_FOR_MS, type Report } from '../../functions/doctor/examine'
import { TEXTS } from '../../functions/texts/languages'
import { type Bot, startBot } from '../support/bot'
import { startFlakyBot } from '../support/flaky-database'
import { advance, advanceUntil } from '../support/time'
import { KEY, open, readReport } from './support/doctor'

const DAY_MS = 24 * 60 * 60 * 1_000
const { doctor, fix } = TEXTS.zh

let bot: Bot
let end: () => Promise<unknown> = async () => undefined
afterEach(async () => {
  await bot.close()
  await end()
  end = async () => undefined
})

/** A bot on a database that can go away; the function that stops it. */
async function startOnBrittle(env: Record<string, string> = {}) {
  const { database, ...brittle } = await startFlakyBot({ env })
  bot = brittle.bot
  end = async () => database.close()
  return database
}

const get = (query?: string, headers?: Record<string, string>) => open(bot, query, headers)
const json = (query?: string) => readReport(bot, query)
const finding = async (check: string, query = `?key=${KEY}`) =>
  (await json(query)).findings?.find((one) => one.check === check)
const ask = () => bot.ask({ kind: 'text', text: '你好 👋' })
const upstreamCalls = () => {
  const { token, download } = bot.dingtalk.store.counts.calls
  return { token, download, model: bot.openai.store.counts.calls }
}

describe('a report', () => {
  it('is a page for browsers and data for programs, and neither is kept, framed or run', async () => {
    bot = await startBot()
    const page = await get('', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const data = await get('', { accept: 'application/json' })
    expect(data.headers.get('content-type')).toBe('application/json; charset=utf-8')
    for (const { headers } of [page, data]) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })

  it('is made once, however many ask at once, and again only when it is old', async () => {
    bot = await startBot()
    const reports = await Promise.all(Array.from({ length: 40 }, () => json()))
    expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1)
    expect(upstreamCalls()).toEqual({ token: 2, download: 1, model: 1 })
    bot.clock.advance(REPORT_FOR_MS - 5_000)
    await json()
    expect(upstreamCalls()).toEqual({ token: 2, download: 1, model: 1 })
    bot.clock.advance(10_000)
    await Promise.all([json(), json()])
    expect(upstreamCalls()).toEqual({ token: 3, download: 2, model: 2 })
  })

  it('is kept just as well when everything is wrong', async () => {
    bot = await startBot()
    bot.dingtalk.faults.set('bad-credentials')
    bot.openai.faults.set('server-error')
    await Promise.all(Array.from({ length: 10 }, () => json()))
    await json()
    expect(upstreamCalls()).toEqual({ token: 1, download: 0, model: 1 })
  })

  it('is there within 20 s when DingTalk, the model and the database hang', async () => {
    const database = await startOnBrittle({ DOCTOR_KEY: KEY })
    bot.dingtalk.faults.set('hang')
    bot.openai.faults.set('hang')
    database.stop('hangs')
    let report: Partial<Report> | undefined
    void json(`?key=${KEY}`).then((made) => {
      report = made
    })
    const tookMs = await advanceUntil(bot, 'the report', () => report !== undefined)
    expect(tookMs).toBeLessThan(20_000)
    const states = Object.fromEntries(report?.findings?.map(({ check, state }) => [check, state]) ?? [])
    expect(states).toMatchObject({ database: 'bad', token: 'bad', model: 'bad', permission: 'unknown' })
    database.start()
    await advance(bot, 10_000)
  })

  it('is about the secret as it is now, whatever token an earlier one left behind', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY } })
    await ask()
    await bot.start({ DING_APP_SECRET: 'another-secret' })
    expect(await finding('token')).toMatchObject({ state: 'bad', fix: fix['app-refused'] })
  })

  it('does not take a file server that stumbles for a missing permission', async () => {
    bot = await startBot()
    bot.dingtalk.faults.set('server-error', { on: 'download' })
    expect(await finding('permission')).toEqual({
      check: 'permission',
      state: 'unknown',
      text: doctor.noAnswer,
      fix: doctor.busyFix,
    })
  })

  it('speaks English where the bot does', async () => {
    bot = await startBot({ env: { BOT_LANGUAGE: 'en', OPENAI_MODEL: 'gpt-99' } })
    const page = await (await get()).text()
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('OPENAI_MODEL (to the letter)')
    expect(page).not.toMatch(/\p{Script=Han}/u)
  })
})

describe('the last refusal', () => {
  const refuse = async (env: Record<string, string> = {}) => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY, ...env } })
    bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
    await ask()
    const refused = await finding('delivery')
    expect(refused).toMatchObject({
      state: 'bad',
      code: '403 Forbidden.AccessDenied.AccessTokenPermissionDenied',
    })
    expect(refused?.fix).toContain(fix.permission)
  }
  /** As whoever asks when the report is no longer fresh. */
  const later = async () => {
    bot.clock.advance(REPORT_FOR_MS + 1_000)
    return finding('delivery')
  }

  it('stands while answers take the other channel', async () => {
    await refuse()
    await ask()
    expect(await later()).toMatchObject({ state: 'bad' })
  })

  it('is over with the first answer that goes its way', async () => {
    await refuse()
    bot.dingtalk.faults.clear()
    await ask()
    await bot.until(
      'the fix',
      async () => !(await bot.documents('bot_status')).some(({ _id }) => _id === 'refusal'),
    )
    expect(await later()).toEqual({ check: 'delivery', state: 'good', text: doctor.good.delivery })
  })

  it('is over just as well when another process answers after the owner looked', async () => {
    await refuse()
    bot.dingtalk.faults.clear()
    await bot.start()
    expect(await finding('delivery')).toMatchObject({ state: 'bad' })
    await ask()
    await bot.until(
      'the fix',
      async () => !(await bot.documents('bot_status')).some(({ _id }) => _id === 'refusal'),
    )
    expect(await later()).toMatchObject({ state: 'good' })
  })

  it('is history after a week', async () => {
    await refuse()
    await sleepFor(6 * DAY_MS)
    expect(await finding('delivery')).toMatchObject({ state: 'bad' })
    await sleepFor(2 * DAY_MS)
    expect(await finding('delivery')).toMatchObject({ state: 'good' })
  })

  /** Time passes while no process runs, and one begins. */
  const sleepFor = async (ms: number) => {
    for (const laf of bot.lafs.splice(0)) laf.kill()
    bot.clock.advance(ms)
    await bot.start()
  }
})

describe('callbacks', () => {
  it('of a stranger stop alarming with the next real one', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY } })
    await bot.send({ kind: 'text', text: '我是钉钉' }, { sign: 'wrong' })
    expect(await finding('callback')).toMatchObject({
      state: 'bad',
      fix: doctor.troubleFix['wrong-signature'],
    })
    await ask()
    bot.clock.advance(REPORT_FOR_MS)
    expect(await finding('callback')).toMatchObject({ state: 'good' })
  })

  it('without the two headers are nobody: a scanner alarms no owner', async () => {
    bot = await startBot()
    await fetch(bot.callbackUrl(), { method: 'POST', body: '{}' })
    expect(await finding('callback')).toMatchObject({ state: 'unknown', text: doctor.noCallback })
  })
})
