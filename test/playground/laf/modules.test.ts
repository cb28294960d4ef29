import { describe, expect, it } from 'vitest'
import { main, post, start } from './start'

/** The logged error of loading the function `a`; the web gets 500. */
async function failure(sources: Record<string, string>): Promise<string> {
  const laf = await start(sources)
  expect((await post(`${laf.url}/a`, {})).status).toBe(500)
  return laf.lines.map(({ args }) => (args[0] as Error).message).join()
}

describe('importing', () => {
  it('finds functions by @/name, ./name and ../name', async () => {
    const laf = await start({
      a: main(
        '[x, y, z]',
        "import { x } from '@/deep/x'\nimport { y } from './deep/y'\nimport { z } from './z'",
      ),
      'deep/x': "export { up as x } from '../up'",
      'deep/y': "import { z } from './z'\nexport const y = 'y with ' + z",
      'deep/z': "export const z = 'deep z'",
      up: "export const up = 'up'",
      z: "export const z = 'z'",
    })
    expect(await laf.call('a')).toEqual(['up', 'y with deep z', 'z'])
  })

  it.each(['./folder', './b.ts', './b.js', './data.json', './missing', '@/missing'])(
    'finds neither an index nor a file with an ending nor JSON: %s',
    async (path) => {
      const sources = { b: 'export {}', 'folder/index': 'export {}', a: main('1', `import '${path}'`) }
      expect(await failure(sources)).toBe(`function ${path.replace(/^(\.|@)\//, '')} not found`)
    },
  )

  it('throws for a circular import and names it', async () => {
    const circle = {
      a: main('b', "import { b } from './b'"),
      b: "import './c'\nexport const b = 1",
      c: "import './a'",
    }
    expect(await failure(circle)).toBe('circular dependency detected: a -> b -> c -> a')
  })

  it('throws for a function that imports itself', async () => {
    expect(await failure({ a: main('1', "import '@/a'") })).toBe('circular dependency detected: a -> a')
  })

  it('gives the same module to all importers, and loads it once', async () => {
    const laf = await start({
      a: main('[once === b.once, once.loaded]', "import * as b from './b'\nimport { once } from './once'"),
      b: "export { once } from './once'",
      once: "console.log('loaded')\nexport const once = { loaded: true }",
    })
    await laf.call('a')
    expect(await laf.call('a')).toEqual([true, true])
    expect(laf.lines.map(({ text }) => text)).toEqual(['loaded'])
  })

  it('reaches the packages of the app and the modules of Node, with default imports of CommonJS', async () => {
    const laf = await start({
      a: main(
        '[typeof OpenAI, typeof axios.post, typeof createHmac, typeof fs.readFileSync, new URLSearchParams({ 你: "好" }).size]',
        `import OpenAI from 'openai'
         import axios from 'axios'
         import { createHmac } from 'node:crypto'
         import fs from 'fs'
         import { URLSearchParams } from 'node:url'`,
      ),
    })
    expect(await laf.call('a')).toEqual(['function', 'function', 'function', 'object', 1].with(3, 'function'))
  })

  it('reports a package that does not exist', async () => {
    expect(await failure({ a: main('1', "import 'no-such-package-here'") })).toContain('no-such-package-here')
  })

  it('loads a function again after loading failed', async () => {
    const laf = await start(
      {
        a: main(
          'loads',
          "const count = (process.env as any)\ncount.loads = Number(count.loads ?? 0) + 1\nconst loads = count.loads\nif (loads < 3) throw new Error('not yet')",
        ),
      },
      { env: {} },
    )
    expect((await post(`${laf.url}/a`, {})).status).toBe(500)
    expect((await post(`${laf.url}/a`, {})).status).toBe(500)
    expect(await laf.call('a')).toBe(3)
  })

  it('removes types without checking them', async () => {
    const laf = await start({
      a: main(
        "shout('哈') satisfies string",
        "import type { Missing } from './nowhere'\nconst shout = (text: Missing): string => text + '！'",
      ),
    })
    expect(await (await post(`${laf.url}/a`, {})).text()).toBe('哈！')
  })
})
