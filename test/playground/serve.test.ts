import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sign } from '../../playground/dingtalk/callback/sign'
import {
  COMMAND_TIMEOUT_MS,
  type Command,
  createProjectFolder,
  killCommands,
  startCommand,
} from '../support/command'
import { FERRETDB_BIN, startFerretDB, WITHOUT_FERRETDB } from '../support/ferretdb'

const FUNCTIONS = {
  count: `import cloud from '@lafjs/cloud'
    const visits = () => cloud.mongo.db.collection('visits')
    export async function main() { await visits().insertOne({}); return visits().countDocuments({}) }`,
  env: 'export const main = () => [process.env.MODEL, process.env.SECRET, process.env.PORT]',
  __init__: `console.log('开始')
    export const main = () => {
      setTimeout(() => { throw new Error('thrown later') })
      void Promise.reject(new Error('rejected'))
    }`,
  slow: `import cloud from '@lafjs/cloud'
    cloud.shared.set('drain', async () => { await cloud.mongo.db.collection('jobs').insertOne({ _id: '交接' }) })
    export async function main() { console.log('处理中'); await new Promise((done) => setTimeout(done, 200)); return '完成' }`,
}

/** Makes a project folder with functions of its own. */
function createFolder(functions: Record<string, string>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'serve-'))
  mkdirSync(path.join(folder, 'functions'))
  for (const [name, source] of Object.entries(functions)) {
    writeFileSync(path.join(folder, 'functions', `${name}.ts`), source)
    writeFileSync(path.join(folder, 'functions', `${name}.yaml`), 'methods: [GET]\n')
  }
  return folder
}

/** The address that the first line names. */
async function urlOf(command: Command): Promise<string> {
  const [, url = ''] = await command.printed(/^Bot: (http:\S+)\/dingtalk, .*\n/m)
  return url
}

const get = async (url: string) => (await fetch(url)).text()

// These tests share one process and depend on their order, because a start takes seconds on a busy machine.
describe('npm run serve', { timeout: COMMAND_TIMEOUT_MS }, () => {
  let folder: string
  let command: Command

  beforeAll(async () => {
    folder = createFolder(FUNCTIONS)
    writeFileSync(path.join(folder, '.env'), "MODEL=通义\nSECRET='a#b'\nPORT=1\n")
    command = startCommand('serve', folder)
    await urlOf(command)
  }, COMMAND_TIMEOUT_MS)
  afterAll(async () => {
    await killCommands()
    rmSync(folder, { recursive: true, maxRetries: 3 })
  })

  it('prints in one line where it listens and which database it uses', async () => {
    const database = `embedded in ${path.join('.data', 'serve')}`
    expect(command.output.stdout).toContain(`Bot: ${await urlOf(command)}/dingtalk, database: ${database}\n`)
    expect(command.output.stdout.match(/^Bot: /gm)).toHaveLength(1)
  })

  it('takes settings from .env, and those of its environment first', async () => {
    expect(JSON.parse(await get(`${await urlOf(command)}/env`))).toEqual(['通义', 'a#b', '0'])
  })

  it('runs __init__, and survives uncaught errors', async () => {
    await command.printed(/unhandledRejection.*rejected.*uncaughtException.*thrown later/s)
    expect(command.output.stdout).toContain('[__init__] 开始')
    expect(await get(`${await urlOf(command)}/_/healthz`)).toBe('ok')
  })

  it('refuses, in one line, a folder that another process uses', async () => {
    const second = startCommand('serve', folder)
    expect(await failureOf(second)).toContain(`is in use by process ${command.child.pid}`)
  })

  it('keeps what was written when it is killed', async () => {
    const count = Number(await get(`${await urlOf(command)}/count`))
    await command.stop('SIGKILL')
    command = startCommand('serve', folder)
    expect(await get(`${await urlOf(command)}/count`)).toBe(String(count + 1))
  })

  it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'] as const)(
    'at %s finishes its requests, closes the database and exits with 0',
    async (signal) => {
      const jobs = path.join(folder, '.data', 'serve', 'jobs.jsonl')
      if (command.child.exitCode !== null) {
        rmSync(jobs, { force: true })
        command = startCommand('serve', folder)
      }
      const url = await urlOf(command)
      const answer = get(`${url}/slow`)
      await command.printed(/处理中/)
      command.child.kill(signal)
      expect(await answer).toBe('完成')
      expect(await command.exited()).toBe(0)
      expect(readFileSync(jobs, 'utf8')).toContain('交接')
      await expect(fetch(url)).rejects.toThrow()
    },
  )
})

