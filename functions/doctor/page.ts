/** The check-up as a page. */
import { toChinaTime } from '../bot/china-time'
import type { Texts } from '../texts/types'
import type { Report } from './check-up'
import type { Finding } from './checks'
import { escapeHtml, toDocument } from './html'
import type { View } from './report-access'

const CONSOLE_URL = 'https://open-dev.dingtalk.com/'

/** Problems come first. */
const ORDER: Finding['state'][] = ['bad', 'unknown', 'good']

/**
 * @param now milliseconds since the epoch
 * @param forOwner says how to open the usage page
 * @returns the whole page; without a report it only says that the bot is alive
 */
export function toPage({ report, partly }: View, { doctor }: Texts, now: number, forOwner = false): string {
  // No link: it would show the key.
  const more = forOwner ? `<p>${escapeHtml(doctor.usage.link)}</p>` : ''
  const body = report
    ? `<p class="sum">${escapeHtml(toHeadline(report.findings, doctor))}</p>
<p class="soft">${escapeHtml(toWhen(report, doctor, now))}</p>
<ul>
${ORDER.flatMap((state) => report.findings.filter((finding) => finding.state === state))
  .map((finding) => toItem(finding, doctor))
  .join('\n')}
</ul>
<footer>${more}<p>${escapeHtml(partly ? doctor.partly : doctor.footer)}</p></footer>`
    : `<p>${escapeHtml(doctor.alive)}</p>`
  return toDocument(doctor.title, doctor, body)
}

function toHeadline(findings: Finding[], doctor: Texts['doctor']): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  if (count('bad') > 0) return doctor.someBad(count('bad'))
  return count('unknown') > 0 ? doctor.someWaiting(count('unknown')) : doctor.allGood
}

/** Whole minutes, the later one rounded up; its date only when it is another one. */
function toWhen({ checkedAt, nextCheckAt }: Report, doctor: Texts['doctor'], now: number): string {
  const [at, next] = [toChinaTime(checkedAt), toChinaTime(nextCheckAt + 59_999)]
  const minutes = Math.floor((now - checkedAt) / 60_000)
  return doctor.checked(at, minutes, next.startsWith(at.slice(0, 10)) ? next.slice(11) : next)
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
