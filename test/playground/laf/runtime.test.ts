import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../../../playground/clock'
import { startLaf } from '../../../playground/laf/runtime'
import { main, openTestDatabase, post, start, until } from './start'

const CLOUD = "import cloud from '@lafjs/cloud'"

describe('@lafjs/cloud', () => {
  it('connects every runtime of a process to its own database, settings and shared map', async () => {
    const source = {
      put: main(
        '(cloud.shared.set("who", process.env.WHO), cloud.mongo.db.collection("people").insertOne({ _id: process.env.WHO }))',
        CLOUD,
      ),
      get: main(
        '[cloud.shared.get("who"), cloud.env.WHO, await cloud.mongo.db.collection("people").countDocuments({})]',
        CLOUD,
      ),
    }
    const [a, b] = [await start(source, { env: { WHO: '甲' } }), await start(source, { env: { WHO: '乙' } })]
    await Promise.all([a.call('put'), b.call('put')])
    expect([await a.call('get'), await b.call('get')]).toEqual([
      ['甲', '甲', 1],
      ['乙', '乙', 1],
    ])
    expect(a.shared.get('who')).toBe('甲')
  })

  it('lets several runtimes share one database, as replicas do', async () => {
    const database = await openTestDatabase()
    const source = {
      add: main(
        'cloud.mongo.db.collection("n").insertOne({}).then(() => cloud.mongo.db.collection("n").countDocuments({}))',
        CLOUD,
      ),
    }
    const [a, b] = [await start(source, { database }), await start(source, { database })]
    expect([await a.call('add'), await b.call('add')]).toEqual([1, 2])
  })

  it('is one object for all files of a runtime, also under its other name', async () => {
    const laf = await start({
      a: main(
        '[cloud === other, cloud === b.cloud, typeof Cloud]',
        `${CLOUD}\nimport { Cloud } from '@lafjs/cloud'\nimport other from '@/cloud-sdk'\nimport * as b from './b'`,
      ),
      b: `${CLOUD}\nexport { cloud }`,
    })
    expect(await laf.call('a')).toEqual([true, true, 'function'])
  })

  it('calls functions by name, open to the web or not', async () => {
    const laf = await start({
      a: main("cloud.invoke('b', { body: '你好' })", CLOUD),
      b: main('[ctx.body, ctx.method, ctx.__function_name, ctx.requestId]'),
    })
    expect(await laf.call('a')).toEqual(['你好', 'call', 'b', 'invoke'])
    expect(await laf.invoke('b', { body: 1, method: 'X' })).toEqual([1, 'X', 'b', 'invoke'])
  })

  it('throws for what is not implemented', async () => {
    const laf = await start({ a: main('cloud.database()', CLOUD) })
    expect((await post(`${laf.url}/a`, {})).status).toBe(500)
    expect(laf.lines[0]?.text).toContain('use cloud.mongo.db')
  })
})

describe('__init__', () => {
  it('runs once per start, with method INIT, when the database is ready and before any request', async () => {
    const source = `${CLOUD}
      export async function main(ctx: any) {
        await cloud.mongo.db.collection('starts').insertOne({ method: ctx.method, request: ctx.request })
      }`
    const laf = await start({ __init__: source })
    const starts = laf.database.db.collection('starts')
    await until(async () => (await starts.countDocuments({})) > 0)
    laf.reload()
    expect(await starts.find({}).toArray()).toMatchObject([{ method: 'INIT', request: null }])
  })

  it('waits for the database, while requests are served already', async () => {
    const database = await openTestDatabase()
    let answer = () => {}
    const ready = new Promise<void>((resolve) => {
      answer = resolve
    })
    const laf = await start(
      { __init__: main("console.log('init')"), a: main("'served'") },
      { database: { ...database, ready } },
    )
    expect(await (await post(`${laf.url}/a`, {})).text()).toBe('served')
    expect((await fetch(`${laf.url}/_/healthz`)).status).toBe(503)
    expect(laf.lines).toEqual([])
    answer()
    await until(() => laf.lines.length === 1)
    expect((await fetch(`${laf.url}/_/healthz`)).status).toBe(200)
  })

  it('may fail: the error is logged and requests are served', async () => {
    const laf = await start({ __init__: "throw new Error('坏了')", a: main("'alive'") })
    await until(() => laf.lines.length === 1)
    expect(laf.lines[0]).toMatchObject({ function: '__init__', level: 'error' })
    expect(await (await post(`${laf.url}/a`, {})).text()).toBe('alive')
  })
})

describe('a republish', () => {
  it('loads every module again, while timers of the old copies keep running', async () => {
    const clock = createTestClock()
    const laf = await start(
      { a: main('++count', "let count = 0\nsetInterval(() => console.log('old', count), 1000)") },
      { clock },
    )
    expect([await laf.invoke('a'), await laf.invoke('a')]).toEqual([1, 2])
    laf.reload()
    expect(await laf.invoke('a')).toBe(1)
    clock.advance(1000)
    expect(laf.lines.map(({ text }) => text)).toEqual(['old 2', 'old 1'])
  })
})

