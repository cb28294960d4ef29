import { afterEach, describe, expect, it } from 'vitest'
import { REPORT_FOR_MS, type Report } from '../../functions/doctor/examine'
import { TEXTS } from '../../functions/texts'
import { startBrittleBot } from '../faults/support/brittle'
import { pass, passUntil } from '../faults/support/time'
import { type Bot, startBot } from '../support/bot'

const KEY = 'a1b2c3d4'
const DAY_MS = 24 * 60 * 60 * 1_000
const { doctor, mend } = TEXTS.zh

let bot: Bot
let end: () => Promise<unknown> = async () => undefined
afterEach(async () => {
  await bot.close()
  await end()
  end = async () => undefined
})

/** A bot on a database that can go away; the function that stops it. */
async function startOnBrittle(env: Record<string, string> = {}) {
  const { database, ...brittle } = await startBrittleBot({ env })
  bot = brittle.bot
  end = async () => database.close()
  return database
}

const get = (query = '', headers: Record<string, string> = {}, replica?: number) =>
  fetch(bot.door(replica) + query, { headers })
const json = async (query = '', replica?: number) => {
  const response = await get(query, { accept: 'application/json' }, replica)
  expect(response.status).toBe(200)
  return (await response.json()) as { alive: boolean } & Partial<Report>
}
const finding = async (check: string, query = `?key=${KEY}`) =>
  (await json(query)).findings?.find((one) => one.check === check)
const ask = () => bot.ask({ kind: 'text', text: '你好 👋' })
const upstreamCalls = () => {
  const { token, download } = bot.dingtalk.store.counts.calls
  return { token, download, model: bot.openai.store.counts.calls }
}

describe('what strangers learn', () => {
  it('is everything before the first answer, and nothing but "alive" after it, also from a new process', async () => {
    bot = await startBot()
    expect((await json()).findings?.length).toBeGreaterThan(6)
    await ask()
    expect(await json()).toEqual({ alive: true })
    const page = await (await get()).text()
    expect(page).toContain(doctor.alive)
    expect(page).not.toContain(doctor.name.database)
    await bot.start()
    expect(await json()).toEqual({ alive: true })
  })

  it('is no more when the turns are forgotten: what was answered once stays answered', async () => {
    bot = await startBot()
    await ask()
    await bot.until('the note', async () =>
      (await bot.documents('notices')).some(({ _id }) => _id === 'first-answer'),
    )
    await bot.database.db.collection('chats').deleteMany({})
    await bot.start()
    expect(await json()).toEqual({ alive: true })
  })

  it('is no more when the database goes away afterwards', async () => {
    const database = await startOnBrittle()
    await ask()
    database.stop('refuses')
    expect(await json()).toEqual({ alive: true })
    database.start()
  })

  it('is one thing where the database was away from the start: that it is', async () => {
    const database = await startOnBrittle()
    database.stop('refuses')
    const { findings } = await json()
    expect(findings).toMatchObject([{ check: 'database', state: 'bad', mend: doctor.databaseMend }])
    expect(await (await get()).text()).toContain('DOCTOR_KEY')
    database.start()
  })

  it('is everything as long as the model does not answer: the owner is not done yet', async () => {
    bot = await startBot()
    bot.openai.faults.set('bad-key')
    await ask()
    expect((await json()).findings).toBeDefined()
  })
})

describe('DOCTOR_KEY', () => {
  it('opens everything, and nothing like it does', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY } })
    await ask()
    for (const wrong of ['', 'A1B2C3D4', 'a1b2c3d', 'a1b2c3d45', 'undefined', '密码', ` ${KEY}`]) {
      expect(await json(`?key=${encodeURIComponent(wrong)}`), wrong).toEqual({ alive: true })
    }
    expect((await json(`?key=${KEY}`)).findings?.length).toBeGreaterThan(6)
  })

  it('is no key at all when none is set', async () => {
    bot = await startBot()
    await ask()
    for (const query of ['?key=', '?key=undefined', '?key'])
      expect(await json(query)).toEqual({ alive: true })
  })

  it('keeps everybody out when it is one that cannot be used', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: '口令' } })
    await ask()
    expect(await json(`?key=${encodeURIComponent('口令')}`)).toEqual({ alive: true })
  })
})

