import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { useBot } from '../support/use-bot'
import { KEY, open } from './support/doctor'

const { doctor } = TEXTS.zh
/** 2026-11-26 at noon in China. */
const NOON = Date.parse('2026-11-26T04:00:00Z')
const HEADER = 'time,conversation,person,role,text,model,tokens,name'

const { bot, start, startOnFlakyDatabase } = useBot()

const startWithKey = (env: Record<string, string> = {}) =>
  start({ startAt: NOON, env: { DOCTOR_KEY: KEY, ...env } })
const get = (query: string) => open(bot, `?key=${KEY}&${query}`)
const read = async (query: string) => (await get(query)).text()
const ask = (text = '你好 👋') => bot.ask({ kind: 'text', text })
const rowsOf = async (query = 'export=jsonl') =>
  (await read(query))
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
/** Stores turns of one day, a second apart. */
const fill = async (count: number, given: Record<string, unknown> = {}) => {
  const documents = Array.from({ length: count }, (_, n) => ({
    _id: `m${n}`,
    session: 's',
    conversationId: 'cid',
    person: 'u1',
    role: 'user',
    content: `第 ${n} 句 ${'长'.repeat(500)}`,
    messageId: `m${n}`,
    askedAt: NOON - 3_600_000 + n,
    day: '2026-11-26',
    choice: {},
    ...given,
  }))
  await bot.database.db.collection('chats').insertMany(documents)
}

describe('an export', () => {
  it('has a line for each question and answer, with who asked, the model and its tokens', async () => {
    await startWithKey()
    await ask()
    const rows = await rowsOf()
    expect(rows).toMatchObject([
      { role: 'user', text: '你好 👋', time: expect.stringMatching(/^2026-11-26T12:00:\d\d\+08:00$/) },
      { role: 'assistant', model: 'gpt-6-luna', tokens: expect.any(Number) },
    ])
    for (const row of rows)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(['conversation', 'person', 'name']))
  })

  it('is a file, in CSV for spreadsheets or in JSON lines, and is not cached', async () => {
    await startWithKey()
    await ask()
    const csv = await get('export=csv&from=2026-11-26&to=2026-11-26')
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="chats-2026-11-26-2026-11-26.csv"',
    )
    expect(csv.headers.get('cache-control')).toBe('no-store')
    expect(csv.headers.get('referrer-policy')).toBe('no-referrer')
    const bytes = Buffer.from(await csv.arrayBuffer()).toString()
    expect(bytes.startsWith(`\ufeff${HEADER}\r\n2026-11-26 12:00:`)).toBe(true)
    expect((await get('export=jsonl')).headers.get('content-type')).toBe(
      'application/x-ndjson; charset=utf-8',
    )
  })

  it("is about China's days, both included", async () => {
    await startWithKey()
    for (const [n, at] of ['25T15:59:59', '25T16:00:00', '26T15:59:59', '26T16:00:00'].entries()) {
      const askedAt = Date.parse(`2026-11-${at}Z`)
      const day = new Date(askedAt + 8 * 3_600_000).toISOString().slice(0, 10)
      await fill(1, { _id: `x${n}`, askedAt, day, content: String(n) })
    }
    const textsOf = async (query: string) => (await rowsOf(`export=jsonl&${query}`)).map(({ text }) => text)
    expect(await textsOf('from=2026-11-26&to=2026-11-26')).toEqual(['1', '2'])
    expect(await textsOf('from=2026-11-25&to=2026-11-27')).toEqual(['0', '1', '2', '3'])
    expect(await textsOf('')).toEqual(['0', '1', '2'])
  })

  it('says how to write its address', async () => {
    await startWithKey()
    for (const wrong of [
      'export=xml',
      'export=',
      'export[]=csv',
      'export=csv&from=2026-02-30',
      'export=csv&to[$gt]=1',
    ]) {
      const response = await get(wrong)
      expect([response.status, await response.text()]).toEqual([400, doctor.usage.exportHelp])
    }
  })

  it('is not opened without the key, nor before the first answer', async () => {
    await startWithKey()
    for (let round = 0; round < 2; round += 1) {
      for (const query of ['?', '?key=wrong&', '?key[]=x&', `?key=${KEY}x&`]) {
        for (const more of ['export=csv', 'export=jsonl', 'view=usage']) {
          const response = await open(bot, query + more)
          expect(response.status).toBe(403)
          expect(await response.text()).not.toMatch(/你好|conversation/)
        }
      }
      await ask()
    }
  })

  it('reads no further when the client goes away', async () => {
    const database = await startOnFlakyDatabase({ startAt: NOON, env: { DOCTOR_KEY: KEY } })
    await fill(20_000)
    const reads = () => database.operations.filter((operation) => operation === 'chats.find').length
    await new Promise<void>((resolve) => {
      const sent = request(`${bot.callbackUrl()}?key=${KEY}&export=csv`, (response) => {
        response.once('data', () => {
          response.destroy()
          resolve()
        })
      })
      sent.end()
    })
    const readsOn = async () => {
      const before = reads()
      for (let n = 0; n < 50; n += 1) await new Promise((resolve) => setImmediate(resolve))
      return reads() > before
    }
    await bot.until('the end of reading', async () => !(await readsOn()))
    expect(reads()).toBeGreaterThan(50)
    expect(reads()).toBeLessThan(15_000)
  })

  it('says that the database is away', async () => {
    const database = await startOnFlakyDatabase({ env: { DOCTOR_KEY: KEY } })
    database.stop('refuses')
    const response = await get('export=csv')
    expect(response.status).toBe(503)
    database.start()
  })
})

describe('with CHATS_KEEP_DAYS=0', () => {
  it('no words are stored anywhere, and there is no memory', async () => {
    await startWithKey({ CHATS_KEEP_DAYS: '0', ROLES: '诗人=写诗' })
    await ask('我叫小明')
    await ask('/role 诗人')
    await ask('我叫什么')
    expect(bot.prompt()).toHaveLength(1)
    await ask('/retry')
    expect(bot.texts().at(-1)).toBe(TEXTS.zh.command.retryNothing)
    await bot.until('all done', bot.allDone)
    const stored = JSON.stringify([await bot.documents('chats'), await bot.documents('inbox')])
    expect(stored).not.toMatch(/小明|我叫|\/role/)
    expect(await bot.documents('chats')).toMatchObject([
      { role: 'command', content: '', choice: { role: '诗人' } },
    ])
  })

  it('a chosen role is remembered', async () => {
    await startWithKey({ CHATS_KEEP_DAYS: '0', ROLES: '诗人=写诗给我' })
    await ask('/role 诗人')
    await ask('你好')
    const [system] = bot.openai.store.calls.at(-1)?.body.messages ?? []
    expect(JSON.stringify(system)).toContain('写诗给我')
  })
})
