import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const REPOSITORY = path.join(__dirname, '..', '..')
const START = path.join(REPOSITORY, 'playground', 'start.ts')

// A whole process is started up to twice, on a machine that does other things as well.
describe('npm start', { timeout: 60_000 }, () => {
  let folder: string
  let child: ChildProcess | undefined

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'playground-'))
    cpSync(path.join(REPOSITORY, 'functions'), path.join(folder, 'functions'), { recursive: true })
    symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  })
  afterEach(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('answers a message on the page, and says how long that took', async () => {
    const startedAt = performance.now()
    const url = await started(start({ PORT: '0' }))
    const readyMs = performance.now() - startedAt
    await send(url, '你好')
    const answer = await waitFor(url, (text) => text.includes('演示模型收到了'))
    const answeredMs = performance.now() - startedAt
    expect(answer).toBe(true)
    console.info(
      `npm start: ready after ${(readyMs / 1000).toFixed(1)} s, first answer after ${(answeredMs / 1000).toFixed(1)} s`,
    )
  })

  it('keeps the conversation and the memory over a restart', async () => {
    let url = await started(start({ PORT: '0' }))
    await send(url, '记住：乌龟 🐢')
    await waitFor(url, (text) => text.includes('演示模型收到了'))
    expect(await stop()).toBe(0)
    url = await started(start({ PORT: '0' }))
    await send(url, '我刚才说了什么')
    expect(await waitFor(url, (text) => text.includes('你上一句说的是：「记住：乌龟 🐢」'))).toBe(true)
  })

  it('answers after the next start what was being answered when everything died', async () => {
    let url = await started(start({ PORT: '0' }))
    await post(url, 'switch', { id: 'openai:slow', on: true })
    await send(url, '别忘了我 🐢')
    await waitFor(url, (text) => text.includes('"state":"thinking"'))
    await stop('SIGKILL')
    url = await started(start({ PORT: '0' }))
    expect(await waitFor(url, (text) => text.includes('演示模型收到了：「别忘了我 🐢」'))).toBe(true)
  })

  it.each([
    ['a port that is none', { PORT: 'achttausend' }, '', /PORT/],
    ['a port out of range', { PORT: '70000' }, '', /PORT/],
    ['a line of .env that says nothing', { PORT: '0' }, 'PORT=0\nOPENAI_KEY sk-geheim\n', /\.env line 2/],
    ['a quote in .env that never ends', { PORT: '0' }, 'SYSTEM_PROMPT="你好', /\.env line 1/],
    ['a database address that is none', { PORT: '0', DB_URI: 'postgres://geheim@127.0.0.1' }, '', /DB_URI/],
  ])('ends with one plain line for %s', async (_, env, file, line) => {
    if (file) writeFileSync(path.join(folder, '.env'), file)
    const { code, stderr } = await ended(start(env))
    expect(code).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(line)
    expect(stderr).not.toContain('geheim')
  })

  it('ends with one plain line when the port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const { code, stderr } = await ended(start({ PORT: String(port) }))
    server.close()
    expect(code).toBe(1)
    expect(stderr.trim()).toMatch(new RegExp(`^Port ${port} is taken.*$`))
  })

  function start(env: Record<string, string>): ChildProcess {
    const { OPENAI_KEY: _, DB_URI: __, ...rest } = process.env
    // What `tsx` does, but in one process, so that a kill meets the playground and not its starter.
    const args = ['--import', 'tsx', START]
    child = spawn(process.execPath, args, { cwd: folder, env: { ...rest, ...env }, stdio: 'pipe' })
    return child
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null) return null
    const end = new Promise<number | null>((resolve) => running.once('exit', resolve))
    running.kill(signal)
    return end
  }
})

async function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = ''
  child.stderr?.on('data', (piece) => {
    stderr += piece
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stderr }
}

/** The address that the first line names. */
function started(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (piece: Buffer) => {
      text += piece
      const url = /Playground: (http:\S+)/.exec(text)?.[1]
      if (url) resolve(url)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('close', () => reject(new Error(`It ended: ${text}`)))
  })
}

async function send(url: string, text: string): Promise<void> {
  const conversationId = 'cidVb1kQ2mXw0hT9pYc7LsEaA=='
  await post(url, 'send', { from: 'xiaoce', conversationId, text })
}

async function post(url: string, action: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/playground/${action}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
}

/** Listens as the page does until something is said. */
async function waitFor(url: string, isSaid: (text: string) => boolean): Promise<boolean> {
  const aborter = new AbortController()
  const response = await fetch(`${url}/playground/events`, { signal: aborter.signal })
  let text = ''
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString('utf8')
    if (isSaid(text)) break
  }
  aborter.abort()
  return isSaid(text)
}
