import { describe, expect, test } from 'vitest'
import { hasMarkdown } from '../../../functions/markdown/markdown'
import { toTitle } from '../../../functions/markdown/title'

describe('hasMarkdown', () => {
  test.each([
    '**粗**',
    '**注意：**请看',
    '这是*重点*吗',
    '__粗__',
    '~~旧~~',
    '`npm i`',
    '```\na\n```',
    '# 标题',
    '标题\n===',
    '上\n\n---\n\n下',
    '- 一\n- 二',
    '* 一',
    '1. 一\n2. 二',
    '- [ ] 未做',
    '> 引',
    '[文](https://a.cn)',
    '![图](https://a.cn/b.png)',
    '<https://a.cn>',
    '|a|b|\n|-|-|\n|1|2|',
    '一<br>二',
    '设 \\(x\\)',
    '\\[\nx\n\\]',
    '$$x$$',
    'a&nbsp;b',
    '2 \\* 3',
  ])('is true for %j', (text) => expect(hasMarkdown(text)).toBe(true))

  test.each([
    '今天天气很好。\n明天也是。',
    '价格 5*3=15 元',
    '2*3*4 等于 24',
    '3 * 4 * 5',
    '2**10',
    '用 * 号',
    '*.ts 和 *.js',
    'foo(*args, **kwargs)',
    'int *p, *q;',
    'C# 和 F#',
    '#话题# 你好',
    '第 1. 条',
    '3.5 元',
    '1、第一\n2、第二',
    '-5 度',
    '温度 -5',
    '5 > 3 且 a < b',
    'a_b_c 和 __init__',
    'https://a.cn/x_y_z',
    '(*^_^*) T_T',
    '~100 元~',
    'A|B 测试',
    '[1] 引用',
    'R&D',
    '$5 和 $6',
    'C:\\x\\(x86)',
    '<div>',
    '',
    '👨‍👩‍👧 家',
  ])('is false for %j', (text) => expect(hasMarkdown(text)).toBe(false))
})

describe('a title', () => {
  test.each([
    [
      'is the first words, without marks',
      '## 结论\n\n- **可以**，用 `npm i`，见[文档](https://a.cn)',
      '结论：可以，用 npm i，见文档',
    ],
    ['has no stars', '# *重要* 通知，***又粗又斜***，`a*b*`', '重要 通知，又粗又斜，a＊b＊'],
    ['is the whole text of a plain answer', '2^3 是 8，1 < 2', '2^3 是 8，1 < 2'],
    ['has no escapes', '`<b>` 是 **粗** <i> &amp;', '<b> 是 粗 <i> &'],
    ['has no code blocks', '装好了：\n```sh\nnpm i\n```\n然后运行', '装好了： 然后运行'],
    ['has one line', ' 一\t二\n\n三\u0000 ', '一 二 三'],
    ['of 20 Chinese characters is whole', '中'.repeat(20), '中'.repeat(20)],
    ['of 21 ends in an ellipsis', '中'.repeat(21), `${'中'.repeat(19)}…`],
    ['of 40 Latin letters is whole', 'a'.repeat(40), 'a'.repeat(40)],
    ['has no space before its ellipsis', `${'中'.repeat(18)}  中文了`, `${'中'.repeat(18)}…`],
    ['does not cut an emoji of several code points', '👨‍👩‍👧‍👦'.repeat(30), `${'👨‍👩‍👧‍👦'.repeat(18)}…`],
    ['does not cut a flag', '🇨🇳'.repeat(30), `${'🇨🇳'.repeat(19)}…`],
    ['does not cut a letter from its accents', 'e\u0301'.repeat(50), `${'e\u0301'.repeat(38)}…`],
    ['of a picture without text is a sign', '![](data:image/png;base64,AA)', '🖼'],
  ])('%s', (_rule, text, title) => expect(toTitle(text)).toBe(title))

  test.each(['', ' \n', '```js\nx\n```', '---', '\u200b', `a${'\u0301'.repeat(500)}`])(
    'of %j is the fallback',
    (text) => {
      expect(toTitle(text, '回答')).toBe('回答')
      expect(toTitle(text)).toBe('…')
    },
  )
})

describe('the heading of an answer', () => {
  test.each([
    ['is set apart from the text under it', '## 结论\n\n可以', '结论：可以'],
    ['also in Latin letters', '# Summary\nIt works.', 'Summary: It works.'],
    ['also from another heading', '# 周报\n\n## 本周\n\n- 一', '周报：本周：一'],
    ['has its own punctuation mark', '## 为什么？\n\n因为', '为什么？ 因为'],
    ['may be all there is', '## 结论', '结论'],
    ['may stand above code', '## 安装\n\n```\nnpm i\n```\n\n完', '安装：完'],
    ['may be underlined', '结论\n===\n\n可以', '结论：可以'],
    ['may stand in a quote', '> # 结论\n> 可以', '结论：可以'],
  ])('%s', (_rule, text, title) => expect(toTitle(text)).toBe(title))
})

describe('a mark that markdown does not take for one', () => {
  test.each([
    ['* 5 * 3 *', '5 ＊ 3 ＊'],
    ['2**3', '2＊＊3'],
    ['2 ** 3', '2 ＊＊ 3'],
    ['*.ts 和 *.js', '＊.ts 和 ＊.js'],
    ['`npm i', 'ˋnpm i'],
    ['#话题# C# 和 F#', '＃话题＃ C# 和 F#'],
    ['a | b', 'a ｜ b'],
    ['数组[0] 和 [1]', '数组［0］ 和 ［1］'],
    ['**粗**和[a](javascript:x', '粗和［a］ (javascript:x'],
  ])('is written as a character that is none in the title of %j', (text, title) =>
    expect(toTitle(text)).toBe(title),
  )
})

describe('a mark without its other half', () => {
  test.each([
    ['**没有结束', '没有结束'],
    ['~~旧', '旧'],
    ['这是 **粗', '这是 粗'],
    ['原价~~100', '原价100'],
    ['**粗*斜***', '粗＊斜'],
    ['*重点', '重点'],
    ['重点*：说明', '重点：说明'],
    ['**A**、**B', 'A、B'],
  ])('is left out of the title of %j', (text, title) => expect(toTitle(text)).toBe(title))
})
