import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../functions/doctor/check-up'
import { type Bot, startBot } from '../support/bot'
import { type FlakyDatabase, openFlakyDatabase } from '../support/flaky-database'
import { OPENAI_MODULE } from '../support/function-names'
import { functionsWith } from '../support/sources'
import { advanceUntil } from '../support/time'
import { ANSWER, type Misconfiguration, SECRETS } from './support/misconfiguration'
import { WRONG_ENVIRONMENT } from './support/wrong-environment'
import { WRONG_MODEL } from './support/wrong-model'
import { WRONG_SETTINGS } from './support/wrong-settings'

const QUESTION = '这是只说给机器人听的话 🤫'
const MISCONFIGURATIONS = [...WRONG_SETTINGS, ...WRONG_MODEL, ...WRONG_ENVIRONMENT]

describe('every misconfiguration', () => {
  it('has a title of its own in a table of at least twenty', () => {
    expect(new Set(MISCONFIGURATIONS.map(({ what }) => what)).size).toBe(MISCONFIGURATIONS.length)
    expect(MISCONFIGURATIONS.length).toBeGreaterThanOrEqual(20)
  })

  it.concurrent.each(MISCONFIGURATIONS.map((row) => [row.what, row] as const))(
    '%s',
    { timeout: 60_000 },
    async (_, row) => {
      const bot = await start(row)
      try {
        if (!row.silent) await askAndRead(bot, row)
        const { report, page } = await readCheckUp(bot, row)
        for (const [check, state, text = '', fix = ''] of row.finds) {
          const finding = { check, state, text: expect.stringContaining(text) }
          const fixed = fix ? { fix: expect.stringContaining(fix) } : {}
          expect(report.findings).toContainEqual(expect.objectContaining({ ...finding, ...fixed }))
          for (const words of [text, fix]) expect(toText(page)).toContain(words)
        }
        expectNoSecret(JSON.stringify(report) + page + bot.output.join('\n'), bot)
      } finally {
        await bot.close()
      }
    },
  )
})

async function start(row: Misconfiguration): Promise<Bot> {
  const options = {
    replicas: 0,
    dingtalk: { appKey: SECRETS.appKey, appSecret: SECRETS.appSecret },
    env: { OPENAI_KEY: SECRETS.modelKey, DOCTOR_KEY: SECRETS.doctorKey },
    ...(row.packages ? { sources: withoutOpenAI() } : {}),
  }
  const database: FlakyDatabase = await openFlakyDatabase()
  const bot = await startBot({ ...options, database })
  bot.openai.answer(ANSWER)
  await bot.start(row.env?.(bot))
  row.fault?.(bot)
  if (row.database) database.stop('refuses')
  return bot
}

/** Asks a question, and checks the text that the person receives, if any. */
async function askAndRead(bot: Bot, row: Misconfiguration): Promise<void> {
  const message = { kind: 'text', text: QUESTION, ...row.message } as Parameters<Bot['send']>[0]
  const { status } = await bot.send(message, { timeoutMs: 20_000, ...row.how })
  expect(status).toBe(row.status ?? 200)
  const { deliveries } = bot.dingtalk.store
  if (row.reads) await wait(bot, row, 'an answer', () => deliveries.length > 0)
  if (row.reads) await wait(bot, row, 'the log', () => bot.lines.length > 0)
  expect(deliveries.map(({ text, via }) => [text.split('\n')[0], via])).toEqual(row.reads ? [row.reads] : [])
  const [, ownersLine = ''] = deliveries[0]?.text.split('———') ?? []
  expect(ownersLine).toEqual(row.hint ? expect.stringContaining(row.hint) : '')
}

/** Reads the check-up as JSON and as a page. */
async function readCheckUp(bot: Bot, row: Misconfiguration): Promise<{ report: Report; page: string }> {
  const address = `${bot.callbackUrl()}?key=${SECRETS.doctorKey}`
  let report: Report | undefined
  const asked = fetch(address, { headers: { accept: 'application/json' } }).then(async (response) => {
    expect(response.status).toBe(200)
    report = (await response.json()) as Report
  })
  await wait(bot, row, 'the report', () => report !== undefined)
  await asked
  return { report: report as Report, page: await (await fetch(address)).text() }
}

/**
 * Waits for `condition`. Time passes on the clock only where a time-out has to run out; elsewhere real connections would
 * run into one.
 */
async function wait(bot: Bot, row: Misconfiguration, what: string, condition: () => boolean): Promise<void> {
  if (row.takesTime) return void (await advanceUntil(bot, what, condition))
  await bot.until(what, condition)
}

/** The visible text of a page. */
function toText(page: string): string {
  const text = page.replace(/<[^>]*>/g, '')
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
}

/** Checks that there is neither a secret, nor a part of one, nor a text of the chat. */
function expectNoSecret(seen: string, bot: Bot): void {
  const tokens = bot.dingtalk.store.calls.flatMap(({ responseBody }) => {
    const { accessToken } = (responseBody ?? {}) as { accessToken?: string }
    return accessToken ? [accessToken] : []
  })
  const secrets = [SECRETS.appSecret, SECRETS.modelKey, SECRETS.doctorKey, ...tokens]
  for (const secret of secrets) {
    for (let at = 0; at + 6 <= secret.length; at += 1) expect(seen).not.toContain(secret.slice(at, at + 6))
  }
  for (const text of [QUESTION, ANSWER]) expect(seen).not.toContain(text)
}

/** The sources of a function for which the package `openai` is not installed. */
function withoutOpenAI(): Record<string, string> {
  const without = (source: string) =>
    source.replaceAll(/require\(['"]openai['"]\)/g, "require('openai-not-installed')")
  const { BOT_SOURCE } = process.env
  if (BOT_SOURCE) return { dingtalk: without(readFileSync(BOT_SOURCE, 'utf8')) }
  const sources = functionsWith({})
  return functionsWith({ [OPENAI_MODULE]: without(sources[OPENAI_MODULE] as string) })
}
