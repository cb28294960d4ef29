import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../playground/clock'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'
import { type Laf, startLaf } from '../../playground/laf/runtime'

const FUNCTIONS = path.join(__dirname, '..', '..', 'functions')
const source = readFileSync(path.join(FUNCTIONS, 'clock.ts'), 'utf8')
const read = `import { clockOffsetMs, hasClockJumped, now, syncClock } from './clock'
export const main = async ({ readTime }) => {
  if (readTime) await syncClock(readTime)
  return { now: now(), offset: clockOffsetMs(), jumped: hasClockJumped() }
}`
const START = 1_000_000_000_000

let laf: Laf
let database: OpenDatabase
let machine: number
let elapsed: number
/** Time passes on every clock. */
const pass = (ms: number) => {
  machine += ms
  elapsed += ms
}
const ask = (readTime?: () => Promise<number>) => laf.invoke('read', { readTime })
/** A database that is ahead of the elapsed time and answers after `tripMs`. */
const databaseAhead =
  (ms: number, tripMs = 0) =>
  async () => {
    pass(tripMs / 2)
    const time = START + elapsed + ms
    pass(tripMs / 2)
    return time
  }

beforeEach(async () => {
  machine = START
  elapsed = 0
  database = await openDatabase({})
  const clock = { ...systemClock, now: () => machine, elapsed: () => elapsed }
  laf = await startLaf({ sources: { clock: source, read }, database, clock })
  await ask()
})
afterEach(async () => {
  await laf.close()
  await database.close()
})

describe('the time that replicas compare', () => {
  it("is the machine's until the database has said its time, also when the machine's clock is set", async () => {
    expect(await ask()).toEqual({ now: START, offset: undefined, jumped: false })
    machine += 60_000
    const failing = () => Promise.reject(new Error('away'))
    expect(await ask(failing)).toEqual({ now: START + 60_000, offset: undefined, jumped: false })
    expect(await ask(async () => Number.NaN)).toMatchObject({ offset: undefined })
  })

  it("is the database's, by half of the duration of the call", async () => {
    expect(await ask(databaseAhead(-60_000, 400))).toMatchObject({
      now: START + 400 - 60_000,
      offset: -60_000,
    })
  })

  it("stays the machine's where the duration of the call explains the difference", async () => {
    expect(await ask(databaseAhead(190, 400))).toMatchObject({ now: START + 400, offset: 0 })
  })

  it('is read at most once a minute', async () => {
    await ask(databaseAhead(5_000))
    pass(59_000)
    expect(await ask(databaseAhead(9_000))).toMatchObject({ offset: 5_000 })
    pass(2_000)
    expect(await ask(databaseAhead(9_000))).toMatchObject({ offset: 9_000 })
  })

  it.each([60_000, -60_000])("goes on when the machine's clock is set by %d ms", async (ms) => {
    await ask(databaseAhead(8_000))
    machine += ms
    pass(1_000)
    const right = START + 9_000
    expect(await ask()).toEqual({ now: right, offset: 8_000 - ms, jumped: true })
    expect(await ask(() => Promise.reject(new Error('away')))).toMatchObject({ now: right, jumped: true })
    expect(await ask(databaseAhead(8_000))).toEqual({ now: right, offset: 8_000 - ms, jumped: false })
  })

  it('is right again when the machine was suspended and its other clock stood still', async () => {
    await ask(databaseAhead(0))
    machine += 30_000
    expect(await ask()).toMatchObject({ now: START, jumped: true })
    expect(await ask(async () => START + 30_000)).toEqual({ now: START + 30_000, offset: 0, jumped: false })
  })
})

it.each(['worker', 'storage'])("no file of %s/ reads the machine's clock", (folder) => {
  const files = readdirSync(path.join(FUNCTIONS, folder))
  const readers = files.filter((file) =>
    /Date\.now\(|new Date\(\)/.test(readFileSync(path.join(FUNCTIONS, folder, file), 'utf8')),
  )
  expect([files.length > 5, readers]).toEqual([true, []])
})
