import { afterEach, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'
import { type Laf, type LafOptions, startLaf } from '../../../playground/laf/runtime'

const running: Laf[] = []
let database: OpenDatabase

afterEach(async () => {
  for (const laf of running.splice(0)) laf.kill()
  await database?.close()
})

async function start(sources: Record<string, string>, options: Partial<LafOptions> = {}) {
  database = await openDatabase({})
  const laf = await startLaf({ sources, database, log: () => {}, ...options })
  running.push(laf)
  return laf
}

describe('a function called over HTTP', () => {
  it('answers with what main returns', async () => {
    const laf = await start({
      hello: `import cloud from '@lafjs/cloud'
        export async function main(ctx: any) {
          await cloud.mongo.db.collection('people').insertOne({ _id: '小明', seen: new Date() })
          return { people: await cloud.mongo.db.collection('people').countDocuments({}), body: ctx.body }
        }`,
    })
    const response = await fetch(`${laf.url}/hello`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"你好 👋"}',
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ people: 1, body: { text: '你好 👋' } })
  })
})
