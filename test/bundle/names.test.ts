import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import ts from 'typescript'
import { afterEach, describe, expect, it } from 'vitest'
import { mergeImports } from '../../scripts/bundle/imports'
import { readModules } from '../../scripts/bundle/modules'
import { chooseNames } from '../../scripts/bundle/names'
import { rewrite } from '../../scripts/bundle/rewrite'

const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'))

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Files by name become one text; `main` is the entry. */
function join(files: Record<string, string>): string {
  for (const [name, source] of Object.entries(files)) {
    const file = path.join(folder, `${name}.ts`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, source)
  }
  const modules = readModules(folder, 'main')
  const names = chooseNames(modules)
  const bodies = modules.list.map((module) =>
    rewrite(module, modules.checker, names, module.name === 'main' ? ['main'] : []),
  )
  return [mergeImports(modules, names, ['axios']), ...bodies].join('\n')
}

/** What `main()` of the one text returns. */
function run(text: string): unknown {
  const context = vm.createContext({ exports: {}, require })
  vm.runInContext(
    ts.transpile(text, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS }),
    context,
  )
  return JSON.parse(vm.runInContext('JSON.stringify(exports.main())', context))
}

describe('modules that chose the same name', () => {
  it('keep their own meaning; the one that others import keeps the name', () => {
    const text = join({
      'a/api': `export const createClient = () => 'api'`,
      'b/chat': `const createClient = () => 'chat'\nexport const chat = () => createClient()`,
      main: `import { createClient } from './a/api'\nimport { chat } from './b/chat'
        export const main = () => [createClient(), chat()]`,
    })
    expect(run(text)).toEqual(['api', 'chat'])
    expect(text).toContain('const createChatClient = ')
  })

  it('keep the names of properties, in shorthand, destructuring and interfaces too', () => {
    const text = join({
      'a/one': `interface Reply { size: number }\nconst size = 1\nexport const one = (): Reply => ({ size })`,
      'b/two': `interface Reply { size: string }\nexport const { size } = { size: 2 }
        export const two = (): Reply => ({ size: String(size) })`,
      main: `import { one } from './a/one'\nimport { size, two } from './b/two'
        export const main = () => ({ one: one(), two: two(), size })`,
    })
    expect(run(text)).toEqual({ one: { size: 1 }, two: { size: '2' }, size: 2 })
  })

  it('may be a type here and a value there', () => {
    const text = join({
      'a/one': `export type Limit = 1 | 2\nexport const one: Limit = 1`,
      'b/two': `const Limit = '二 🙂'\nexport const two = () => Limit`,
      main: `import { one, type Limit } from './a/one'\nimport { two } from './b/two'
        export const main = (): [Limit, string] => [one, two()]`,
    })
    expect(run(text)).toEqual([1, '二 🙂'])
  })

  it("do not take the name of a built-in or of a package's export that another module uses", () => {
    const text = join({
      'a/one': `export const JSON = 'mine'\nexport const join = () => JSON`,
      'b/two': `import { join } from 'node:path'\nexport const two = () => JSON.stringify(join('a', 'b').length)`,
      main: `import { join } from './a/one'\nimport { two } from './b/two'\nexport const main = () => [join(), two()]`,
    })
    expect(run(text)).toEqual(['mine', '3'])
  })
})

describe('imports between modules', () => {
  it('may give another name, and may take the whole module', () => {
    const text = join({
      'a/lines': `export const isBlank = (text: string) => text.trim() === ''\nexport interface Mark { at: number }`,
      main: `import * as line from './a/lines'\nimport { isBlank as nothing } from './a/lines'
        const mark: line.Mark = { at: 1 }
        export const main = () => [line.isBlank(' '), nothing('x'), mark]`,
    })
    expect(run(text)).toEqual([true, false, { at: 1 }])
    expect(text).not.toMatch(/\bline\b|nothing/)
  })

  it('may be in a circle as long as only types are', () => {
    const text = join({
      'texts/zh': `import type { Texts } from '../texts'\nexport const zh: Texts = { hello: '你好' }`,
      texts: `import { zh } from './texts/zh'\nexport interface Texts { hello: string }\nexport const TEXTS = { zh }`,
      main: `import { zh } from './texts/zh'\nimport { TEXTS } from './texts'\nexport const main = () => [zh.hello, TEXTS]`,
    })
    expect(run(text)).toEqual(['你好', { zh: { hello: '你好' } }])
  })

  it('are refused where the name means something else in its new place', () => {
    const files = {
      'a/one': `export const one = () => 1`,
      main: `import { one as first } from './a/one'\nexport const main = (one: number) => first() + one`,
    }
    expect(() => join(files)).toThrow('functions/main.ts: "one" means something else around first')
  })

  it.each([
    ['a package the function does not have', `import { parse } from 'yaml'`, 'has no package "yaml"'],
    ['a default export', `export default 1`, 'cannot go into one file'],
    ['passing on', `export { join } from 'node:path'`, 'cannot go into one file'],
    ['a file that is not there', `import { x } from './gone'`, 'functions/gone.ts does not exist'],
  ])('are refused: %s', (_, line, message) => {
    expect(() => join({ main: `${line}\nexport const main = () => 1` })).toThrow(message)
  })
})
