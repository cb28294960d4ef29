import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../functions/doctor/examine'
import { type Bot, startBot } from '../support/bot'
import { startFlakyBot } from '../support/flaky-database'
import { functionsWith } from '../support/sources'
import { advanceUntil } from '../support/time'
import { ANSWER, type Misconfiguration, SECRETS } from './support/misconfiguration'
import { WRONG_SURROUNDINGS } from './support/wrong-environment'
import { WRONG_MODEL } from './support/wrong-model'
import { WRONG_SETTINGS } from './support/wrong-settings'

const QUESTION = '这是只说给机器人听的话 🤫'
const MISCONFIGURATIONS = [...WRONG_SETTINGS, ...WRONG_MODEL, ...WRONG_SURROUNDINGS]

describe('every misconfiguration', () => {
  it('is in the table, which has at least twenty', () => {
    expect(new Set(MISCONFIGURATIONS.map(({ what }) => what)).size).toBe(MISCONFIGURATIONS.length)
    expect(MISCONFIGURATIONS.length).toBeGreaterThanOrEqual(20)
  })

  it.concurrent.each(MISCONFIGURATIONS.map((row) => [row.what, row] as const))(
    '%s',
    { timeout: 60_000 },
    async (_, row) => {
      const { bot, end } = await start(row)
      try {
        if (!row.silent) await askAndRead(bot, row)
        const { report, page } = await seeDoctor(bot, row)
        for (const [check, state, text = '', fix = ''] of row.finds) {
          const finding = { check, state, text: expect.stringContaining(text) }
          const fixed = fix ? { fix: expect.stringContaining(fix) } : {}
          expect(report.findings).toContainEqual(expect.objectContaining({ ...finding, ...fixed }))
          for (const words of [text, fix]) expect(toWords(page)).toContain(words)
        }
        showsNoSecret(JSON.stringify(report) + page + bot.output.join('\n'), bot)
      } finally {
        await end()
      }
    },
  )
})

async function start(row: Misconfiguration): Promise<{ bot: Bot; end(): Promise<void> }> {
  const options = {
    replicas: 0,
    dingtalk: { appKey: SECRETS.appKey, appSecret: SECRETS.appSecret },
    env: { OPENAI_KEY: SECRETS.modelKey, DOCTOR_KEY: SECRETS.doctorKey },
    ...(row.packages ? { sources: withoutOpenAI() } : {}),
  }
  const brittle = row.database ? await startFlakyBot(options) : undefined
  const bot = brittle?.bot ?? (await startBot(options))
  bot.openai.answer(ANSWER)
  await bot.start(row.env?.(bot))
  row.fault?.(bot)
  brittle?.database.stop('refuses')
  return {
    bot,
    async end() {
      brittle?.database.start()
      await bot.close()
      await brittle?.database.close()
    },
  }
}

/** The person asks, and reads what the table says, or nothing. */
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

/** What the owner sees, as data and as a page. */
async function seeDoctor(bot: Bot, row: Misconfiguration): Promise<{ report: Report; page: string }> {
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
 * Time passes only where something has to give up: elsewhere real clients would be hurried into it. There the wait
 * is a long one, for the rows run beside each other, and a function that is loaded holds up all of them.
 */
async function wait(bot: Bot, row: Misconfiguration, what: string, condition: () => boolean): Promise<void> {
  if (row.takesTime) return void (await advanceUntil(bot, what, condition))
  for (const endsAt = Date.now() + 40_000; !condition(); ) {
    if (Date.now() > endsAt) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** What a reader of the page reads. */
function toWords(page: string): string {
  const text = page.replace(/<[^>]*>/g, '')
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
}

/** Neither a secret nor a part of one, nor anything that was said. */
function showsNoSecret(seen: string, bot: Bot): void {
  const tokens = bot.dingtalk.store.calls.flatMap(({ responseBody }) => {
    const { accessToken } = (responseBody ?? {}) as { accessToken?: string }
    return accessToken ? [accessToken] : []
  })
  const secrets = [SECRETS.appSecret, SECRETS.modelKey, SECRETS.doctorKey, ...tokens]
  for (const secret of secrets) {
    for (let at = 0; at + 6 <= secret.length; at += 1) expect(seen).not.toContain(secret.slice(at, at + 6))
  }
  for (const said of [QUESTION, ANSWER]) expect(seen).not.toContain(said)
}

/** The function as it stands before anybody added the package on Laf. */
function withoutOpenAI(): Record<string, string> {
  const without = (source: string) =>
    source.replaceAll("require('openai')", "require('openai-not-installed')")
  const { BOT_SOURCE } = process.env
  if (BOT_SOURCE) return { dingtalk: without(readFileSync(BOT_SOURCE, 'utf8')) }
  const sources = functionsWith({})
  return functionsWith({ 'openai/chat': without(sources['openai/chat'] as string) })
}
