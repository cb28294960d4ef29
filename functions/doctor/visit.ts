/**
 * A GET of the function's address: the check-up, and for those who know the key the usage and the export. As a page or
 * (`Accept: application/json`) as JSON.
 */
import type { FunctionContext } from '@lafjs/cloud'
import type { Limits } from '../bot/limits'
import { now } from '../clock'
import type { Language } from '../config'
import type { Transcript } from '../storage/transcript'
import type { UsageStore } from '../storage/usage'
import type { Texts } from '../texts/types'
import type { CheckUp, Viewer } from './check-up'
import { type Format, sendTranscript } from './export'
import { PAGE_HEADERS } from './html'
import { chooseLanguage } from './language'
import { toPage } from './page'
import { daysOf, readPeriod } from './period'
import { readView } from './report-access'
import { toUsagePage } from './usage-page'
import { type Price, readUsage } from './usage-report'

/** What a visit can show. */
export interface VisitTools {
  /** BOT_LANGUAGE. */
  language: Language
  texts: Record<Language, Texts>
  checkKey(key: unknown): Promise<Viewer | 'refused'>
  checkUp: CheckUp
  /** Whether the bot has ever answered; rejects when the database is away. */
  hasAnswered(): Promise<boolean>
  usage: UsageStore
  transcript: Transcript
  limits: Limits
  price?: Price
  /** How long conversations are kept, ms; 0: no words. */
  keepMs: number
}

const FORMATS: Format[] = ['csv', 'jsonl']

/**
 * Answers a visitor. Once the bot has answered its first message, visitors without `?key=DOCTOR_KEY` learn only that it
 * is alive.
 *
 * The body is returned and not sent: after a function has sent its response, Laf's "Run" button can show no log.
 */
export async function visit(tools: VisitTools, ctx: FunctionContext): Promise<string | undefined> {
  const { query, headers, response } = ctx
  const texts = tools.texts[chooseLanguage(query?.lang, headers?.['accept-language'], tools.language)]
  const viewer = await tools.checkKey(query?.key)
  response?.set(PAGE_HEADERS).vary('accept').vary('accept-language')
  if (viewer === 'refused') return say(ctx, 429, texts.doctor.wrongKeys)
  const forOwner = query?.export !== undefined ? toExport : query?.view === 'usage' ? toUsage : undefined
  if (forOwner && viewer === 'owner')
    return forOwner(tools, ctx, texts).catch(() => say(ctx, 503, texts.doctor.bad.database))
  const view = await readView(viewer, tools.hasAnswered, tools.checkUp, texts)
  response?.status(forOwner ? 403 : 200)
  if (wantsJson(ctx)) return toJson(ctx, { alive: true, ...view.report })
  return toHtml(ctx, toPage(view, texts, now(), viewer === 'owner'))
}

/** @throws DatabaseAway */
async function toUsage(tools: VisitTools, ctx: FunctionContext, texts: Texts): Promise<string> {
  // What this process has not written yet is shown, too.
  await tools.usage.flush()
  const report = await readUsage(tools.usage, tools, ctx.query?.month, now())
  if (wantsJson(ctx)) return toJson(ctx, report)
  return toHtml(ctx, toUsagePage(report, texts, tools.keepMs))
}

/** Streams the file itself. @throws DatabaseAway before anything is sent */
async function toExport(
  { transcript }: VisitTools,
  ctx: FunctionContext,
  { doctor }: Texts,
): Promise<string | undefined> {
  const { query, response } = ctx
  const format = FORMATS.find((one) => one === query?.export)
  const period = readPeriod(query?.from, query?.to, now())
  if (!format || !period) return say(ctx, 400, doctor.usage.exportHelp)
  if (response) await sendTranscript(response, transcript(daysOf(period)), format, period)
  return undefined
}

function say({ response }: FunctionContext, status: number, text: string): string {
  response?.status(status).type('text')
  return text
}

function toJson({ response }: FunctionContext, value: object): string {
  response?.type('json')
  return JSON.stringify(value)
}

function toHtml({ response }: FunctionContext, page: string): string {
  response?.type('html')
  return page
}

function wantsJson({ headers }: FunctionContext): boolean {
  const accept = String(headers?.accept)
  return accept.includes('application/json') && !accept.includes('text/html')
}
