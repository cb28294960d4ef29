import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../../../playground/clock'
import { SANDBOX_GLOBALS } from './globals'
import { main, start, until } from './start'

describe('the sandbox', () => {
  it('has exactly the globals that Laf gives to a function', async () => {
    const laf = await start({ names: 'export const main = () => Object.getOwnPropertyNames(globalThis)' })
    const builtIns: string[] = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)')
    const names: string[] = await laf.call('names')
    expect(names.filter((name) => !builtIns.includes(name)).sort()).toEqual(SANDBOX_GLOBALS)
    expect(builtIns.filter((name) => !names.includes(name))).toEqual([])
  })

  it.each([
    'AbortController AbortSignal URLSearchParams TextEncoder TextDecoder Headers Request Response ReadableStream',
    'structuredClone performance queueMicrotask crypto btoa atob FormData Blob Event EventTarget navigator WebSocket',
    '__dirname',
  ])('lacks what Laf lacks: %s', async (names) => {
    const laf = await start({ types: main('ctx.body.map((name: string) => eval("typeof " + name))') })
    const types: string[] = await laf.call('types', names.split(' '))
    expect(types.filter((type) => type !== 'undefined')).toEqual([])
  })

  it("takes RegExp and Float32Array from outside; an Array of another file's is still an Array to Array.isArray", async () => {
    const laf = await start({
      here: main(
        `[there.RegExp === RegExp, there.Float32Array === Float32Array, there.Array === Array,
        there.Error === Error, Array.isArray(there.list), there.list instanceof Array]`,
        "import * as there from '@/there'",
      ),
      there: `const { RegExp: R, Float32Array: F, Array: A, Error: E } = globalThis
        export { R as RegExp, F as Float32Array, A as Array, E as Error }
        export const list = [1]`,
    })
    expect(await laf.call('here')).toEqual([true, true, false, false, true, false])
  })

  it('has other realms for other files and packages: an error is recognised by its name or its imported class', async () => {
    const laf = await start({
      here: `import { fail, Refused } from './there'
        import axios from 'axios'
        export async function main() {
          const mine = [() => fail(), () => { throw new TypeError('mine') }]
          const kinds = mine.map((work) => { try { work() } catch (error: any) {
            return [error instanceof Error, error instanceof Refused, error.name] } })
          const theirs: any = await axios.get('http://127.0.0.1:1').catch((error: unknown) => error)
          return [...kinds, [theirs instanceof Error, axios.isAxiosError(theirs), theirs.code]]
        }`,
      there: `export class Refused extends Error { name = 'Refused' }
        export const fail = () => { throw new Refused('不行') }`,
    })
    expect(await laf.call('here')).toEqual([
      [false, true, 'Refused'],
      [true, false, 'TypeError'],
      [false, true, 'ECONNREFUSED'],
    ])
  })

  it('keeps the globals of one file from every other', async () => {
    const laf = await start({
      a: main(
        '[(globalThis as any).mark, b.read()]',
        "import * as b from '@/b'\n;(globalThis as any).mark = 'a'",
      ),
      b: 'export const read = () => String((globalThis as any).mark)',
    })
    expect(await laf.call('a')).toEqual(['a', 'undefined'])
  })

  it('is the same object as global and globalThis, and has its name in __filename', async () => {
    const laf = await start({
      'deep/down': main("[global.setTimeout === setTimeout, 'ObjectId' in global, __filename]"),
    })
    expect(await laf.call('deep/down')).toEqual([true, true, 'deep/down'])
  })

  it('has a console of five methods that logs the function and shows objects one level deep', async () => {
    const laf = await start({
      logs: main(
        `(console.log('你好', { a: { b: { c: 1 } } }), console.warn(new Error('坏').message), Object.keys(console))`,
      ),
    })
    expect(await laf.call('logs')).toEqual(['debug', 'info', 'log', 'warn', 'error'])
    expect(laf.lines.map(({ function: name, level, text }) => [name, level, text])).toEqual([
      ['logs', 'log', '你好 { a: { b: [Object] } }'],
      ['logs', 'warn', '坏'],
    ])
  })

  it('has the given settings as process.env, and the real process otherwise', async () => {
    const laf = await start(
      {
        env: main(
          '[process.env.MODEL, process.env.PATH ?? null, process.pid, typeof process.hrtime.bigint()]',
        ),
      },
      { env: { MODEL: '通义' } },
    )
    expect(await laf.call('env')).toEqual(['通义', null, process.pid, 'bigint'])
  })

  it('may run code from strings and import() packages', async () => {
    const laf = await start({
      dynamic: main(
        "[new Function('return 1 + 1')(), typeof (await import('node:path')).join, typeof (await import('axios')).default]",
      ),
    })
    expect(await laf.call('dynamic')).toEqual([2, 'function', 'function'])
  })

  it('waits with setTimeout, promisified or not, and with setImmediate', async () => {
    const laf = await start({
      wait: main(
        `[await promisify(setTimeout)(1, 'late'), await new Promise((done) => setImmediate(done, 'soon')),
          typeof setTimeout(() => {}, 9e6).unref().hasRef()]`,
        "import { promisify } from 'node:util'",
      ),
    })
    expect(await laf.call('wait')).toEqual(['late', 'soon', 'boolean'])
  })
})

describe('the sandbox on a test clock', () => {
  const START = Date.UTC(2026, 0, 31, 12)

  it('gives the time of the clock in every way a Date can', async () => {
    const clock = createTestClock(START)
    const laf = await start(
      {
        now: main(`[Date.now(), +new Date(), Date.parse(Date()), new Date(5).getTime(), new Date() instanceof Date,
          new (class extends Date {})().getTime(), new Date(2020, 1).getMonth(), Date.UTC(1970, 0), Date.name,
          new Date().constructor === Date]`),
      },
      { clock },
    )
    clock.advance(3_600_000)
    const [now, instance, text, fixed, isDate, derived, ...rest] = await laf.call('now')
    for (const time of [now, instance, derived]) expect(time - START - 3_600_000).toBeLessThan(5_000)
    expect(now).toBeGreaterThanOrEqual(START + 3_600_000)
    expect(Math.abs(text - now)).toBeLessThan(5_000)
    expect([fixed, isDate, ...rest]).toEqual([5, true, 1, 0, 'Date', true])
  })

  it('runs its timers when the clock jumps', async () => {
    const clock = createTestClock(START)
    const laf = await start(
      {
        timer: main(
          "(setTimeout(() => console.log('时间到', Date.now()), 60_000), setInterval(() => console.log('tick'), 25_000), 1)",
        ),
      },
      { clock },
    )
    await laf.call('timer')
    clock.advance(59_000)
    expect(laf.lines.map(({ text }) => text)).toEqual(['tick', 'tick'])
    clock.advance(1_500)
    await until(() => laf.lines.length === 3)
    expect(laf.lines[2]?.args[0]).toBe('时间到')
    clock.dispose()
  })
})
