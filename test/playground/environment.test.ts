import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConfiguredDatabase } from '../../playground/configured-database'
import { checkPort, readEnvironment } from '../../playground/environment'
import { terminalLanguage } from '../../playground/terminal-language'

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

  it('takes off quotes around PORT and HOST, which an --env-file of Docker keeps', () => {
    for (const quote of ['"', "'"]) {
      const { port, host } = readEnvironment(folder, {
        PORT: `${quote}1234${quote}`,
        HOST: ` ${quote}::1${quote} `,
      })
      expect([port, host]).toEqual([1234, '::1'])
    }
    expect(readEnvironment(folder, { PORT: '""', HOST: "''" })).toMatchObject({
      port: 8000,
      host: '127.0.0.1',
    })
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

describe("the terminal's language", () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh-TW' }, 'zh'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: '', LC_MESSAGES: 'zh_CN.UTF-8' }, 'zh'],
  ])('with %o it is %s', (env, language) => expect(terminalLanguage(env)).toBe(language))

  it("is the system's where nothing is set", () => {
    const { locale } = Intl.DateTimeFormat().resolvedOptions()
    expect(terminalLanguage({})).toBe(/^zh/.test(locale) ? 'zh' : 'en')
  })
})

describe('the port', () => {
  it('is refused in one line when it is already in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const checked = checkPort(port, '127.0.0.1')
    await expect(checked).rejects.toEqual(USAGE_ERROR)
    await expect(checked).rejects.toThrow(new RegExp(`^Port ${port} is already in use.*$`))
    server.close()
  })
})

describe('DB_URI', () => {
  const refusal = (uri: string) =>
    openConfiguredDatabase({ DB_URI: uri }, folder).then(
      () => 'was not refused',
      (error: Error) => `${error.name}: ${error.message}`,
    )

  it.each([
    ['another scheme', 'postgres://me:geheim@localhost/x', 'it must begin with mongodb:// or mongodb+srv://'],
    ['no scheme', 'geheim', 'it must begin with mongodb://'],
    ['an @ in the password', 'mongodb://me:x@geheim@localhost', 'write @ as %40'],
    ['an @ at the end of the password', 'mongodb://me:geheim@@localhost/db', 'write @ as %40'],
    ['an @ in the user name', 'mongodb://me@geheim.example:pw@localhost', 'write @ as %40'],
    ['an @ and a / in the password', 'mongodb://me:x@geheim/y@localhost/db', 'write @ as %40'],
    ['an @ in the password of a cluster', 'mongodb+srv://me:x@geheim@localhost', 'write @ as %40'],
    ['a / in the password', 'mongodb://me:x/geheim@localhost', '/ as %2F'],
    ['a : in the password', 'mongodb://me:x:geheim@localhost', ': as %3A'],
    ['a ? in the password', 'mongodb://me:x?geheim@localhost', '? as %3F'],
    ['a # in the password', 'mongodb://me:x#geheim@localhost', '# as %23'],
    ['a % in the password', 'mongodb://me:x%geheim@localhost', '% as %25'],
    ['a wrong port', 'mongodb://geheim:99999/db', 'check the host'],
    ['a wrong name of the database', 'mongodb://localhost/geheim.db', 'check the host'],
    ['an unknown option', 'mongodb://localhost/db?geheim=1', 'check the host'],
    ['a wrong value of an option', 'mongodb://localhost/db?tls=geheim', 'check the host'],
    ['no host', 'mongodb://me:geheim@', 'check the host'],
    ['nothing but the scheme', 'mongodb://', 'check the host'],
  ])('is refused in one line without any part of it: %s', async (_, uri, advice) => {
    for (const given of [uri, `"${uri}"`]) {
      const line = await refusal(given)
      expect(line).toMatch(/^UsageError: DB_URI cannot be used: .*$/)
      expect(line).toContain(advice)
      expect(line).not.toMatch(/geheim|localhost|99999/)
    }
  })

  it.each([
    'mongodb://127.0.0.1:1/bot',
    'mongodb://me:P%40ss%2f@127.0.0.1:1/bot',
    'mongodb://me:密码@127.0.0.1:1,127.0.0.1:2/bot?replicaSet=rs0',
    'mongodb://me@127.0.0.1:1',
  ])('is taken, with quotes or without: %s', async (uri) => {
    for (const given of [uri, `"${uri}"`, ` '${uri}' `]) {
      const database = await openConfiguredDatabase({ DB_URI: given }, folder)
      expect(database.kind).toBe('mongodb')
      await database.close()
    }
  })

  it('that is empty, also between quotes, means the embedded database', async () => {
    for (const given of ['', '  ', '""', "' '"]) {
      const database = await openConfiguredDatabase({ DB_URI: given }, undefined)
      expect(database.kind).toBe('embedded')
      await database.close()
    }
  })
})
