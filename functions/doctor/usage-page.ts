/** The usage of a month as a page. Names were chosen by people: everything is escaped. */
import type { Texts } from '../texts/types'
import { toBarChart } from './chart'
import { escapeHtml, toDocument } from './html'
import { type Allowance, monthBeside, type Person, type UsageReport, type Used } from './usage-report'

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * @param keepMs how long conversations are kept; 0: no words
 * @returns the whole page; it has no links, which would show the key
 */
export function toUsagePage(report: UsageReport, { doctor }: Texts, keepMs: number): string {
  const { usage } = doctor
  const { month, days, people, groups, total } = report
  const chart = (what: 'answers' | 'tokens') =>
    toBarChart(
      usage[what],
      days.map((one) => ({
        label: String(Number(one.day.slice(8))),
        title: `${one.day} · ${usage.answers} ${one.answers} · ${usage.tokens} ${grouped(one.tokens)}`,
        value: one[what],
      })),
      short,
    )
  const costs = total.cost === undefined ? [] : [[usage.cost, money(total.cost)] as const]
  const searches = total.searches > 0 ? [[usage.searches, grouped(total.searches)] as const] : []
  const pictures = total.pictures > 0 ? [[usage.pictures, grouped(total.pictures)] as const] : []
  const sums = [
    [usage.answers, grouped(total.answers)] as const,
    [usage.people, grouped(total.people)] as const,
    [usage.tokens, grouped(total.tokens)] as const,
    ...searches,
    ...pictures,
    ...costs,
  ]
  return toDocument(
    usage.title,
    doctor,
    `<p><b>${month}</b> <span class="soft">${escapeHtml(usage.otherMonth(monthBeside(month, -1)))}</span></p>
<dl class="sums">${sums.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>
${section(usage.answersByDay, chart('answers'))}
${section(usage.tokensByDay, chart('tokens'))}
${section(usage.byPerson, toTable(people, usage))}
${section(usage.byGroup, toTable(groups, usage))}
${section(usage.left, toAllowances(report, usage))}
${section(usage.refusals, toRefusals(report, usage))}
${section(usage.kept, toKept(usage, keepMs))}`,
  )
}

type UsageTexts = Texts['doctor']['usage']

function section(heading: string, content: string): string {
  return `<section><h2>${escapeHtml(heading)}</h2>\n${content}\n</section>`
}

function toTable(rows: Person[], usage: UsageTexts): string {
  if (rows.length === 0) return `<p class="soft">${escapeHtml(usage.none)}</p>`
  const hasCost = rows.some(({ cost }) => cost !== undefined)
  const head = [usage.name, usage.answers, usage.tokens, ...(hasCost ? [usage.cost] : [])]
  const toRow = (one: Person) => {
    const id = one.name ? ` <small>${escapeHtml(one.id)}</small>` : ''
    return `<tr><td>${escapeHtml(one.name ?? one.id)}${id}</td>${numbers(one, hasCost)}</tr>`
  }
  return `<table><thead><tr>${head.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>${rows.map(toRow).join('\n')}</tbody></table>`
}

function numbers({ answers, tokens, cost }: Used, hasCost: boolean): string {
  const cells = [grouped(answers), grouped(tokens), ...(hasCost ? [money(cost ?? 0)] : [])]
  return cells.map((cell) => `<td>${cell}</td>`).join('')
}

function toAllowances({ allowances }: UsageReport, usage: UsageTexts): string {
  const toRow = ([name, { used, limit }]: [string, Allowance]) => {
    const cells = limit > 0 ? [grouped(limit), grouped(Math.max(0, limit - used))] : [usage.unlimited, '–']
    const title = usage.allowance[name as keyof UsageTexts['allowance']]
    return `<tr><td>${escapeHtml(title)}</td><td>${grouped(used)}</td>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  }
  const head = ['', usage.used, usage.limit, usage.leftOver]
  return `<table><thead><tr>${head.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>${Object.entries(allowances).map(toRow).join('\n')}</tbody></table>
<p class="soft">${escapeHtml(usage.quotaNote)}</p>`
}

function toRefusals({ refusals }: UsageReport, usage: UsageTexts): string {
  const rows = Object.entries(refusals).filter(([, count]) => count > 0)
  if (rows.length === 0) return `<p class="soft">${escapeHtml(usage.none)}</p>`
  const toRow = ([refusal, count]: [string, number]) =>
    `<tr><td>${escapeHtml(usage.refusal[refusal as keyof UsageTexts['refusal']])}</td><td>${grouped(count)}</td></tr>`
  return `<table><tbody>${rows.map(toRow).join('\n')}</tbody></table>`
}

function toKept(usage: UsageTexts, keepMs: number): string {
  const paragraphs = [...usage.keeps(Math.round(keepMs / DAY_MS)), usage.exportHelp]
  return paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')
}

/** `1,234,567` */
function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1.2k`, for the chart. */
function short(value: number): string {
  const [unit, divisor] = value >= 1e6 ? ['M', 1e6] : value >= 1e3 ? ['k', 1e3] : ['', 1]
  return `${Math.round((value / (divisor as number)) * 10) / 10}${unit}`
}

function money(value: number): string {
  return value > 0 && value < 0.01 ? '< 0.01' : value.toFixed(2)
}
