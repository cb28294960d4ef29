import { toDingTalkMarkdown as t, toTitle, hasMarkdown } from '/work/main/functions/dingtalk/markdown'
import MarkdownIt from 'markdown-it'
import fc from 'fast-check'
const { tests } = require('commonmark-spec')
const judges = [new MarkdownIt('commonmark'), new MarkdownIt({ html: true, linkify: false })]
function html(md: string) {
  for (const j of judges) for (const tok of j.parse(md, {})) {
    if (tok.type === 'html_block') return tok.content
    for (const c of tok.children ?? []) if (c.type === 'html_inline') return c.content
  }
}
let bad = 0
for (const e of tests) {
  const o = t(e.markdown)
  const h = html(o)
  if (h) { bad++; console.log('HTML', e.number, JSON.stringify(e.markdown), JSON.stringify(o), h) }
  const o2 = t(o)
  if (o2 !== o) { bad++; console.log('IDEM', e.number, JSON.stringify(e.markdown), '\n   ', JSON.stringify(o), '\n   ', JSON.stringify(o2)) }
}
console.log('spec', tests.length, 'bad', bad)
const atoms = ['\n','\n','\n\n',' ','  ','    ','\t','*','**','_','__','`','``','```','~~~','~~','<b>','<','>','> ','- ','* ','1. ','2) ','10. ','# ','## ','#','---','===','|','|-|','|---|---|','[','](','](http://a)','](b)',')','(','![',']','[a]: /u','[^1]','[^1]: ','\\','\\(','\\)','\\[','\\]','$','$$','&amp;','&lt;','&#65;','&nbsp;','&','<br>','<http://a>','<a@b.c>','http://a_b_','a','b','中','文','：','。','"','!','☐','[ ] ','[x] ','\u3000','◦','1','=','-','+','<!--','-->','\\\n','  \n','\r\n','🖼','👨‍👩‍👧', ':']
const N = Number(process.argv[2] ?? 20000)
let seen = 0
const r = fc.check(fc.property(fc.array(fc.constantFrom(...atoms), { maxLength: 14 }).map(a => a.join('')), (s) => {
  const o = t(s); const h = html(o)
  if (h) throw new Error('html ' + JSON.stringify(o))
  const o2 = t(o)
  if (o2 !== o) throw new Error('idem ' + JSON.stringify(o) + ' -> ' + JSON.stringify(o2))
  if (s && !toTitle(s)) throw new Error('title')
  hasMarkdown(s)
}), { numRuns: N, seed: Number(process.argv[3] ?? 1) })
console.log(r.failed ? JSON.stringify(r.counterexample) + '\n' + r.errorInstance : 'ok ' + r.numRuns)
