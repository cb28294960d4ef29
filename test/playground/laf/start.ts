import { onTestFinished } from 'vitest'
import type { LogLine } from '../../../playground/laf/console'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'
import { type Laf, type LafOptions, startLaf } from '../../../playground/laf/runtime'

/** A runtime for one test: killed after the test, logs into `lines` instead of the console. */
export interface TestLaf extends Laf {
  lines: LogLine[]
  /** Posts JSON to a function and returns its parsed answer. */
  // biome-ignore lint/suspicious/noExplicitAny: the function under test may return anything
  call(name: string, body?: unknown): Promise<any>
}

/** Starts a runtime with `sources`, by default on an empty database in memory. */
export async function start(
  sources: Record<string, string>,
  options: Partial<LafOptions> = {},
): Promise<TestLaf> {
  const lines: LogLine[] = []
  const database = options.database ?? (await openTestDatabase())
  const laf = await startLaf({ sources, log: (line) => lines.push(line), ...options, database })
  onTestFinished(() => laf.kill())
  const call = async (name: string, body: unknown = {}) => (await post(`${laf.url}/${name}`, body)).json()
  return { ...laf, lines, call }
}

/** An empty embedded database in memory, closed after the test. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const database = await openDatabase({})
  onTestFinished(() => database.close())
  return database
}

/** Posts JSON. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const type = { 'content-type': 'application/json', ...headers }
  return fetch(url, { method: 'POST', headers: type, body: JSON.stringify(body) })
}

/** A function whose `main` is the given expression of `ctx`; `lines` come before it. */
export function main(expression: string, lines = ''): string {
  return `${lines}\nexport async function main(ctx: any) { return (${expression}) }`
}

/** Waits until `check` holds; rejects after three seconds. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 3_000
  while (!(await check())) {
    if (Date.now() > giveUpAt) throw new Error(`was never true: ${check}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
