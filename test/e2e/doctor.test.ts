import { describe, expect, it } from 'vitest'
import { PACE, type Report } from '../../functions/doctor/check-up'
import { TEXTS } from '../../functions/texts/languages'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'
import { KEY, open, readReport } from './support/doctor'

const OWNER_MS = PACE.owner.everyMs
const DAY_MS = 24 * 60 * 60 * 1_000
const { doctor, fix } = TEXTS.zh

const { bot, start, startOnFlakyDatabase } = useBot()

const get = (query?: string, headers?: Record<string, string>) => open(bot, query, headers)
const json = (query?: string) => readReport(bot, query)
const finding = async (check: string, query = `?key=${KEY}`) =>
  (await json(query)).findings?.find((one) => one.check === check)
const ask = () => bot.ask({ kind: 'text', text: '你好 👋' })
const upstreamCalls = () => {
  const { token, download } = bot.dingtalk.store.counts.calls
  const calls = bot.openai.store.calls.map(({ method }) => method)
  const count = (method: string) => calls.filter((one) => one === method).length
  // The model is asked for a word, and the service for the date on which it shuts the model down.
  return { token, download, model: count('POST'), shutdown: count('GET') }
}

describe('a report of the check-up', () => {
  it('is a page for browsers and JSON for programs, without caching, framing or scripts', async () => {
    await start()
    const page = await get('', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const data = await get('', { accept: 'application/json' })
    expect(data.headers.get('content-type')).toBe('application/json; charset=utf-8')
    for (const { headers } of [page, data]) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('vary')).toBe('Origin, accept, accept-language')
    }
  })

  it('is returned and not sent: Laf\'s "Run" button adds the log to the response after the function', async () => {
    await start()
    const given: unknown[] = []
    const note = (value: unknown) => {
      given.push(value)
      return response
    }
    // Without `send`, `end` and `writeHead`: to call one of them throws.
    const response = { set: note, vary: note, type: note, status: note }
    const run = (accept: string) =>
      bot.lafs[0]?.invoke('dingtalk', { method: 'GET', headers: { accept }, response })
    expect(await run('text/html')).toContain('<!doctype html>')
    expect(JSON.parse(String(await run('application/json')))).toMatchObject({ alive: true })
    expect(given).toEqual(expect.arrayContaining(['html', 'json', 'accept']))
  })

  it('is made once for many requests at once, and again when it is old', async () => {
    await start()
    const reports = await Promise.all(Array.from({ length: 40 }, () => json()))
    expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1)
    expect(upstreamCalls()).toEqual({ token: 2, download: 1, model: 1, shutdown: 1 })
    bot.clock.advance(PACE.visitor.everyMs - 5_000)
    await json()
    expect(upstreamCalls()).toEqual({ token: 2, download: 1, model: 1, shutdown: 1 })
    bot.clock.advance(10_000)
    await Promise.all([json(), json()])
    expect(upstreamCalls()).toEqual({ token: 3, download: 2, model: 2, shutdown: 2 })
  })

  it('is not made again early when every check fails', async () => {
    await start()
    bot.dingtalk.faults.set('bad-credentials')
    bot.openai.faults.set('server-error')
    await Promise.all(Array.from({ length: 10 }, () => json()))
    await json()
    expect(upstreamCalls()).toEqual({ token: 1, download: 0, model: 1, shutdown: 1 })
  })

  it('is made within 20 s when DingTalk, the model and the database hang', async () => {
    const database = await startOnFlakyDatabase({ env: { DOCTOR_KEY: KEY } })
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

  it('is about the current secret, also when a token of an earlier one is stored', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    await ask()
    await bot.start({ DING_APP_SECRET: 'another-secret' })
    expect(await finding('token')).toMatchObject({ state: 'bad', fix: fix['app-refused'] })
  })

  it('does not report a missing permission when the file server fails', async () => {
    await start()
    bot.dingtalk.faults.set('server-error', { on: 'download' })
    expect(await finding('permission')).toEqual({
      check: 'permission',
      state: 'unknown',
      text: doctor.noAnswer,
      fix: doctor.busyFix,
    })
  })

  it('is in the language of the browser, or of ?lang=', async () => {
    await start()
    const titleOf = async (query: string, language: string) =>
      /<title>(.*)<\/title>/.exec(await (await get(query, { 'accept-language': language })).text())?.[1]
    expect(await titleOf('', 'en-US,en;q=0.9')).toBe(TEXTS.en.doctor.title)
    expect(await titleOf('?lang=zh', 'en-US,en;q=0.9')).toBe(doctor.title)
    expect(await titleOf('', '*')).toBe(doctor.title)
  })

  it('is in English with BOT_LANGUAGE=en', async () => {
    await start({ env: { BOT_LANGUAGE: 'en', OPENAI_MODEL: 'gpt-99' } })
    const page = await (await get()).text()
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('OPENAI_MODEL (it must match exactly)')
    expect(page).not.toMatch(/\p{Script=Han}/u)
  })
})

