import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { writeImage } from '../scripts/image'

const ROOT = path.join(__dirname, '..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const dockerfile = read('Dockerfile').replace(/\\\n\s*/g, '')
const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
const [, healthCheck = '[]'] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(dockerfile) ?? []

let folder: string
let packages: Record<string, string>

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'image-'))
  packages = writeImage(path.join(folder, 'app'), copyContext(path.join(folder, 'src')))
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'app', 'node_modules'), 'junction')
})

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

/** Copies what `.dockerignore` does not exclude. */
function copyContext(to: string): string {
  mkdirSync(to)
  const kept = read('.dockerignore').match(/^!.+$/gm) ?? []
  for (const line of kept)
    cpSync(path.join(ROOT, line.slice(1)), path.join(to, line.slice(1)), { recursive: true })
  return to
}

describe('what goes into the container', () => {
  it('is the local Laf as JavaScript, the functions as they are, and no tests', () => {
    for (const file of [
      'playground/serve.js',
      'functions/dingtalk.ts',
      'functions/dingtalk.yaml',
      'package-lock.json',
    ]) {
      expect(existsSync(path.join(folder, 'app', file))).toBe(true)
    }
    expect(existsSync(path.join(folder, 'app', 'playground', 'serve.ts'))).toBe(false)
    expect(existsSync(path.join(folder, 'app', 'playground', 'openai'))).toBe(false)
  })

  it('has the packages of the function and of the local Laf, and no tools', () => {
    const names = Object.keys(packages)
    expect(names).toEqual(
      expect.arrayContaining(['@lafjs/cloud', 'axios', 'openai', 'express', 'mongodb', 'typescript']),
    )
    expect(names).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/biome|vitest|tsx|@types|playwright/)]),
    )
  })

  it('does not include secrets and data', () => {
    expect(read('.dockerignore').split('\n')).toContain('*')
    for (const name of ['.env', '.data', '.git', '.app.yaml', 'node_modules']) {
      expect(existsSync(path.join(folder, 'src', name))).toBe(false)
    }
  })
})

describe('the container', () => {
  const children: ChildProcess[] = []
  afterEach(() => children.splice(0).forEach((child) => void child.kill('SIGKILL')))

  const run = (text: string, env: Record<string, string>) => {
    const [program, ...args] = JSON.parse(text) as [string, ...string[]]
    expect(program).toBe('node')
    const child = spawn(process.execPath, args, {
      cwd: path.join(folder, 'app'),
      env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, HOST: '127.0.0.1', ...env },
    })
    children.push(child)
    return child
  }
  const serve = async () => {
    const child = run(command, { PORT: '0' })
    let out = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    await expect.poll(() => out, { timeout: 25_000 }).toMatch(/^Bot: /m)
    return { child, port: /:(\d+)\/dingtalk/.exec(out)?.[1] as string }
  }

  it('starts with node itself; the health check succeeds, and fails once the process has ended', async () => {
    const { child, port } = await serve()
    const healthy = run(healthCheck, { PORT: port })
    expect((await once(healthy, 'exit'))[0]).toBe(0)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const dead = run(healthCheck, { PORT: port })
    expect((await once(dead, 'exit'))[0]).toBe(1)
  })

  // Windows has no SIGTERM.
  it.skipIf(process.platform === 'win32')('ends with exit code 0 on SIGTERM', async () => {
    const { child, port } = await serve()
    expect((await fetch(`http://127.0.0.1:${port}/dingtalk`, { method: 'POST' })).status).toBe(401)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('does not run as root', () => {
    expect(/^USER (\w+)$/m.exec(dockerfile)?.[1]).toBe('node')
  })
})

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml'))

  it('starts the bot once MongoDB is healthy, with the same database for all replicas', () => {
    expect(services.bot.depends_on.mongo.condition).toBe('service_healthy')
    expect(services.mongo.healthcheck.test[0]).toBe('CMD')
    expect(new URL(services.bot.environment.DB_URI).hostname).toBe('mongo')
  })

  it('opens no port of MongoDB, keeps its data in a volume, and contains no secret', () => {
    expect(services.mongo.ports).toBeUndefined()
    expect(Object.keys(volumes)).toEqual(services.mongo.volumes.map((one: string) => one.split(':')[0]))
    expect(read('compose.yaml')).not.toMatch(/(SECRET|KEY|PASSWORD): *\S/)
  })

  it('gives the bot enough time to finish answers in progress', () => {
    expect(Number.parseInt(services.bot.stop_grace_period, 10)).toBeGreaterThan(12)
  })
})