describe('npm run serve with the bot and a heap of 256 MB', { timeout: COMMAND_TIMEOUT_MS }, () => {
  it('answers /help while two strangers post brackets, compressed or not, without a pause', async () => {
    const folder = useProjectFolder()
    const DING_APP_SECRET = 'the-secret-of-the-app'
    const NODE_OPTIONS = '--max-old-space-size=256'
    const account = { DING_APP_KEY: 'dingkey', DING_APP_SECRET, OPENAI_KEY: 'sk-x' }
    const command = startCommand('serve', folder, { ...account, NODE_OPTIONS })
    const url = `${await urlOf(command)}/dingtalk`

    const brackets = '['.repeat(5.2e6) + ']'.repeat(5.2e6)
    const bodies = [gzipSync(brackets), brackets] as unknown as string[]
    const statuses = new Set<number>()
    let isOver = false
    const attack = async (body = '') => {
      const headers = new Headers({ 'content-type': 'application/json', timestamp: '1', sign: 'x' })
      if (typeof body !== 'string') headers.set('content-encoding', 'gzip')
      while (!isOver) statuses.add((await fetch(url, { method: 'POST', headers, body })).status)
    }
    const attacks = bodies.map(attack)
    for (let n = 1; n <= 20; n += 1) {
      const answer = await postText(url, DING_APP_SECRET, `msg${n}`, '/help')
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('/new')])
    }
    isOver = true
    await Promise.all(attacks)
    expect([...statuses]).toEqual([401])
    expect(command.output.stderr).toBe('')
  })
})

describe('npm run serve with the bot and a database that is away', { timeout: COMMAND_TIMEOUT_MS }, () => {
  it('prints no part of the address', async () => {
    const folder = useProjectFolder()
    const command = startCommand('serve', folder, {
      DB_URI: '"mongodb://geheim-user:geheim-password@geheim.invalid:27999/geheim-db?appName=geheim-app"',
      DING_APP_KEY: 'dingkey',
      DING_APP_SECRET: 'the-secret-of-the-app',
      DING_API_URL: 'http://127.0.0.1:1',
      OPENAI_KEY: 'sk-x',
      OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
      // As Docker's --env-file passes them on.
      HOST: '"127.0.0.1"',
      PORT: "'0'",
    })
    const url = `${await urlOf(command)}/dingtalk`
    expect((await postText(url, 'the-secret-of-the-app', 'msg1', '你好')).status).toBe(200)
    expect((await fetch(url)).status).toBe(200)
    await command.printed(/does not answer/)
    expect(await command.stop()).toBe(0)
    const { stdout, stderr } = command.output
    expect(stdout).toContain('database: MongoDB at DB_URI\n')
    expect(stdout + stderr).not.toMatch(/geheim|27999/)
  })
})

describe('npm run serve with the bot and wrong settings', { timeout: COMMAND_TIMEOUT_MS }, () => {
  it.each([
    ['en_GB.UTF-8', 'The environment variable OPENAI_KEY is not set.'],
    ['zh_CN.UTF-8', '环境变量 OPENAI_KEY 没有设置。'],
  ])("warns in the terminal's language (%s), whatever the bot speaks", async (LC_ALL, warning) => {
    const command = startCommand('serve', useProjectFolder(), { LC_ALL, BOT_LANGUAGE: 'zh' })
    await command.printed(/OPENAI_KEY .+\n/)
    expect(command.output.stderr).toContain(warning)
  })
})