describe('the model', () => {
  const SHUTDOWN = { 'gpt-6-luna': '2027-04-01', 'qwen-plus': null }
  const startWith = (env: Record<string, string> = {}) =>
    start({ openai: { shutdownDates: SHUTDOWN }, env: { DOCTOR_KEY: KEY, ...env } })
  const isGood = { check: 'model', state: 'good', text: doctor.good.model }

  it('is reported when the service has announced when it shuts it down', async () => {
    await startWith()
    expect(await finding('model')).toEqual({
      check: 'model',
      state: 'bad',
      text: doctor.modelShutdown('gpt-6-luna', '2027-04-01'),
      fix: doctor.modelShutdownFix,
    })
    const page = await (await get(`?key=${KEY}`)).text()
    expect(page).toContain('gpt-6-luna')
    expect(page).toContain('2027-04-01')
  })

  it('still answers until then', async () => {
    await startWith()
    expect(await ask()).toMatchObject({ result: 'answered' })
  })

  it.each(['qwen-plus', 'deepseek-chat'])('is good when no date is announced: %s', async (model) => {
    await startWith({ OPENAI_MODEL: model })
    expect(await finding('model')).toEqual(isGood)
  })

  it('is examined again as soon as the owner has changed it', async () => {
    await startWith()
    expect(await finding('model')).toMatchObject({ state: 'bad' })
    bot.setEnv({ OPENAI_MODEL: 'qwen-plus' })
    expect(await finding('model')).toEqual(isGood)
  })

  it('that fails is reported as failing, also when a date is announced', async () => {
    await startWith()
    bot.openai.faults.set('bad-key')
    expect(await finding('model')).toMatchObject({ state: 'bad', fix: doctor.modelFix['key-refused'] })
  })
})

describe('the last refusal', () => {
  const refuse = async (env: Record<string, string> = {}) => {
    await start({ env: { DOCTOR_KEY: KEY, ...env } })
    bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
    await ask()
    const refused = await finding('delivery')
    expect(refused).toMatchObject({
      state: 'bad',
      code: '403 Forbidden.AccessDenied.AccessTokenPermissionDenied',
    })
    expect(refused?.fix).toContain(fix.permission)
  }
  /** The finding of the next report. */
  const nextFinding = async () => {
    bot.clock.advance(OWNER_MS + 1_000)
    return finding('delivery')
  }

  it('is reported while answers take the other channel', async () => {
    await refuse()
    await ask()
    expect(await nextFinding()).toMatchObject({ state: 'bad' })
  })

  it('is no longer reported after an answer by the first channel', async () => {
    await refuse()
    bot.dingtalk.faults.clear()
    await ask()
    await bot.until(
      'the fix',
      async () => !(await bot.documents('bot_status')).some(({ _id }) => _id === 'last-refusal'),
    )
    expect(await nextFinding()).toEqual({ check: 'delivery', state: 'good', text: doctor.good.delivery })
  })

  it('is no longer reported when another process answers after a report', async () => {
    await refuse()
    bot.dingtalk.faults.clear()
    await bot.start()
    expect(await finding('delivery')).toMatchObject({ state: 'bad' })
    await ask()
    await bot.until(
      'the fix',
      async () => !(await bot.documents('bot_status')).some(({ _id }) => _id === 'last-refusal'),
    )
    expect(await nextFinding()).toMatchObject({ state: 'good' })
  })

  it('is no longer reported after a week', async () => {
    await refuse()
    await bot.restartAfter(6 * DAY_MS)
    expect(await finding('delivery')).toMatchObject({ state: 'bad' })
    await bot.restartAfter(2 * DAY_MS)
    expect(await finding('delivery')).toMatchObject({ state: 'good' })
  })
})

