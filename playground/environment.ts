import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { withoutQuotes } from '../functions/config'
import { type ParsedEnv, parseEnvFile } from './dotenv'
import { inTerminalLanguage } from './terminal-language'

/** Where and with which settings a local server runs. */
export interface Environment {
  env: Record<string, string | undefined>
  port: number
  host: string
}

/** A mistake in the settings or on the machine that the user can fix; shown as one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const DEFAULT_PORT = 8000

/**
 * Reads `.env` in `folder`; variables of the process win over it.
 * @throws UsageError for a file that is not a `.env` file, and for a PORT that is not a port number
 */
export function readEnvironment(folder: string, ofProcess: NodeJS.ProcessEnv = process.env): Environment {
  const env = { ...readFile(path.join(folder, '.env')), ...ofProcess }
  return { env, port: toPort(readSetting(env, 'PORT')), host: readSetting(env, 'HOST') ?? '127.0.0.1' }
}

/**
 * A setting's value as the function reads its own: without spaces and quotes around it, which Docker's `--env-file`
 * keeps; undefined when nothing is left.
 */
export function readSetting(env: Record<string, string | undefined>, name: string): string | undefined {
  return withoutQuotes(env[name]?.trim() ?? '') || undefined
}

/** Checks that a server can listen there, before a database is opened. @throws UsageError */
export async function checkPort(port: number, host: string): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen(port, host, resolve)
    })
    await new Promise((resolve) => probe.close(resolve))
  } catch (error) {
    throw new UsageError(portProblem((error as NodeJS.ErrnoException).code, port, host))
  }
}

/** Runs a command's `main`; an error becomes one line on stderr (with DEBUG its stack) and exit code 1. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: Error) => {
    const isOneLine = error.name === 'UsageError' || process.env.DEBUG === undefined
    process.stderr.write(`${isOneLine ? error.message : error.stack}\n`)
    process.exit(1)
  })
}

/** Calls `close` at the first SIGINT or SIGTERM, then exits with 0. A second signal exits at once, with 1. */
export function onShutdown(close: () => Promise<unknown>): void {
  let isClosing = false
  const shutDown = () => {
    if (isClosing) process.exit(1)
    isClosing = true
    runCommand(async () => {
      await close()
      process.exit(0)
    })
  }
  process.on('SIGINT', shutDown).on('SIGTERM', shutDown)
}

function readFile(file: string): Record<string, string> {
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return {}
    throw new UsageError(
      inTerminalLanguage({ en: `.env cannot be read (${code}).`, zh: `.env 无法读取（${code}）。` }),
    )
  }
  const parsed = parseEnvFile(source)
  if (parsed.problem) throw new UsageError(envProblem(parsed.problem))
  return parsed.values
}

function envProblem({ line, kind }: NonNullable<ParsedEnv['problem']>): string {
  const [en, zh] = {
    'not-text': ['is not UTF-8 text: save it as UTF-8', '不是 UTF-8 编码的文本，请另存为 UTF-8'],
    'no-assignment': [`line ${line}: expected NAME=value`, `第 ${line} 行应该写成 名称=值`],
    'open-quote': [`line ${line}: the closing quote is missing`, `第 ${line} 行的引号没有成对`],
    'after-quote': [`line ${line}: there is text after the closing quote`, `第 ${line} 行的引号后面还有内容`],
  }[kind]
  return inTerminalLanguage({ en: `.env ${en}.`, zh: `.env ${zh}。` })
}

function toPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(
    inTerminalLanguage({
      en: 'PORT must be a number from 0 to 65535.',
      zh: 'PORT 应该是 0 到 65535 之间的数字。',
    }),
  )
}

function portProblem(code: string | undefined, port: number, host: string): string {
  if (code === 'EADDRINUSE') {
    return inTerminalLanguage({
      en: `Port ${port} is already in use: set another one with PORT.`,
      zh: `端口 ${port} 已被占用，请用 PORT 换一个。`,
    })
  }
  if (code === 'EACCES') {
    return inTerminalLanguage({
      en: `You are not allowed to use port ${port}: set another one with PORT.`,
      zh: `没有权限使用端口 ${port}，请用 PORT 换一个。`,
    })
  }
  return inTerminalLanguage({
    en: `Cannot listen on ${host}:${port} (${code}): check HOST and PORT.`,
    zh: `无法监听 ${host}:${port}（${code}），请检查 HOST 和 PORT。`,
  })
}
