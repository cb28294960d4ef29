/** The doctor's report as a page: no script, no picture, nothing from elsewhere. */
import type { Texts } from '../texts'
import type { Finding, Report } from './examine'

/** What a browser may do with the page: show it. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
}

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.4rem } ul { list-style: none; padding: 0 }
  li { border: 1px solid #8884; border-radius: .6rem; padding: .7rem 1rem; margin: .6rem 0 }
  .bad { border-left: .4rem solid #d33 } .good { border-left: .4rem solid #2a8 } .unknown { border-left: .4rem solid #999 }
  .mend { margin: .3rem 0 0 } footer { opacity: .7; font-size: .9rem }`

/** @param report `undefined` where strangers may know no more than that the bot is alive */
export function toPage(report: Report | undefined, texts: Texts): string {
  const { doctor } = texts
  const count = report?.findings.filter(({ state }) => state === 'bad').length ?? 0
  const body = report
    ? `<p>${escapeHtml(count === 0 ? doctor.allGood : doctor.someBad(count))}</p>
<ul>${report.findings.map((finding) => toItem(finding, texts)).join('')}</ul>
<footer><p>${escapeHtml(doctor.footer)}</p></footer>`
    : `<p>${escapeHtml(doctor.alive)}</p>`
  return `<!doctype html>
<html lang="${doctor.htmlLanguage}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(doctor.title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(doctor.title)}</h1>
${body}
</body></html>`
}

function toItem({ state, text, mend }: Finding, { doctor }: Texts): string {
  const advice = mend ? `<p class="mend">${escapeHtml(mend)}</p>` : ''
  return `<li class="${state}"><strong>${escapeHtml(doctor.state[state])}</strong> ${escapeHtml(text)}${advice}</li>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
