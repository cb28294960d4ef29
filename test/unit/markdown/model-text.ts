/** Random markdown of the kind that language models write: well-formed blocks of well-formed inline marks. */
import fc from 'fast-check'

const WORDS = [
  '注意',
  '请看下面',
  '服务器',
  'the server',
  'API',
  'C#',
  'R&D',
  '3.5 元',
  '2 * 3 = 6',
  'a < b',
  'x > 0',
  '5%',
  '👍',
  '👨‍👩‍👧',
  '“引号”',
  '（括号）',
  '——',
  '……',
  '#话题',
  '1. 一',
  'snake_case',
  '__init__',
  '数组[0]',
  '[1]',
  '[^1]',
  '<div>',
  'List<String>',
  '&nbsp;',
  '&lt;b&gt;',
  '$5',
  '$PATH',
  '$x_i^2$',
  '\\(a < b\\)',
  '$$y*z$$',
  'https://a.cn/b_c_d?e=1&f=2 等',
  '<https://a.cn>',
  '[文档](https://a.cn/x?y=1)',
  '![图](https://a.cn/b.png)',
  '`npm i`',
  '`<b>`',
  '`` a`b ``',
  '**重点**',
  '**注意：**请看',
  '这是**“引用”**了',
  '**结论：** 可以',
  '*斜体*',
  '_斜体_',
  '__粗体__',
  '***又粗又斜***',
  '~~旧~~',
  '一<br>二',
]
const CODE_LINES = [
  'const x = 1',
  '  if (a < b) {',
  '\treturn "值"',
  '}',
  '',
  '# comment',
  '- item',
  '| a | b |',
  '<b>&lt;</b>',
  '**x** `y` $z$',
  '> quote',
  '---',
]

const inline = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', '，', '。', '：')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pairs) => pairs.flat().join('').trim())

/** Lines of code in a fence, and the same lines without it. */
const fence = fc
  .tuple(
    fc.constantFrom('', 'ts', 'python', 'sh'),
    fc.array(fc.constantFrom(...CODE_LINES), { minLength: 1 }),
  )
  .map(([language, code]) => [`\`\`\`${language}`, ...code, '```'])

const paragraph = fc.array(inline, { minLength: 1, maxLength: 3 })
const heading = fc
  .tuple(fc.integer({ min: 1, max: 4 }), inline)
  .map(([level, text]) => [`${'#'.repeat(level)} ${text}`])
const quote = fc
  .array(inline, { minLength: 1, maxLength: 3 })
  .map((lines) => lines.map((text) => `> ${text}`))
const rule = fc.constantFrom(['---'], ['***'])
const maths = fc.constantFrom(['\\[', 'a_1 < b', '\\]'], ['$$', '\\frac{1}{2}', '$$'])
const table = fc.integer({ min: 1, max: 4 }).chain((columns) => {
  const row = (cell: fc.Arbitrary<string>) =>
    fc.array(cell, { minLength: columns, maxLength: columns }).map((cells) => `| ${cells.join(' | ')} |`)
  const header = row(fc.constantFrom('参数', '**说明**', 'Name', '`port`', '1'))
  return fc
    .tuple(header, fc.array(row(inline), { minLength: 1, maxLength: 4 }))
    .map(([names, others]) => [names, `|${' --- |'.repeat(columns)}`, ...others])
})

const list = (depth: number): fc.Arbitrary<string[]> => {
  const inside = depth > 0 ? fc.oneof(fc.constant([]), list(depth - 1), fence) : fc.constant([])
  const item = fc.tuple(inline, inside)
  return fc.tuple(fc.boolean(), fc.array(item, { minLength: 1, maxLength: 4 })).map(([isOrdered, items]) =>
    items.flatMap(([text, lines], index) => {
      const marker = isOrdered ? `${index + 1}. ` : '- '
      return [marker + text, ...lines.map((line) => (line ? ' '.repeat(marker.length) + line : line))]
    }),
  )
}

const block = fc.oneof(paragraph, paragraph, heading, quote, rule, maths, table, list(2), fence)

/** Answers of up to eight blocks, a blank line between them. */
export const modelText = fc
  .array(block, { minLength: 1, maxLength: 8 })
  .map((blocks) => blocks.map((lines) => lines.join('\n')).join('\n\n'))
