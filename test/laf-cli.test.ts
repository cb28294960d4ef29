import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readFunctions } from '../playground/laf/functions'
import { transpile } from '../playground/laf/transpile'
import { initApp, isInstalled, pushDependencies, pushFunctions } from './support/laf-cli'

const ROOT = path.join(__dirname, '..')

describe('laf-cli takes the project as it is', () => {
  it('func push sends every module, and only what the runtime loads', () => {
    const sent = pushFunctions(ROOT)
    expect(sent.map(({ name }) => name).sort()).toEqual(
      [...readFunctions(path.join(ROOT, 'functions')).keys()].sort(),
    )
    expect(sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['dingtalk', '__init__', 'storage/inbox']),
    )
  })

  it('func push opens one function to the web, for GET and POST, and closes the others', () => {
    const open = pushFunctions(ROOT).filter(({ methods }) => methods.length > 0)
    expect(open.map(({ name, methods }) => [name, methods])).toEqual([['dingtalk', ['GET', 'POST']]])
  })

  it('func push says of every function what it is', () => {
    expect(pushFunctions(ROOT).filter(({ description }) => description === '')).toEqual([])
  })

  it('dep push asks for every package that a function requires and the runtime does not have', () => {
    const required = pushFunctions(ROOT).flatMap(({ name, code }) =>
      [...transpile({ name, source: code }).code.matchAll(/require\("?'?([^."'][^"']*)/g)].map(
        (found) => found[1] as string,
      ),
    )
    expect(required).toEqual(expect.arrayContaining(['openai', 'axios', '@lafjs/cloud', 'node:crypto']))
    expect(required.filter((name) => !isInstalled(name, ROOT))).toEqual([])
  })

  it('dep push asks for the version of openai that the tests ran with', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
    expect(pushDependencies(ROOT)).toEqual({ openai: dependencies.openai })
  })

  it('app init overwrites nothing, because laf.yaml is there, and its .app.yaml with the tokens is ignored', () => {
    expect(initApp(ROOT)).toEqual([])
    expect(readFileSync(path.join(ROOT, '.gitignore'), 'utf8').split('\n')).toContain('.app.yaml')
    expect(parse(readFileSync(path.join(ROOT, 'laf.yaml'), 'utf8'))).toMatchObject({
      version: '1.0.0',
      spec: { runtime: 'node:latest' },
    })
  })
})

describe('laf-cli refuses', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'laf-cli-'))
    cpSync(path.join(ROOT, 'laf.yaml'), path.join(root, 'laf.yaml'))
    mkdirSync(path.join(root, 'functions'))
    write('functions/hello.ts', `export const main = () => '你好'`)
    twin({})
  })

  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text)
  const twin = (fields: object) =>
    write('functions/hello.yaml', JSON.stringify({ name: 'hello', methods: [], tags: [], ...fields }))

  it('nothing in a project of one function', () => {
    expect(pushFunctions(root)).toHaveLength(1)
  })

  it.each([
    ['another name', { name: 'hallo' }, 'its twin says it is hallo'],
    ['a description of 257 characters', { desc: '说'.repeat(257) }, 'desc is too long'],
    ['no methods', { methods: undefined }, 'methods must be a list'],
    ['one method that is no list', { methods: 'GET' }, 'methods must be a list'],
    ['a method Laf does not know', { methods: ['GET', 'OPTIONS'] }, 'methods has one that Laf does not know'],
    ['a method in small letters', { methods: ['get'] }, 'methods has one that Laf does not know'],
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

  it('a file whose name is no function name', () => {
    write('functions/你好.ts', 'export {}')
    write('functions/你好.yaml', 'name: 你好\nmethods: []\ntags: []')
    expect(() => pushFunctions(root)).toThrow('你好: not a legal name')
  })

  it('the hundred and first function of a small app', () => {
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
    expect(() => pushDependencies(root)).toThrow('openai: the version must be a string')
  })

  it('at run time, a package that is not in laf.yaml', () => {
    write('laf.yaml', 'version: 1.0.0\nname: hello\nspec: { runtime: node:latest }')
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