describe('callbacks', () => {
  it('with a wrong signature are reported until the next valid one', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    await bot.send({ kind: 'text', text: '我是钉钉' }, { sign: 'wrong' })
    expect(await finding('callback')).toMatchObject({
      state: 'bad',
      fix: doctor.callbackProblemFix['wrong-signature'],
    })
    await ask()
    bot.clock.advance(OWNER_MS)
    expect(await finding('callback')).toMatchObject({ state: 'good' })
  })

  it('are seen at once, while outside services are not asked again', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    expect(await finding('callback')).toMatchObject({ state: 'unknown' })
    const calls = upstreamCalls().download
    await ask()
    expect(await finding('callback')).toMatchObject({ state: 'good' })
    expect(upstreamCalls().download).toBe(calls)
  })

  it('with headers that DingTalk does not send are not reported', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    for (const sign of ['garbage', 'x'.repeat(44), '签']) {
      for (const timestamp of ['1', 'now', '9'.repeat(13), String(bot.clock.now())]) {
        await bot.post('{}', { sign: encodeURIComponent(sign), timestamp })
      }
    }
    expect(await finding('callback')).toMatchObject({ state: 'unknown', text: doctor.noCallback })
  })

  it('without the headers of DingTalk are not reported', async () => {
    await start()
    await fetch(bot.callbackUrl(), { method: 'POST', body: '{}' })
    expect(await finding('callback')).toMatchObject({ state: 'unknown', text: doctor.noCallback })
  })
})

describe('cards', () => {
  const startWithCards = (env = {}) => start({ env: { REPLY_VIA: 'card', DOCTOR_KEY: KEY, ...env } })

  it('are checked only where answers are cards', async () => {
    await start()
    expect(await finding('card')).toBeUndefined()
  })

  it('are checked with a card that is in no conversation and is finished', async () => {
    await startWithCards()
    expect(await finding('card')).toMatchObject({ state: 'good' })
    expect(bot.dingtalk.store.cards).toMatchObject([{ state: 'finished', deliveredTo: [] }])
    expect(bot.dingtalk.store.deliveries).toEqual([])
  })

  it.each([
    ['card-unpublished', 'card-template'],
    ['card-template-unknown', 'card-template'],
    ['card-key-wrong', 'card-unknown'],
    ['card-scope-missing', 'card-unknown'],
    ['permission-missing', 'card-permission'],
  ] as const)('that fail with %s have their advice', async (fault, failure) => {
    await startWithCards()
    bot.dingtalk.faults.set(fault)
    expect(await finding('card')).toMatchObject({ state: 'bad', fix: fix[failure] })
  })

  it('are unknown while DingTalk is busy, and the refusal of an answer’s card is shown as the last one', async () => {
    await startWithCards()
    bot.dingtalk.faults.set('card-busy')
    expect(await finding('card')).toMatchObject({ state: 'unknown' })
    bot.dingtalk.faults.clear('card-busy')
    bot.dingtalk.faults.set('card-key-wrong')
    await ask()
    expect(await finding('delivery')).toMatchObject({
      state: 'bad',
      fix: expect.stringContaining(fix['card-unknown']),
    })
  })
})
