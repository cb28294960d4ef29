import { afterEach, describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { type Bot, startBot } from '../support/bot'
import { startFlakyBot } from '../support/flaky-database'
import { KEY, open, readReport } from './support/doctor'

const { doctor } = TEXTS.zh

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
const ask = () => bot.ask({ kind: 'text', text: '你好 👋' })
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
      (await bot.documents('bot_status')).some(({ _id }) => _id === 'first-answer'),
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
    expect(findings).toMatchObject([{ check: 'database', state: 'bad', fix: doctor.databaseFix }])
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
      const response = await fetch(bot.callbackUrl(), { method })
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
    await bot.database.db.collection('bot_status').insertOne(set)
    await bot.send({ kind: 'text', text: evil }, { sign: 'garbage' })
    const page = await (await get(`?key=${KEY}&x=${encodeURIComponent(evil)}`)).text()
    expect(page).toContain('拒绝过一条回答')
    expect(page).not.toContain('alert(1)')
  })
})
