import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../../../../playground/clock'
import { type OpenDatabase, openDatabase } from '../../../../playground/laf/database'
import { startBot } from '../../../support/bot'
import { until } from '../../../support/until'

let folder: string
let clock: TestClock
let database: OpenDatabase

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gone-'))
  clock = createTestClock()
  database = await openDatabase({ folder, clock })
})
afterEach(async () => {
  await database.close()
  clock.dispose()
  rmSync(folder, { recursive: true, maxRetries: 3 })
})

const MINUTE_MS = 60_000
const WEBHOOK = 'https://oapi.dingtalk.com/robot/sendBySession?session=abc'

/** Everything that is in the folder, also in files that a rewrite left behind. */
function onDisk(): string {
  const files = readdirSync(folder).filter((name) => name !== 'lock')
  try {
    return files.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('')
  } catch {
    return onDisk() // a rewrite renamed its file
  }
}
const inbox = () => database.db.collection('inbox')
const fill = () =>
  inbox().insertMany([
    { _id: 'a', webhook: WEBHOOK, text: 'question-a' },
    { _id: 'b', text: 'question-b', createdAt: new Date(clock.now()) },
    { _id: 'c', text: 'question-c' },
  ])

describe('what was removed from a document, or with it, is gone from the disk', () => {
  it('within a minute', async () => {
    await fill()
    await inbox().updateOne({ _id: 'a' }, { $unset: { webhook: '', text: '' }, $set: { state: 'done' } })
    await inbox().deleteOne({ _id: 'b' })
    await inbox().updateOne({ _id: 'c' }, { $set: { text: 'replaced' } })
    expect(onDisk()).toContain(WEBHOOK)
    clock.advance(MINUTE_MS)
    await until('the rewrite', () => !/sendBySession|question/.test(onDisk()))
    expect(onDisk().trim().split('\n')).toHaveLength(2)
    await inbox().insertOne({ _id: 'd' })
    await database.close()
    database = await openDatabase({ folder, clock })
    expect(await inbox().find({}).sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', state: 'done' },
      { _id: 'c', text: 'replaced' },
      { _id: 'd' },
    ])
  })

  it('also when the document expired', async () => {
    await inbox().createIndex({ createdAt: 1 }, { expireAfterSeconds: 60 })
    await fill()
    clock.advance(2 * MINUTE_MS)
    await until('the removal', async () => (await inbox().countDocuments({})) === 2)
    clock.advance(MINUTE_MS)
    await until('the rewrite', () => !onDisk().includes('question-b'))
  })

  it('when the database is closed', async () => {
    await fill()
    await inbox().updateOne({ _id: 'a' }, { $unset: { webhook: '' } })
    await database.close()
    expect(onDisk()).toContain('question-a')
    expect(onDisk()).not.toContain('sendBySession')
  })

  it('for a message that the bot has answered: its text and its webhook', async () => {
    const bot = await startBot({ database })
    await bot.ask({ kind: 'text', text: 'the-words-of-the-question' })
    await bot.until('done', bot.allDone)
    await bot.close()
    const stored = readFileSync(path.join(folder, 'inbox.jsonl'), 'utf8')
    expect(stored).toContain('"state":"done"')
    expect(stored).not.toMatch(/sendBySession|the-words-of-the-question/)
  })
})

describe('a file', () => {
  it('in which nothing was removed is not rewritten', async () => {
    await fill()
    const { ino } = statSync(path.join(folder, 'inbox.jsonl'))
    clock.advance(MINUTE_MS)
    await inbox().insertOne({ _id: 'd' })
    clock.advance(MINUTE_MS)
    await inbox().insertOne({ _id: 'e' })
    expect(statSync(path.join(folder, 'inbox.jsonl')).ino).toBe(ino)
  })

  it('loses no write that comes during a rewrite', async () => {
    for (let round = 0; round < 20; round += 1) {
      const writes = Array.from({ length: 20 }, (_, n) =>
        inbox().updateOne({ _id: `m${n}` }, { $inc: { round: 1 } }, { upsert: true }),
      )
      clock.advance(MINUTE_MS)
      await Promise.all(writes)
    }
    await database.close()
    database = await openDatabase({ folder, clock })
    const stored = await inbox().find({}).toArray()
    expect(stored).toHaveLength(20)
    expect(stored.every(({ round }: { round: number }) => round === 20)).toBe(true)
  })
})
