/** The check-up as a page: no script, no picture, nothing from another server. */
import { toChinaTime } from '../bot/china-time'
import type { Texts } from '../texts/types'
import type { Report } from './check-up'
import type { Finding } from './checks'
import type { View } from './report-access'

/** The browser may show the page and nothing else. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  // The address may contain DOCTOR_KEY, which no link may pass on.
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
}

const CONSOLE_URL = 'https://open-dev.dingtalk.com/'

const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1b1d21; --line: #0000001f; --soft: #5c6370; --bad: #c62828; --good: #1a7f4b; --unknown: #8a5a00; --link: #0b57d0 }
@media (prefers-color-scheme: dark) {
  :root { --back: #16181d; --text: #e8eaed; --line: #ffffff2b; --soft: #a3abb8; --bad: #ff8f85; --good: #63d297; --unknown: #f0c060; --link: #8ab4f8 }
}
body { background: var(--back); color: var(--text); font: 16px/1.65 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere }
h1 { font-size: 1.35rem; margin: 0 } h2 { font-size: 1rem; margin: 0; flex: 1 }
p { margin: .35rem 0 0 } a { color: var(--link) } .soft, footer { color: var(--soft); font-size: .875rem }
.sum { font-size: 1.1rem; font-weight: 600; margin: .5rem 0 0 }
ul { list-style: none; padding: 0; margin: 1rem 0 }
li { border: 1px solid var(--line); border-left: .3rem solid var(--state); border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0 }
.head { display: flex; gap: .75rem; align-items: baseline } .head b { color: var(--state); white-space: nowrap; font-size: .9rem }
.bad { --state: var(--bad) } .good { --state: var(--good) } .unknown { --state: var(--unknown) }`

/** Problems come first. */
const ORDER: Finding['state'][] = ['bad', 'unknown', 'good']

/** @returns the whole page; without a report it only says that the bot is alive */
export function toPage({ report, partly }: View, { doctor }: Texts): string {
  const body = report
    ? `<p class="sum">${escapeHtml(toHeadline(report.findings, doctor))}</p>
<p class="soft">${escapeHtml(toWhen(report, doctor))}</p>
<ul>
${ORDER.flatMap((state) => report.findings.filter((finding) => finding.state === state))
  .map((finding) => toItem(finding, doctor))
  .join('\n')}
</ul>
<footer><p>${escapeHtml(partly ? doctor.partly : doctor.footer)}</p></footer>`
    : `<p>${escapeHtml(doctor.alive)}</p>`
  return `<!doctype html>
<html lang="${doctor.htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(doctor.title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(doctor.title)}</h1>
${body}
</main>
</body>
</html>
`
}

function toHeadline(findings: Finding[], doctor: Texts['doctor']): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  if (count('bad') > 0) return doctor.someBad(count('bad'))
  return count('unknown') > 0 ? doctor.someWaiting(count('unknown')) : doctor.allGood
}

/** Whole minutes, the later one rounded up; its date only when it is another one. */
function toWhen({ checkedAt, nextCheckAt }: Report, doctor: Texts['doctor']): string {
  const [at, next] = [toChinaTime(checkedAt), toChinaTime(nextCheckAt + 59_999)]
  return doctor.checked(at, next.startsWith(at.slice(0, 10)) ? next.slice(11) : next)
}

function toItem({ check, state, text, fix, code }: Finding, doctor: Texts['doctor']): string {
  const advice = fix ? `\n<p><strong>${escapeHtml(doctor.fixLabel)}</strong>${withLink(fix, doctor)}</p>` : ''
  const answer = code
    ? `\n<p class="soft">${escapeHtml(doctor.codeLabel)}<code>${escapeHtml(code)}</code></p>`
    : ''
  return `<li class="${state}"><div class="head"><h2>${escapeHtml(doctor.name[check])}</h2><b>${escapeHtml(doctor.state[state])}</b></div>
<p>${withLink(text, doctor)}</p>${advice}${answer}</li>`
}

/** The console's name, where it is named, leads to it. */
function withLink(text: string, { console: name }: Texts['doctor']): string {
  const link = `<a href="${CONSOLE_URL}" target="_blank" rel="noreferrer">${escapeHtml(name)}</a>`
  return escapeHtml(text).replace(escapeHtml(name), () => link)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
