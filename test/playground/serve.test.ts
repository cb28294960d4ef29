import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FERRETDB_BIN, startFerretDB, WITHOUT_FERRETDB } from '../support/ferretdb'

const SERVE = path.join(__dirname, '..', '..', 'playground', 'serve.ts')
const TSX = require.resolve('tsx/cjs')
// Starting a process can take seconds on a busy machine.
const SLOW = { timeout: 25_000 }
let root: string
const children: ChildProcess[] = []

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'serve-'))
  mkdirSync(path.join(root, 'functions'))
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  rmSync(root, { recursive: true, maxRetries: 3 })
})

function write(name: string, source: string) {
  writeFileSync(path.join(root, 'functions', `${name}.ts`), source)
  writeFileSync(path.join(root, 'functions', `${name}.yaml`), 'methods: [GET]\n')
}

function serve(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--require', TSX, SERVE], {
    cwd: root,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, HOST: '127.0.0.1', PORT: '0', ...env },
  })
  children.push(child)
  const output = { out: '', errors: '' }
  child.stdout.on('data', (data) => {
    output.out += data
  })
  child.stderr.on('data', (data) => {
    output.errors += data
  })
  return {
    child,
    output,
    async url() {
      await expect.poll(() => output.out, SLOW).toMatch(/^Bot: .*\n/m)
      return /http:\S+?(?=\/dingtalk)/.exec(output.out)?.[0] ?? `none: ${output.errors}`
    },
    async ended() {
      if (child.exitCode === null) await once(child, 'exit')
      return { code: child.exitCode, ...output }
    },
  }
}

const COUNT = `import cloud from '@lafjs/cloud'
  const visits = () => cloud.mongo.db.collection('visits')
  export async function main() { await visits().insertOne({}); return visits().countDocuments({}) }`

describe('npm run serve', () => {
  it('says in one line where it listens and which database it uses, and keeps what is written', async () => {
    write('count', COUNT)
    const first = serve()
    const url = await first.url()
    expect(first.output.out).toBe(
      `Bot: ${url}/dingtalk, database: embedded in ${path.join('.data', 'serve')}\n`,
    )
    expect(await (await fetch(`${url}/count`)).text()).toBe('1')
    first.child.kill('SIGKILL')
    await first.ended()
    const second = serve()
    expect(await (await fetch(`${await second.url()}/count`)).text()).toBe('2')
    expect(await (await fetch(`${await second.url()}/_/healthz`)).text()).toBe('ok')
  })

  it('takes settings from .env, and those of its environment first', async () => {
    writeFileSync(path.join(root, '.env'), "MODEL=通义\nSECRET='a#b'\nPORT=1\n")
    write('env', 'export const main = () => [process.env.MODEL, process.env.SECRET, process.env.PORT]')
    const { url } = serve()
    expect(await (await fetch(`${await url()}/env`)).json()).toEqual(['通义', 'a#b', '0'])
  })

  it('runs __init__, and outlives errors that nobody caught', async () => {
    write(
      '__init__',
      "console.log('开始'); export const main = () => { setTimeout(() => { throw new Error('stray') }); void Promise.reject(new Error('lost')) }",
    )
    write('alive', "export const main = () => 'alive'")
    const { output, url } = serve()
    const address = await url()
    await expect
      .poll(() => output.errors, SLOW)
      .toMatch(/unhandledRejection.*lost.*uncaughtException.*stray/s)
    expect(output.out).toContain('[__init__] 开始')
    expect(await (await fetch(`${address}/alive`)).text()).toBe('alive')
  })

  it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'] as const)(
    'at %s finishes what it holds, closes the database and exits with 0',
    async (signal) => {
      write(
        'slow',
        `import cloud from '@lafjs/cloud'
       cloud.shared.set('drain', async () => { await cloud.mongo.db.collection('jobs').insertOne({ _id: '交接' }) })
       export async function main() { console.log('处理中'); await new Promise((done) => setTimeout(done, 200)); return '完成' }`,
      )
      const { child, output, url, ended } = serve()
      const address = await url()
      const answer = fetch(`${address}/slow`)
      await expect.poll(() => output.out, SLOW).toContain('处理中')
      child.kill(signal)
      expect(await (await answer).text()).toBe('完成')
      expect((await ended()).code).toBe(0)
      expect(readFileSync(path.join(root, '.data', 'serve', 'jobs.jsonl'), 'utf8')).toContain('交接')
      await expect(fetch(address)).rejects.toThrow()
    },
  )
})

describe('npm run serve ends with one clear line and code 1', () => {
  async function failure(env: Record<string, string> = {}) {
    const { code, out, errors } = await serve(env).ended()
    expect([code, out, errors.trim().split('\n').length]).toEqual([1, '', 1])
    expect(errors).not.toContain(' at ')
    return errors
  }

  it('when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    expect(await failure({ PORT: String(port) })).toContain(`Port ${port} is taken`)
    server.close()
  })

  it('when PORT is no port', async () => {
    expect(await failure({ PORT: '65536' })).toContain('PORT must be a number')
  })

  it('when DB_URI is none, and does not repeat it', async () => {
    expect(await failure({ DB_URI: 'postgres://me:geheim@localhost/x' })).toMatch(
      /^DB_URI cannot be used: (?!.*geheim)/,
    )
  })

  it('when the folder for the database cannot be used', async () => {
    writeFileSync(path.join(root, '.data'), 'a file')
    expect(await failure()).toContain('cannot be used')
  })

  it('when another process uses that folder', async () => {
    const first = serve()
    await first.url()
    expect(await failure()).toContain(`is in use by process ${first.child.pid}`)
  })
})

describe.skipIf(!FERRETDB_BIN)(`npm run serve on a MongoDB-protocol server${WITHOUT_FERRETDB}`, () => {
  it('shares one database with its replicas', async () => {
    write('count', COUNT)
    const server = await startFerretDB({ folder: path.join(root, 'ferretdb') })
    const DB_URI = `${server.uri}bot`
    const [a, b] = [serve({ DB_URI }), serve({ DB_URI })]
    expect(await (await fetch(`${await a.url()}/count`)).text()).toBe('1')
    expect(await (await fetch(`${await b.url()}/count`)).text()).toBe('2')
    expect(a.output.out).toContain(`database: MongoDB ${new URL(server.uri).host}/bot`)
    await server.stop()
  })

  it('starts without the server, says so, and works when it comes', async () => {
    write('count', COUNT)
    write('__init__', "export const main = () => console.log('init')")
    const server = await startFerretDB({ folder: path.join(root, 'ferretdb') })
    await server.stop()
    const bot = serve({ DB_URI: `${server.uri}bot` })
    const url = await bot.url()
    expect((await fetch(`${url}/_/healthz`)).status).toBe(503)
    await expect.poll(() => bot.output.errors, SLOW).toContain('does not answer')
    expect(bot.output.out).not.toContain('init')
    await server.start()
    expect(await (await fetch(`${url}/count`)).text()).toBe('1')
    await expect.poll(() => bot.output.out, SLOW).toContain('init')
    await server.stop()
    bot.child.kill('SIGTERM')
    expect((await bot.ended()).code).toBe(0)
  }, 60_000)
})
