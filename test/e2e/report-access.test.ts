import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'
import { KEY, open, readReport } from './support/doctor'

const { doctor } = TEXTS.zh

const { bot, start, startOnFlakyDatabase } = useBot()

const get = (query?: string, headers?: Record<string, string>) => open(bot, query, headers)
const json = (query?: string) => readReport(bot, query)
/** Lets time pass until all requests are answered. */
const advanceWhile = async (requests: Promise<number>[]) => {
  let isDone = false
  const all = Promise.all(requests).finally(() => {
    isDone = true
  })
  await advanceUntil(bot, 'the answers', () => isDone)
  return all
}
const ask = () => bot.ask({ kind: 'text', text: '你好 👋' })

describe('a report without the key', () => {
  it('is complete before the first answer and only says "alive" after it, also from a new process', async () => {
    await start()
    expect((await json()).findings?.length).toBeGreaterThan(6)
    await ask()
    expect(await json()).toEqual({ alive: true })
    const page = await (await get()).text()
    expect(page).toContain(doctor.alive)
    expect(page).not.toContain(doctor.name.database)
    await bot.start()
    expect(await json()).toEqual({ alive: true })
  })

  it('still only says "alive" when all turns have been removed', async () => {
    await start()
    await ask()
    await bot.until('the note', async () =>
      (await bot.documents('bot_status')).some(({ _id }) => _id === 'first-answer'),
    )
    await bot.database.db.collection('chats').deleteMany({})
    await bot.start()
    expect(await json()).toEqual({ alive: true })
  })

  it('is complete while `chats` has only answers of a function that the bot replaced', async () => {
    await start()
    const chats = bot.database.db.collection('chats')
    await chats.insertOne({ _id: '1', conversationId: 'cid', role: 'assistant', content: '你好' } as object)
    expect((await json()).findings?.length).toBeGreaterThan(6)
    await bot.start()
    expect((await json()).findings?.length).toBeGreaterThan(6)
  })

  it('still only says "alive" when the database goes away after the first answer', async () => {
    const database = await startOnFlakyDatabase()
    await ask()
    database.stop('refuses')
    expect(await json()).toEqual({ alive: true })
    database.start()
  })

  it('only says that the database is away when it was away from the start', async () => {
    const database = await startOnFlakyDatabase()
    database.stop('refuses')
    const { findings } = await json()
    expect(findings).toMatchObject([{ check: 'database', state: 'bad', fix: doctor.databaseFix }])
    expect(await (await get()).text()).toContain('DOCTOR_KEY')
    database.start()
  })

  it('is complete as long as the model has not answered', async () => {
    await start()
    bot.openai.faults.set('bad-key')
    await ask()
    expect((await json()).findings).toBeDefined()
  })
})

describe('DOCTOR_KEY', () => {
  it('opens the complete report, and no similar key does', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    await ask()
    for (const wrong of ['', KEY.toUpperCase(), KEY.slice(1), `${KEY}9`, 'undefined', '密码', ` ${KEY}`]) {
      expect(await json(`?key=${encodeURIComponent(wrong)}`), wrong).toEqual({ alive: true })
    }
    expect((await json(`?key=${KEY}`)).findings?.length).toBeGreaterThan(6)
  })

  it('opens the report at once while wrong keys wait, whose number is bounded', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    await ask()
    const wrong = Array.from({ length: 60 }, () => get('?key=wrong').then(({ status }) => status))
    expect((await json(`?key=${KEY}`)).findings).toBeDefined()
    const statuses = await advanceWhile(wrong)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20)
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true)
  })

  it('that is short is reported and still works', async () => {
    await start({ env: { DOCTOR_KEY: 'abc123' } })
    const settings = (await json('?key=abc123')).findings?.find(({ check }) => check === 'settings')
    expect(settings).toMatchObject({ state: 'bad' })
    expect(settings?.text).toContain('DOCTOR_KEY')
    expect(settings?.text).not.toContain('abc123')
    expect(bot.output.join('\n')).toContain('DOCTOR_KEY')
  })

  it('opens no report where none is set', async () => {
    await start()
    await ask()
    for (const query of ['?key=', '?key=undefined', '?key'])
      expect(await json(query)).toEqual({ alive: true })
  })

  it('opens no report where it contains characters that cannot be used', async () => {
    await start({ env: { DOCTOR_KEY: '口令' } })
    await ask()
    expect(await json(`?key=${encodeURIComponent('口令')}`)).toEqual({ alive: true })
  })
})

describe('hostile requests', () => {
  const LONG = 'x'.repeat(12_000)
  const QUERIES = [
    `?key[]=${KEY}`,
    `?key=${KEY}&key=${KEY}`,
    `?key[a]=${KEY}`,
    '?key[__proto__][x]=1',
    `?__proto__[key]=${KEY}`,
    '?key=%FF%00%0d%0aset-cookie:x',
    `?key=${LONG}`,
    `?${'key[]=1&'.repeat(1_000)}`,
    `?${'[x]'.repeat(2_000)}=1`,
    '?lang=<script>alert(1)</script>',
  ]

  it('with any query get no report and cause no error', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    await ask()
    for (const query of QUERIES) expect(await json(query), query.slice(0, 40)).toEqual({ alive: true })
    const huge = await get(`?key=${'x'.repeat(1_000_000)}`)
    expect(huge.status).toBeLessThan(500)
  })

  it('of any method and type are answered below 500', async () => {
    await start()
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

  it('cannot put text on the page', async () => {
    await start({ env: { DOCTOR_KEY: KEY } })
    const evil = '<script>alert(1)</script>'
    const set = { _id: 'last-refusal', at: bot.clock.now(), failure: evil, evidence: `400 ${evil}` }
    await bot.database.db.collection('bot_status').insertOne(set)
    await bot.send({ kind: 'text', text: evil }, { sign: 'garbage' })
    const page = await (await get(`?key=${KEY}&x=${encodeURIComponent(evil)}`)).text()
    expect(page).toContain('拒绝过一条回答')
    expect(page).not.toContain('alert(1)')
  })
})