describe('a republish as on Laf', () => {
  it('answers 404 until the functions are there again, and goes on with new modules', async () => {
    const laf = await start({ a: main('++count', 'let count = 0') })
    const call = async () => {
      const answer = await post(`${laf.url}/a`, {})
      return [answer.status, await answer.text()]
    }
    expect([await call(), await call()]).toEqual([
      [200, '1'],
      [200, '2'],
    ])
    const published = [laf.republish(100), laf.republish(100)]
    expect(await call()).toEqual([404, 'Function Not Found'])
    await Promise.all(published)
    expect(await call()).toEqual([200, '1'])
  })

  it('is over when the runtime is killed meanwhile', async () => {
    const laf = await start({ a: main('1') })
    const published = laf.republish(20)
    laf.kill()
    await published
    expect(laf.lines).toEqual([])
  })
})

describe('an environment that is changed', () => {
  it('is seen by the function that runs, which is not loaded again', async () => {
    const env: Record<string, string> = { MODEL: '一' }
    const laf = await start({ a: main('[++count, process.env.MODEL]', 'let count = 0') }, { env })
    expect(await laf.call('a')).toEqual([1, '一'])
    env.MODEL = '二'
    expect(await laf.call('a')).toEqual([2, '二'])
  })
})

describe('kill', () => {
  const WORKER = `${CLOUD}
    const jobs = () => cloud.mongo.db.collection('jobs')
    export async function main() {
      await jobs().insertOne({ step: 1 })
      console.log('first')
      setInterval(() => console.log('tick'), 1000)
      await new Promise((done) => setTimeout(done, 60_000))
      await jobs().insertOne({ step: 2 })
    }
    export async function loop() {
      for (let n = 0; ; n++) { await jobs().insertOne({ n }); await jobs().find({}).limit(1).toArray() }
    }`

  it('cuts connections and stops timers and logs; the database stays as it was', async () => {
    const clock = createTestClock()
    const database = await openTestDatabase()
    const laf = await start({ work: WORKER }, { clock, database })
    const answer = post(`${laf.url}/work`, {})
    await until(() => laf.lines.length === 1)
    laf.kill()
    await expect(answer).rejects.toThrow()
    clock.advance(120_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(laf.lines.map(({ text }) => text)).toEqual(['first'])
    expect(await database.db.collection('jobs').countDocuments({})).toBe(1)
    await expect(fetch(`${laf.url}/_/healthz`)).rejects.toThrow()
  })

  it('settles no database call of the killed runtime, and other runtimes go on', async () => {
    const database = await openTestDatabase()
    const source = {
      work: `${WORKER.replace('function main', 'function once').replace('function loop', 'function main')}`,
    }
    const [killed, other] = [await start(source, { database }), await start(source, { database })]
    void killed.invoke('work')
    const jobs = database.db.collection('jobs')
    await until(async () => (await jobs.countDocuments({})) > 3)
    killed.kill()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const count = await jobs.countDocuments({})
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await jobs.countDocuments({})).toBe(count)
    void other.invoke('work')
    await until(async () => (await jobs.countDocuments({})) > count + 3)
  })

  it('never settles a pending fetch', async () => {
    const server = http.createServer((_, res) => setTimeout(() => res.end('late'), 30)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const laf = await start({
      ask: main(`fetch('http://127.0.0.1:${port}').then(() => cloud.shared.set('asked', 1))`, CLOUD),
    })
    void laf.invoke('ask')
    laf.kill()
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(laf.shared.size).toBe(0)
    server.close()
  })
})

describe('close', () => {
  it('lets requests finish, takes no new ones and calls drain', async () => {
    const laf = await start({
      slow: `${CLOUD}
        cloud.shared.set('drain', async (timeoutMs: number) => { console.log('drain', timeoutMs); await cloud.mongo.db.command({ ping: 1 }); console.log('drained') })
        export async function main() { console.log('in'); await new Promise((done) => setTimeout(done, 60)); return '完成' }`,
    })
    const answer = post(`${laf.url}/slow`, {})
    await until(() => laf.lines.length === 1)
    const closing = laf.close()
    await expect(fetch(laf.url)).rejects.toThrow()
    expect(await (await answer).text()).toBe('完成')
    await closing
    expect(laf.lines.map(({ text }) => text)).toEqual(['in', 'drain 10000', 'drained'])
  })

  it('goes on when draining fails, and stops timers', async () => {
    const clock = createTestClock()
    const laf = await start(
      {
        a: main(
          "cloud.shared.set('drain', () => { throw new Error('无法') }) && setInterval(() => console.log('tick'), 1000) && 1",
          CLOUD,
        ),
      },
      { clock },
    )
    await laf.invoke('a')
    await laf.close()
    clock.advance(5000)
    expect(laf.lines.map(({ level, args }) => [level, String(args[0])])).toEqual([['error', 'Error: 无法']])
  })

  it('does not wait for an idle keep-alive connection', async () => {
    const laf = await start({ a: main('1') })
    const agent = new http.Agent({ keepAlive: true })
    await new Promise((resolve) =>
      http.get(`${laf.url}/a`, { agent }, (res) => res.resume().on('end', resolve)),
    )
    const before = Date.now()
    await laf.close()
    expect(Date.now() - before).toBeLessThan(1_000)
    agent.destroy()
  })
})

describe('starting', () => {
  it('fails for a port that is in use', async () => {
    const first = await start({})
    const second = startLaf({ sources: {}, database: first.database, port: first.port })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
