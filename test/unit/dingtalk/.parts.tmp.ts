import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { toDingTalkMarkdown } from '/work/main/functions/dingtalk/markdown'
import { joinParts as jp, splitIntoParts as sp } from '/work/main/functions/dingtalk/parts'

function balanced(part: string) {
  // own reading of the rule, per line
  let open = ''
  for (const line of part.split(/\r\n|\n|\r/)) {
    const m = /^ {0,3}(`{3,}|~{3,})(.*)$/s.exec(line)
    if (open) {
      if (m && m[1][0] === open[0] && m[1].length >= open.length && /^[ \t]*$/.test(m[2])) open = ''
    } else if (m && !(m[1][0] === '`' && m[2].includes('`'))) open = m[1]
  }
  return open === ''
}
const atoms = [
  '\n',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '`',
  '``',
  '```',
  '````',
  '```js\n',
  '```\n',
  '``` ',
  '```\t',
  '\n``` \n',
  '~~~',
  '~~~~\n',
  '   ```',
  'a',
  'b ',
  '中文',
  '。',
  '. ',
  '，',
  '"',
  '\\',
  '\u0001',
  '👨‍👩‍👧‍👦',
  '🇨🇳',
  'é',
  '\ud800',
  '\udc00',
  '\u3000',
  '- x\n',
  '  \n',
  '> ',
  ' ',
  '\t',
  'x'.repeat(80),
  '中'.repeat(90) + '\n',
  '`'.repeat(120),
  'code line\n'.repeat(12),
  '```py\n' + 'x = 1\n'.repeat(40) + '```\n',
  '```' + 'i'.repeat(150) + '\n',
  ' '.repeat(400),
  '👍'.repeat(150),
  'e' + '\u0301'.repeat(400),
]
const N = Number(process.argv[2] ?? 5000)
const r = fc.check(
  fc.property(
    fc.array(fc.constantFrom(...atoms), { maxLength: 25 }).map((a) => a.join('')),
    fc.constantFrom({ maxCharacters: 300, maxBytes: 2000 }, { maxCharacters: 400, maxBytes: 2000 }, {}),
    (s, o) => {
      const ps = sp(s, o)
      if (jp(ps) !== s) throw new Error('join ' + JSON.stringify(ps))
      for (const p of ps) {
        if (!p) throw new Error('empty')
        if (p.length > (o.maxCharacters ?? 3800)) throw new Error('chars ' + p.length)
        if (Buffer.byteLength(JSON.stringify(p)) > (o.maxBytes ?? 13500) + 2) throw new Error('bytes')
        if (!balanced(p)) throw new Error('balance ' + JSON.stringify(p))
      }
    },
  ),
  { numRuns: N, seed: Number(process.argv[3] ?? 1) },
)
console.log(r.failed ? JSON.stringify(r.counterexample) + '\n' + r.errorInstance : 'ok ' + r.numRuns)
const M = 1e6
for (const c of [
  '`',
  '`\n',
  '```\n',
  'a',
  'a\n',
  'a\n\n',
  '中',
  '👨‍👩‍👧‍👦',
  'e\u0301',
  '\u0301',
  ' ',
  '。',
  '"',
  '\u0001',
  'a. ',
  '```js\ncode\n```\n\n',
  '~',
  '~a',
  '\r',
  '🇨🇳',
  '`a',
  '\ud800',
  '中。',
  'x`'.repeat(3),
]) {
  const s = c.repeat(Math.ceil(M / c.length))
  const a = process.cpuUsage()
  const ps = sp(s)
  const d = process.cpuUsage(a)
  const ok = jp(ps) === s
  console.log(
    JSON.stringify(c),
    ps.length,
    ((d.user + d.system) / 1000).toFixed(0) + 'ms',
    ok,
    ps.every(balanced),
    Math.max(...ps.map((p) => p.length)),
  )
}
