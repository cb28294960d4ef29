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
const startProject = (watch = false) => start({}, { root, sources: undefined, watch })

describe('the functions of a project', () => {
  it('are the .ts files, named by their path, open to the methods of their twins', () => {
    write('door', 'door', '[post, GET]')
    write('inner/room', 'room', '[]')
    writeFileSync(path.join(root, 'functions', 'notes.txt'), 'no function')
    const functions = readFunctions(path.join(root, 'functions'))
    expect([...functions.values()].map(({ name, methods, source }) => [name, methods, source])).toEqual([
      ['door', ['POST', 'GET'], 'door'],
      ['inner/room', [], 'room'],
    ])
  })

  it('need a readable twin each', async () => {
    write('door', 'export {}')
    unlinkSync(path.join(root, 'functions', 'door.yaml'))
    await expect(startProject()).rejects.toThrow(/needs a readable twin.*door\.yaml/)
    write('door', 'export {}', 'POST')
    await expect(startProject()).rejects.toThrow(/door\.yaml: "methods" has to be a list/)
  })

  it('need a name that Laf allows', async () => {
    write('door 1', 'export {}')
    await expect(startProject()).rejects.toThrow('Laf does not allow the function name "door 1"')
  })

  it('are served from their folder, and inner ones only to each other', async () => {
    write('door', main('secret', "import { secret } from './inner/room'"))
    write('inner/room', "export const secret = '内'\nexport const main = () => secret", '[]')
    const laf = await startProject()
    expect(await (await post(`${laf.url}/door`, {})).text()).toBe('内')
    expect((await post(`${laf.url}/inner/room`, {})).status).toBe(405)
  })

  it("take packages from the project's own node_modules first", async () => {
    const folder = path.join(root, 'node_modules', 'axios')
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'index.js'), "module.exports = { mine: '自己的' }")
    write('door', main('axios.mine', "import axios from 'axios'"))
    const laf = await startProject()
    expect(await (await post(`${laf.url}/door`, {})).text()).toBe('自己的')
  })

  it('of this repository all have legal names and twins', () => {
    expect(readFunctions(path.join(REPOSITORY, 'functions')).size).toBeGreaterThan(0)
  })
})

describe('saving a file', () => {
  const answer = async (laf: TestLaf) => (await post(`${laf.url}/door`, {})).text()

  it('publishes it: everything is loaded anew', async () => {
    write('door', main('word + ++count', "import { word } from './inner/room'\nlet count = 0"))
    write('inner/room', "export const word = 'old'", '[]')
    const laf = await startProject(true)
    expect([await answer(laf), await answer(laf)]).toEqual(['old1', 'old2'])
    write('inner/room', "export const word = 'new'", '[]')
    await until(async () => (await answer(laf)).startsWith('new'))
    expect(laf.lines.map(({ text }) => text).join()).toContain('room.ts')
  })

  it('that cannot be read by TypeScript logs file and line; as on Laf it answers 500 until the next save', async () => {
    write('door', main("'fine'"))
    const laf = await startProject(true)
    expect(await answer(laf)).toBe('fine')
    write('door', "export const main = () => 'one'\n\nexport const broken = (")
    await until(() => laf.lines.some(({ level }) => level === 'error'))
    expect(laf.lines.find(({ level }) => level === 'error')?.text).toMatch(/door\.ts:3 .*expected/)
    expect((await post(`${laf.url}/door`, {})).status).toBe(500)
    write('door', main("'fixed'"))
    await until(async () => (await answer(laf)) === 'fixed')
  })

  it('adds and removes functions', async () => {
    write('door', main("'door'"))
    const laf = await startProject(true)
    write('window', main("'window'"))
    await until(async () => (await post(`${laf.url}/window`, {})).status === 200)
    for (const file of readdirSync(path.join(root, 'functions'))) {
      if (file.startsWith('window')) unlinkSync(path.join(root, 'functions', file))
    }
    await until(async () => (await post(`${laf.url}/window`, {})).status === 404)
  })

  it('that breaks a twin keeps what was published and says so', async () => {
    write('door', main("'door'"))
    const laf = await startProject(true)
    write('door', main("'not yet'"), 'nonsense')
    await until(() => laf.lines.some(({ text }) => text.includes('"methods" has to be a list')))
    expect(await answer(laf)).toBe('door')
  })
})
