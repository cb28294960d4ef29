import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { transpile } from '../playground/laf/transpile'
import { initApp, isInstalled, pushDependencies, pushFunctions, readDependencies } from './support/laf-cli'

const ROOT = path.join(__dirname, '..')

describe('in the project, laf-cli', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'laf-cli-'))
    for (const file of ['laf.yaml', 'package.json', 'tsconfig.json', 'dist/laf', 'functions']) {
      cpSync(path.join(ROOT, file), path.join(root, file), { recursive: true })
    }
  })

  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

  it('func push sends the bundle and __init__ and none of the sources', () => {
    const sent = pushFunctions(root)
    expect(sent.map(({ name }) => name).toSorted()).toEqual(['__init__', 'dingtalk'])
    for (const { name, code } of sent) expect(code).toBe(read(`dist/laf/functions/${name}.ts`))
  })

  it('func push opens dingtalk to the web for GET and POST, and closes __init__', () => {
    const open = pushFunctions(root).filter(({ methods }) => methods.length > 0)
    expect(open.map(({ name, methods }) => [name, methods])).toEqual([['dingtalk', ['GET', 'POST']]])
  })

  it('func push describes both functions', () => {
    expect(pushFunctions(root).filter(({ description }) => description === '')).toEqual([])
  })

  it('dep push asks for every package that a function cannot do without and the runtime does not have', () => {
    const required = pushFunctions(root).flatMap(({ name, code }) =>
      [...transpile({ name, source: code }).code.matchAll(/\brequire\((["'])([^."'][^"']*)\1\)/g)].map(
        (found) => found[2] as string,
      ),
    )
    // The owner chooses whether PDF files are read.
    const [, optional] = /^ +# '(.+)':/m.exec(read('laf.yaml')) ?? []
    expect(required).toContain(optional)
    expect(required).toEqual(expect.arrayContaining(['openai', 'axios', '@lafjs/cloud', 'node:crypto']))
    expect(required.filter((name) => name !== optional && !isInstalled(name, root))).toEqual([])
  })

  it('dep push asks for the version of openai that the tests ran with', () => {
    const { dependencies } = JSON.parse(read('package.json'))
    expect(pushDependencies(root)).toEqual({ openai: dependencies.openai })
  })

  it('dep push rewrites the package.json of dist/laf/ and leaves that of the project as it is', () => {
    const before = read('package.json')
    pushDependencies(root)
    expect(read('package.json')).toBe(before)
    expect(JSON.parse(read('dist/laf/package.json')).devDependencies).toHaveProperty('openai')
  })

  it('dep push without a base directory would lose the devDependencies of the project', () => {
    writeFileSync(path.join(root, 'laf.yaml'), read('laf.yaml').replace(/^ *baseDir: .*$/m, ''))
    pushDependencies(root)
    expect(JSON.parse(read('package.json')).devDependencies).not.toHaveProperty('vitest')
  })

  it('dep push --no-updatePackage writes nothing', () => {
    const before = read('dist/laf/package.json')
    pushDependencies(root, { updatePackage: false })
    expect(read('dist/laf/package.json')).toBe(before)
  })

  it('app init overwrites nothing, because laf.yaml is there, and its .app.yaml with the tokens is ignored', () => {
    expect(initApp(root)).toEqual([])
    expect(readFileSync(path.join(ROOT, '.gitignore'), 'utf8').split('\n')).toContain('.app.yaml')
    expect(parse(read('laf.yaml'))).toMatchObject({ version: '1.0.0', spec: { runtime: 'node:latest' } })
  })
})

describe('laf-cli refuses', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'laf-cli-'))
    write('laf.yaml', 'version: 1.0.0\nname: hello\nspec: { runtime: node:latest }')
    mkdirSync(path.join(root, 'functions'))
    write('functions/hello.ts', `export const main = () => '你好'`)
    twin({})
  })

  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text)
  const twin = (fields: object) =>
    write('functions/hello.yaml', JSON.stringify({ name: 'hello', methods: [], tags: [], ...fields }))

  it('nothing of a project with one correct function', () => {
    expect(pushFunctions(root)).toHaveLength(1)
  })

  it.each([
    ['another name', { name: 'hallo' }, 'its twin says it is hallo'],
    ['a description of 257 characters', { desc: '说'.repeat(257) }, 'desc is too long'],
    ['no methods', { methods: undefined }, 'methods must be a list'],
    ['a method that is not in a list', { methods: 'GET' }, 'methods must be a list'],
    ['a method Laf does not know', { methods: ['GET', 'OPTIONS'] }, 'methods has one that Laf does not know'],
    ['a method in lower case', { methods: ['get'] }, 'methods has one that Laf does not know'],
    ['no tags', { tags: undefined }, 'tags must be a list'],
    ['eight tags', { tags: [...'一二三四五六七八'] }, 'too many tags'],
    ['a tag of 17 characters', { tags: ['x'.repeat(17)] }, 'a tag is'],
    ['an empty tag', { tags: [''] }, 'a tag is'],
    ['a number for a tag', { tags: [1] }, 'a tag is'],
  ])('a twin with %s', (_, fields, why) => {
    twin(fields)
    expect(() => pushFunctions(root)).toThrow(`hello: ${why}`)
  })

  it('a function without a twin, a declaration file too', () => {
    write('functions/types.d.ts', 'export interface Hello {}')
    expect(() => pushFunctions(root)).toThrow('types.d: no such file: types.d.yaml')
  })

  it('a source that is empty, or longer than 512 KB', () => {
    write('functions/hello.ts', '')
    expect(() => pushFunctions(root)).toThrow('the source is empty or too long')
    write('functions/hello.ts', 'x'.repeat(512 * 1024 + 1))
    expect(() => pushFunctions(root)).toThrow('the source is empty or too long')
  })

  it('a file whose name is not a legal function name', () => {
    write('functions/你好.ts', 'export {}')
    write('functions/你好.yaml', 'name: 你好\nmethods: []\ntags: []')
    expect(() => pushFunctions(root)).toThrow('你好: not a legal name')
  })

  it('more than a hundred functions in a small app', () => {
    for (let n = 1; n <= 100; n += 1) {
      write(`functions/f${n}.ts`, 'export {}')
      write(`functions/f${n}.yaml`, `name: f${n}\nmethods: []\ntags: []`)
    }
    expect(() => pushFunctions(root)).toThrow('more than 100 functions')
  })

  it('a dependency whose version is a number', () => {
    write(
      'laf.yaml',
      'version: 1.0.0\nname: hello\nspec: { runtime: node:latest, dependencies: { openai: 6 } }',
    )
    expect(() => readDependencies(root)).toThrow('openai: the version must be a string')
  })

  it('at run time, a package that is not in laf.yaml', () => {
    expect(isInstalled('openai', root)).toBe(false)
    expect(isInstalled('axios', root)).toBe(true)
  })

  it('a second app init; a first one without laf.yaml overwrites package.json and tsconfig.json', () => {
    rmSync(path.join(root, 'laf.yaml'))
    expect(initApp(root)).toEqual(['laf.yaml', 'package.json', 'tsconfig.json'])
    write('.app.yaml', 'appid: x')
    expect(() => initApp(root)).toThrow('.app.yaml is there already')
  })
})
