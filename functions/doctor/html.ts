/** What all pages of the check-up share: no script, no picture, nothing from another server. */
import type { Texts } from '../texts/types'

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
section { margin: 1.75rem 0 } section h2 { margin-bottom: .5rem }
.sums { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 } .sums dt { color: var(--soft); font-size: .875rem } .sums dd { margin: 0; font-size: 1.35rem; font-weight: 600 }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: right; vertical-align: top } th, td { white-space: nowrap } th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal } th { color: var(--soft); font-size: .875rem; font-weight: 400; white-space: normal; overflow-wrap: normal } small { color: var(--soft) }
svg { display: block; width: 100% } svg text { fill: var(--soft); font-size: 11px } svg line { stroke: var(--line) } svg rect { fill: var(--link) } @media (max-width: 32rem) { svg text { font-size: 18px } }
.bad { --state: var(--bad) } .good { --state: var(--good) } .unknown { --state: var(--unknown) }`

/** @param body HTML, in which every text is escaped. @returns the whole page */
export function toDocument(title: string, { htmlLanguage }: Texts['doctor'], body: string): string {
  return `<!doctype html>
<html lang="${htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`
}

/** Text as HTML, also in an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