describe('hostile requests', () => {
  const LONG = 'x'.repeat(12_000)
  const QUERIES = [
    '?key[]=a1b2c3d4',
    '?key=a1b2c3d4&key=a1b2c3d4',
    '?key[a]=a1b2c3d4',
    '?key[__proto__][x]=1',
    '?__proto__[key]=a1b2c3d4',
    '?key=%FF%00%0d%0aset-cookie:x',
    `?key=${LONG}`,
    `?${'key[]=1&'.repeat(1_000)}`,
    `?${'[x]'.repeat(2_000)}=1`,
    '?lang=<script>alert(1)</script>',
  ]

  it('learn nothing and break nothing, whatever the query', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY } })
    await ask()
    for (const query of QUERIES) expect(await json(query), query.slice(0, 40)).toEqual({ alive: true })
    const huge = await get(`?key=${'x'.repeat(1_000_000)}`)
    expect(huge.status).toBeLessThan(500)
  })

  it('of any method and kind are answered below 500', async () => {
    bot = await startBot()
    for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(bot.door(), { method })
      expect(response.status, method).toBeLessThan(500)
      expect(method === 'HEAD' ? await response.text() : '').toBe('')
    }
    for (const accept of [
      '*/*',
      '',
      'text/html,application/json;q=0.9',
      'a'.repeat(10_000),
      'application/JSON',
    ]) {
      expect((await get('', { accept })).status).toBe(200)
    }
  })

  it('make nothing of what they wrote appear on the page', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY } })
    const evil = '<script>alert(1)</script>'
    const set = { _id: 'refusal', at: bot.clock.now(), failure: evil, evidence: `400 ${evil}` }
    await bot.database.db.collection('notices').insertOne(set)
    await bot.send({ kind: 'text', text: evil }, { sign: 'garbage' })
    const page = await (await get(`?key=${KEY}&x=${encodeURIComponent(evil)}`)).text()
    expect(page).toContain('拒绝过一条回答')
    expect(page).not.toContain('alert(1)')
  })
})

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
    const tookMs = await passUntil(bot, 'the report', () => report !== undefined)
    expect(tookMs).toBeLessThan(20_000)
    const states = Object.fromEntries(report?.findings?.map(({ check, state }) => [check, state]) ?? [])
    expect(states).toMatchObject({ database: 'bad', token: 'bad', model: 'bad', permission: 'unknown' })
    database.start()
    await pass(bot, 10_000)
  })

  it('is about the secret as it is now, whatever token an earlier one left behind', async () => {
    bot = await startBot({ env: { DOCTOR_KEY: KEY } })
    await ask()
    await bot.start({ DING_APP_SECRET: 'another-secret' })
    expect(await finding('token')).toMatchObject({ state: 'bad', mend: mend['app-refused'] })
  })

  it('does not take a file server that stumbles for a missing permission', async () => {
    bot = await startBot()
    bot.dingtalk.faults.set('server-error', { on: 'download' })
    expect(await finding('permission')).toEqual({
      check: 'permission',
      state: 'unknown',
      text: doctor.noAnswer,
      mend: doctor.busyMend,
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
    expect(refused?.mend).toContain(mend.permission)
  }
  /** As whoever asks when the report is no longer fresh. */
  const later = async () => {
    bot.clock.advance(REPORT_FOR_MS + 1_000)
    return finding('delivery')
  }

  it('stands while answers take the other road', async () => {
    await refuse()
    await ask()
    expect(await later()).toMatchObject({ state: 'bad' })
  })

  it('is over with the first answer that goes its way', async () => {
    await refuse()
    bot.dingtalk.faults.clear()
    await ask()
    await bot.until(
      'the mend',
      async () => !(await bot.documents('notices')).some(({ _id }) => _id === 'refusal'),
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
      'the mend',
      async () => !(await bot.documents('notices')).some(({ _id }) => _id === 'refusal'),
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
      mend: doctor.troubleMend['wrong-signature'],
    })
    await ask()
    bot.clock.advance(REPORT_FOR_MS)
    expect(await finding('callback')).toMatchObject({ state: 'good' })
  })

  it('without the two headers are nobody: a scanner alarms no owner', async () => {
    bot = await startBot()
    await fetch(bot.door(), { method: 'POST', body: '{}' })
    expect(await finding('callback')).toMatchObject({ state: 'unknown', text: doctor.noCallback })
  })
})
