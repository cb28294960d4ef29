import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConfiguredDatabase } from '../../playground/configured-database'
import { checkPort, readEnvironment } from '../../playground/environment'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'environment-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const USAGE_ERROR = expect.objectContaining({ name: 'UsageError' })

describe('the environment', () => {
  it('takes settings from .env, and those of the process first', () => {
    writeFileSync(path.join(folder, '.env'), "MODEL=通义\nSECRET='a#b'\nPORT=1\n")
    const { env, port, host } = readEnvironment(folder, { PORT: ' 0 ' })
    expect([env.MODEL, env.SECRET, port, host]).toEqual(['通义', 'a#b', 0, '127.0.0.1'])
  })

  it('needs no .env', () => {
    expect(readEnvironment(folder, {})).toEqual({ env: {}, port: 8000, host: '127.0.0.1' })
  })

  it.each([
    ['a word as port', { PORT: 'achttausend' }, '', /PORT must be a number/],
    ['a port out of range', { PORT: '65536' }, '', /PORT must be a number/],
    ['a line of .env without an assignment', {}, 'PORT=0\nOPENAI_KEY sk-geheim\n', /\.env line 2/],
    ['a quote in .env that is never closed', {}, 'SYSTEM_PROMPT="你好', /\.env line 1/],
    ['a .env that is not UTF-8', {}, Buffer.from('A=1', 'utf16le').toString('latin1'), /not UTF-8/],
  ])('refuses %s in one line without the value', (_, ofProcess, file, line) => {
    if (file) writeFileSync(path.join(folder, '.env'), file)
    const read = () => readEnvironment(folder, ofProcess)
    expect(read).toThrow(USAGE_ERROR)
    expect(read).toThrow(line)
    expect(read).not.toThrow(/\n|geheim/)
  })
})

describe('the port', () => {
  it('is refused in one line when it is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const checked = checkPort(port, '127.0.0.1')
    await expect(checked).rejects.toEqual(USAGE_ERROR)
    await expect(checked).rejects.toThrow(new RegExp(`^Port ${port} is taken.*$`))
    server.close()
  })
})

describe('DB_URI', () => {
  it('is refused in one line without the address when it is not a MongoDB address', async () => {
    const opened = openConfiguredDatabase({ DB_URI: 'postgres://me:geheim@localhost/x' }, folder)
    await expect(opened).rejects.toEqual(USAGE_ERROR)
    await expect(opened).rejects.toThrow(/^DB_URI cannot be used: (?!.*geheim).*$/)
  })
})
