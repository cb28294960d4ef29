import { mkdirSync, mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFunctions } from '../../../playground/laf/functions'
import { main, post, start, type TestLaf, until } from './start'

const REPOSITORY = path.join(__dirname, '..', '..', '..')
let root: string

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'laf-project-'))
  mkdirSync(path.join(root, 'functions', 'inner'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

function write(name: string, source: string, methods = '[POST]') {
  writeFileSync(path.join(root, 'functions', `${name}.ts`), source)
  writeFileSync(
    path.join(root, 'functions', `${name}.yaml`),
    `name: ${name}\nmethods: ${methods}\ntags: []\n`,
  )
}
function removeTwin(name: string) {
  unlinkSync(path.join(root, 'functions', `${name}.yaml`))
}
const startProject = (watch = false) => start({}, { root, sources: undefined, watch })

describe('the functions of a project', () => {
  it('are the .ts files, named by their path; a twin lists the methods that the web may use', () => {
    write('open', 'open', '[post, GET]')
    write('inner/private', 'private')
    removeTwin('inner/private')
    writeFileSync(path.join(root, 'functions', 'notes.txt'), 'not a function')
    const functions = readFunctions(path.join(root, 'functions'))
    expect([...functions.values()].map(({ name, methods, source }) => [name, methods, source])).toEqual([
      ['inner/private', undefined, 'private'],
      ['open', ['POST', 'GET'], 'open'],
    ])
  })

  it('are refused when a twin cannot be read', async () => {
    write('open', 'export {}', 'POST')
    await expect(startProject()).rejects.toThrow(/open\.yaml cannot be read: "methods" has to be a list/)
    write('open', 'export {}', '[')
    await expect(startProject()).rejects.toThrow(/open\.yaml cannot be read: /)
  })

  it('need a name that Laf allows', async () => {
    write('open 1', 'export {}')
    await expect(startProject()).rejects.toThrow('Laf does not allow the function name "open 1"')
  })

  it('without a twin are private: they can be imported, and the web gets 404 as for an unknown function', async () => {
    write('open', main('secret', "import { secret } from './inner/private'"))
    write('inner/private', "export const secret = '内'\nexport const main = () => secret")
    removeTwin('inner/private')
    const laf = await startProject()
    expect(await (await post(`${laf.url}/open`, {})).text()).toBe('内')
    const [hidden, unknown] = [await post(`${laf.url}/inner/private`, {}), await post(`${laf.url}/no`, {})]
    expect([hidden.status, await hidden.text()]).toEqual([404, await unknown.text()])
  })

  it('with a twin that lists no method get 405', async () => {
    write('closed', main('1'), '[]')
    const laf = await startProject()
    expect((await post(`${laf.url}/closed`, {})).status).toBe(405)
  })

  it("take packages from the project's own node_modules first", async () => {
    const folder = path.join(root, 'node_modules', 'axios')
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'index.js'), "module.exports = { mine: '自己的' }")
    write('open', main('axios.mine', "import axios from 'axios'"))
    const laf = await startProject()
    expect(await (await post(`${laf.url}/open`, {})).text()).toBe('自己的')
  })

  it('of this repository can be read', () => {
    expect(readFunctions(path.join(REPOSITORY, 'functions')).size).toBeGreaterThan(0)
  })
})

describe('saving a file', () => {
  const answer = async (laf: TestLaf) => (await post(`${laf.url}/open`, {})).text()

  it('publishes it: all files are loaded again', async () => {
    write('open', main('word + ++count', "import { word } from './inner/private'\nlet count = 0"))
    write('inner/private', "export const word = 'old'", '[]')
    const laf = await startProject(true)
    expect([await answer(laf), await answer(laf)]).toEqual(['old1', 'old2'])
    write('inner/private', "export const word = 'new'", '[]')
    await until(async () => (await answer(laf)).startsWith('new'))
    expect(laf.lines.map(({ text }) => text).join()).toContain('private.ts')
  })

  it('with a syntax error logs file and line; as on Laf the function answers 500 until the next save', async () => {
    write('open', main("'fine'"))
    const laf = await startProject(true)
    expect(await answer(laf)).toBe('fine')
    write('open', "export const main = () => 'one'\n\nexport const broken = (")
    await until(() => laf.lines.some(({ level }) => level === 'error'))
    expect(laf.lines.find(({ level }) => level === 'error')?.text).toMatch(/open\.ts:3 .*expected/)
    expect((await post(`${laf.url}/open`, {})).status).toBe(500)
    write('open', main("'fixed'"))
    await until(async () => (await answer(laf)) === 'fixed')
  })

  it('adds and removes functions', async () => {
    write('open', main("'open'"))
    const laf = await startProject(true)
    write('added', main("'added'"))
    await until(async () => (await post(`${laf.url}/added`, {})).status === 200)
    for (const file of readdirSync(path.join(root, 'functions'))) {
      if (file.startsWith('added')) unlinkSync(path.join(root, 'functions', file))
    }
    await until(async () => (await post(`${laf.url}/added`, {})).status === 404)
  })

  it('that breaks a twin is logged, and what was published stays', async () => {
    write('open', main("'open'"))
    const laf = await startProject(true)
    write('open', main("'not yet'"), 'nonsense')
    await until(() => laf.lines.some(({ text }) => text.includes('"methods" has to be a list')))
    expect(await answer(laf)).toBe('open')
  })
})