/** The project itself in a folder that is removed after the test, with the commands in it. */
function useProjectFolder(): string {
  const folder = createProjectFolder()
  onTestFinished(async () => {
    await killCommands()
    rmSync(folder, { recursive: true, maxRetries: 3 })
  })
  return folder
}

function postText(url: string, secret: string, msgId: string, content: string): Promise<Response> {
  const timestamp = String(Date.now())
  const message = {
    msgId,
    conversationId: 'cid',
    conversationType: '1',
    senderStaffId: 'staff',
    msgtype: 'text',
    text: { content },
  }
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', timestamp, sign: sign(timestamp, secret) },
    body: JSON.stringify(message),
  })
}

/** What a command that cannot start prints: one line on stderr, without a stack. */
async function failureOf(command: Command): Promise<string> {
  const code = await command.exited()
  const { stdout, stderr } = command.output
  expect([code, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1])
  expect(stderr).not.toContain(' at ')
  return stderr
}

describe('npm run serve exits with one clear line and code 1', { timeout: COMMAND_TIMEOUT_MS }, () => {
  let folder: string

  beforeEach(() => {
    folder = createFolder({})
  })
  afterEach(async () => {
    await killCommands()
    rmSync(folder, { recursive: true, maxRetries: 3 })
  })

  it('when DB_URI is not a MongoDB address, without repeating it', async () => {
    const command = startCommand('serve', folder, { DB_URI: 'postgres://me:geheim@localhost/x' })
    expect(await failureOf(command)).toMatch(/^DB_URI cannot be used: (?!.*geheim)/)
  })

  it('when the port is already in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const command = startCommand('serve', folder, { PORT: String(port) })
    expect(await failureOf(command)).toContain(`Port ${port} is already in use`)
    server.close()
  })

  it('when the folder for the database cannot be used', async () => {
    writeFileSync(path.join(folder, '.data'), 'a file')
    expect(await failureOf(startCommand('serve', folder))).toContain('cannot be used')
  })
})

describe.skipIf(!FERRETDB_BIN)(`npm run serve on a MongoDB-protocol server${WITHOUT_FERRETDB}`, () => {
  let folder: string

  beforeEach(() => {
    folder = createFolder({
      count: FUNCTIONS.count,
      __init__: "export const main = () => console.log('init')",
    })
  })
  afterEach(async () => {
    await killCommands()
    rmSync(folder, { recursive: true, maxRetries: 3 })
  })

  it('shares one database with its replicas', { timeout: COMMAND_TIMEOUT_MS }, async () => {
    const server = await startFerretDB({ folder: path.join(folder, 'ferretdb') })
    const DB_URI = `${server.uri}bot`
    const [a, b] = [startCommand('serve', folder, { DB_URI }), startCommand('serve', folder, { DB_URI })]
    expect(await get(`${await urlOf(a)}/count`)).toBe('1')
    expect(await get(`${await urlOf(b)}/count`)).toBe('2')
    expect(a.output.stdout).toContain('database: MongoDB at DB_URI\n')
    await server.stop()
  })

  it('starts without the server, reports that, and works once the server is there', {
    timeout: COMMAND_TIMEOUT_MS,
  }, async () => {
    const server = await startFerretDB({ folder: path.join(folder, 'ferretdb') })
    await server.stop()
    const bot = startCommand('serve', folder, { DB_URI: `${server.uri}bot` })
    const url = await urlOf(bot)
    expect((await fetch(`${url}/_/healthz`)).status).toBe(503)
    await bot.printed(/does not answer/)
    expect(bot.output.stdout).not.toContain('init')
    await server.start()
    expect(await get(`${url}/count`)).toBe('1')
    await bot.printed(/\binit\n/)
    await server.stop()
    expect(await bot.stop('SIGTERM')).toBe(0)
  })
})
