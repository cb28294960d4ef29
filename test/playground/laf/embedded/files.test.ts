import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../../../playground/laf/database'

let folder: string
const opened: OpenDatabase[] = []
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'embedded-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const database of opened.splice(0)) await database.close()
  rmSync(folder, { recursive: true, maxRetries: 3 })
})

async function open(): Promise<OpenDatabase> {
  const database = await openDatabase({ folder })
  opened.push(database)
  return database
}
async function reopen(): Promise<OpenDatabase> {
  for (const database of opened.splice(0)) await database.close()
  return open()
}
const file = (name: string) => path.join(folder, `${name}.jsonl`)

function startWriter() {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, 'writer.ts'), folder])
  children.push(child)
  let out = ''
  let errors = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    errors += data
  })
  return {
    child,
    acknowledged: () => Number(out.trimEnd().split('\n').at(-1)),
    errors: () => errors,
  }
}

describe('a killed process', () => {
  it('loses no acknowledged write, and leaves a folder that the next process can open', async () => {
    const writer = startWriter()
    await expect.poll(() => writer.acknowledged(), { timeout: 15_000 }).toBeGreaterThan(500)
    writer.child.kill('SIGKILL')
    await once(writer.child, 'exit')

    const { db } = await open()
    const stored = await db.collection('inbox').find({}).sort({ at: 1 }).toArray()
    const acknowledged = writer.acknowledged()
    expect([acknowledged, acknowledged + 1]).toContain(stored.length)
    for (const [index, document] of stored.entries()) {
      expect(document).toEqual({
        _id: `消息${index + 1}`,
        text: '你好 👋'.repeat(20),
        at: new Date(index + 1),
      })
    }
    const counter = await db.collection('counter').findOne({ _id: 'c' })
    expect([acknowledged, acknowledged + 1]).toContain(counter.n)
    expect(counter.at).toEqual(new Date(counter.n))
  })

  it('leaves half a line in the middle of a write: it was not acknowledged and is cut off', async () => {
    await (await open()).db.collection('inbox').insertOne({ _id: 'a', text: '完整' })
    for (const half of ['{"_id":"b","text":"不完', '{', '\u0000'.repeat(100_000)]) {
      await reopen()
      for (const database of opened.splice(0)) await database.close()
      appendFileSync(file('inbox'), half)
      const { db } = await open()
      await db.collection('inbox').updateOne({ _id: 'a' }, { $inc: { opened: 1 } })
    }
    const { db } = await reopen()
    expect(await db.collection('inbox').find({}).toArray()).toEqual([{ _id: 'a', text: '完整', opened: 3 }])
  })

  it('leaves an empty collection when its first line is not complete', async () => {
    writeFileSync(file('inbox'), '{"_id":"b","te')
    const { db } = await open()
    expect(await db.collection('inbox').countDocuments({})).toBe(0)
  })
})

