import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findRules } from './rules/find'
import type { Given } from './rules/given'
import { indexRules } from './rules/indexes'
import { insertRules } from './rules/insert'
import { removeRules } from './rules/remove'
import { updateRules } from './rules/update'
import { upsertRules } from './rules/upsert'
import { targets } from './targets'

// What the functions rely on in every database. Each test has a collection of its own.
describe.each(targets.filter((target) => !target.isSkipped))('$title', (target) => {
  let tests = 0
  let isFerretDB = false
  const given: Given = {
    database: undefined as never,
    inbox: undefined,
    all: (filter = {}) => given.inbox.find(filter).sort({ _id: 1 }).toArray(),
    ids: async (filter) => (await given.all(filter)).map(({ _id }) => _id),
    itBeyondFerretDB: (title, body) =>
      it(title, () => (isFerretDB ? expect(body()).rejects.toThrow() : body())),
  }

  beforeAll(async () => {
    given.database = await target.open()
    const { client, db } = given.database
    isFerretDB = client !== undefined && 'ferretdbVersion' in (await db.command({ buildInfo: 1 }))
  })
  afterAll(() => target.discard(given.database))
  beforeEach(() => {
    given.inbox = given.database.db.collection(`inbox_${++tests}`)
  })

  for (const rules of [insertRules, findRules, updateRules, upsertRules, removeRules, indexRules])
    rules(given)

  it('answers a ping', async () => {
    expect(await given.database.db.command({ ping: 1 })).toMatchObject({ ok: 1 })
  })

  it('says its time', async () => {
    const { localTime } = await given.database.db.command({ hello: 1 })
    expect(Math.abs(Number(localTime) - Date.now())).toBeLessThan(24 * 60 * 60_000)
  })
})

for (const { title } of targets.filter((target) => target.isSkipped)) {
  console.warn(`\n  The storage contract does not run on ${title}.\n`)
  describe.skip(title, () => {
    it('needs a server', () => {})
  })
}
