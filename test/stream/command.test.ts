import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/until'
import { type StreamBot, startStreamBot } from './support'

const ROOT = path.join(__dirname, '..', '..')
const TSX = require.resolve('tsx/cjs')
const SECRET = 'the-secret-that-nobody-sees'
/** Starting a process can take seconds on a busy machine. */
const SLOW_MS = 25_000

let bot: StreamBot
let root: string
const children: ChildProcess[] = []

beforeEach(async () => {
  bot = await startStreamBot()
  root = mkdtempSync(path.join(tmpdir(), 'stream-'))
  cpSync(path.join(ROOT, 'functions'), path.join(root, 'functions'), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'), 'junction')
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  await bot.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
})

/** `npm run stream` in a folder of its own, its settings in `.env`. */
function run(settings: Record<string, string | undefined> = {}) {
  const env = Object.entries({ ...bot.env, ...settings }).flatMap(([name, value]) =>
    value ? [`${name}=${value}`] : [],
  )
  writeFileSync(path.join(root, '.env'), env.join('\n'))
  const child = spawn(process.execPath, ['--require', TSX, path.join(ROOT, 'playground', 'stream.ts')], {
    cwd: root,
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot },
  })
  children.push(child)
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output.text += data
    })
  }
  return {
    child,
    output,
    said: (words: string) => expect.poll(() => output.text, { timeout: SLOW_MS }).toContain(words),
  }
}

describe('npm run stream', () => {
  it('connects, answers, shows where the check-up is, and ends well', { timeout: 60_000 }, async () => {
    bot.openai.answer('来自笔记本 💻')
    const { child, output, said } = run()
    await said('Connected to DingTalk')
    bot.gateway.deliver({ kind: 'text', text: '在吗' })
    await until('the answer', () => bot.dingtalk.store.deliveries.length === 1)
    expect(bot.dingtalk.store.deliveries[0]?.text).toBe('来自笔记本 💻')
    const [, checkUp = ''] = /Check-up: (\S+)/.exec(output.text) ?? []
    expect((await fetch(checkUp)).status).toBe(200)
    // Windows ends a process without asking it.
    if (process.platform === 'win32') return
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    const areClosed = () => bot.gateway.store.connections.every(({ closedAt }) => closedAt !== undefined)
    await until('the end of every connection', areClosed)
    expect(output.text).not.toContain(bot.dingtalk.app.secret)
  })

  it('says what is wrong with the credentials, shows none of them, and ends', async () => {
    const { child, output } = run({ DING_APP_SECRET: SECRET })
    expect((await once(child, 'exit'))[0]).toBe(1)
    expect(output.text).toContain('401 authFailed')
    expect(output.text).toContain('凭证与基础信息')
    expect(output.text).not.toContain(SECRET)
  })

  it('says what is missing in one line', async () => {
    const { child, output } = run({ DING_APP_SECRET: undefined })
    expect((await once(child, 'exit'))[0]).toBe(1)
    expect(output.text).toMatch(/^Stream mode needs DING_APP_KEY and DING_APP_SECRET .*\n$/)
  })

  it('does not run twice in one folder, for each message would go to one of them only', {
    timeout: 60_000,
  }, async () => {
    await run().said('Connected to DingTalk')
    const second = run()
    expect((await once(second.child, 'exit'))[0]).toBe(1)
    expect(second.output.text).toContain('npm run stream 是不是已经在运行？')
  })

  it('says that there is no network, and shows no secret', { timeout: 60_000 }, async () => {
    const { output, said } = run({ DING_APP_SECRET: SECRET, DING_API_URL: 'http://127.0.0.1:1' })
    await said('DingTalk cannot be reached')
    expect(output.text).not.toContain(SECRET)
  })
})