describe('the files', () => {
  it('restore everything: Dates, unusual characters, deletions, unique indexes', async () => {
    const document = {
      _id: '群:消息/1',
      text: 'a\r\n\v\f\u0085b\u2028c\u2029"\\ 👨‍👩‍👧 \ud800',
      'key\u2028': 1,
      at: new Date('2026-01-31T12:00:00.001Z'),
      inner: { list: [new Date(0), null, [1, [2]]], empty: {} },
    }
    const inbox = (await open()).db.collection('inbox')
    await inbox.createIndex({ slug: 1 }, { unique: true })
    await inbox.insertMany([document, { _id: '2', slug: 'x', kind: 1 }, { _id: '3', slug: 'y' }])
    await inbox.updateOne({ _id: '2' }, { $unset: { kind: '' }, $set: { n: 1 } })
    await inbox.deleteOne({ _id: '3' })

    const again = (await reopen()).db.collection('inbox')
    expect(await again.find({}).sort({ _id: -1 }).toArray()).toEqual([
      document,
      { _id: '2', slug: 'x', n: 1 },
    ])
    await expect(again.insertOne({ _id: '4', slug: 'x' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { slug: 1 },
    })
    await again.insertOne({ _id: '4', slug: 'y' })
  })

  it('stay small: a file is rewritten when most of its lines are superseded', async () => {
    const { db } = await open()
    const token = db.collection('token')
    for (let n = 0; n < 6_000; n++)
      void token.updateOne({ _id: 'app' }, { $set: { n, text: '令牌'.repeat(10) } }, { upsert: true })
    await token.updateOne({ _id: 'app' }, { $inc: { n: 1 } })
    expect(await token.findOne({ _id: 'app' })).toMatchObject({ n: 6_000 })
    const lines = readFileSync(file('token'), 'utf8').split('\n').length
    expect(lines).toBeLessThan(2_000)
    expect(
      await (await reopen()).db
        .collection('token')
        .find({}, { projection: { n: 1 } })
        .toArray(),
    ).toEqual([{ _id: 'app', n: 6_000 }])
    expect(statSync(file('token')).size).toBeLessThan(200)
  })

  it('with a broken line in the middle are refused by name instead of being read in part', async () => {
    writeFileSync(file('inbox'), '{"_id":"a"}\nnonsense\n{"_id":"b"}\n')
    await expect(open()).rejects.toThrow(/The database file .*inbox\.jsonl cannot be used/)
    expect(readFileSync(file('inbox'), 'utf8')).toContain('nonsense')
    writeFileSync(file('inbox'), '{"_id":"a"}\n') // and the folder is free again
    expect(await (await open()).db.collection('inbox').countDocuments({})).toBe(1)
  })

  it('are complete when close ends, and cannot be used afterwards', async () => {
    const database = await open()
    const inbox = database.db.collection('inbox')
    const writes = Array.from({ length: 50 }, (_, n) => inbox.insertOne({ _id: `${n}` }))
    await database.close()
    await expect(inbox.findOne({})).rejects.toThrow('The embedded database is closed')
    await Promise.all(writes)
    expect(await (await open()).db.collection('inbox').countDocuments({})).toBe(50)
  })
})

describe('the folder', () => {
  it('belongs to one process at a time: a second one gets an error that names the first', async () => {
    const writer = startWriter()
    await expect.poll(() => writer.acknowledged(), { timeout: 15_000 }).toBeGreaterThan(0)
    await expect(openDatabase({ folder })).rejects.toThrow(`is in use by process ${writer.child.pid}`)
    writer.child.kill('SIGKILL')
    await once(writer.child, 'exit')
    await open()
  })

  it('cannot be opened twice by one process either', async () => {
    await open()
    await expect(openDatabase({ folder })).rejects.toThrow(`is in use by process ${process.pid}`)
  })

  it.each([
    ['a process that is gone', '999999999'],
    ['an earlier process with our id', String(process.pid)],
    ['a lock without a process id', 'nonsense'],
  ])('is taken over from %s', async (_, pid) => {
    writeFileSync(path.join(folder, 'lock'), pid)
    await open()
    expect(readFileSync(path.join(folder, 'lock'), 'utf8')).toBe(String(process.pid))
  })

  it('is taken over when another process has the id since a restart of the machine', async () => {
    const lock = path.join(folder, 'lock')
    writeFileSync(lock, String(process.ppid))
    await expect(openDatabase({ folder })).rejects.toThrow(`is in use by process ${process.ppid}`)
    const longAgo = new Date(Date.now() - os.uptime() * 1000 - 3_600_000)
    utimesSync(lock, longAgo, longAgo)
    await open()
  })

  it('that cannot be created is refused in one sentence', async () => {
    writeFileSync(path.join(folder, 'file'), '')
    await expect(openDatabase({ folder: path.join(folder, 'file', 'below') })).rejects.toThrow(
      /^The database folder .* cannot be used: ENOTDIR/,
    )
  })
})
