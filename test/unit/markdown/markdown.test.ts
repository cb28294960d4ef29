import { describe, expect, test } from 'vitest'
import { dingTalkAddresses } from '../../../functions/markdown/addresses'
import { toDingTalkMarkdown } from '../../../functions/markdown/markdown'

/** Title of the rule, what the model wrote, what DingTalk gets. */
type Rule = [rule: string, written: string, shown: string]

function follows(rules: Rule[]): void {
  test.each(rules)('%s', (_rule, written, shown) => {
    expect(toDingTalkMarkdown(written)).toBe(shown)
    expect(toDingTalkMarkdown(shown)).toBe(shown)
  })
}

const FENCE = '```'

describe('lines and blocks', () => {
  follows([
    ['a line break stays a line break', '第一行\n第二行', '第一行  \n第二行'],
    ['so does a hard line break, in each of its forms', '一\\\n二  \n三<br>四', '一  \n二  \n三  \n四'],
    ['Windows line breaks are line breaks', '一\r\n\r\n二\r\n三', '一\n\n二  \n三'],
    ['a list gets a blank line before it', '步骤：\n- 一\n- 二\n完', '步骤：\n\n- 一\n- 二  \n完'],
    [
      'a quote and a heading get a blank line too',
      '甲\n> 乙\n\n丙\n## 丁\n戊',
      '甲\n\n> 乙\n\n丙\n\n## 丁\n\n戊',
    ],
    ['an underlined heading gets hashes', '周报\n===\n\n细节\n---', '# 周报\n\n## 细节'],
    ['closing hashes are removed, the hash of C# is not', '## C# ##', '## C#'],
    ['a hashtag is not a heading', '#话题 你好', '#话题 你好'],
    ['headings keep their level', '###### 六级\n\n####### 七级', '###### 六级\n\n####### 七级'],
    ['a rule becomes a dash', '上\n\n---\n\n* * *\n下', '上\n\n———\n\n———\n\n下'],
    ['a rule right under several lines is a rule', '一\n二\n---\n三', '一  \n二\n\n———\n\n三'],
    ['a <br> alone is an empty line', '上\n<br>\n下', '上\n\n下'],
    ['an empty text stays empty', ' \n\n', ''],
  ])
})

describe('lists', () => {
  follows([
    ['every bullet becomes a dash', '* 一\n* 二\n\n文\n\n+ 三', '- 一\n- 二\n\n文\n\n- 三'],
    ['numbers continue from the first one', '3) 三\n3) 四\n9) 五', '3. 三\n4. 四\n5. 五'],
    [
      'inner lists are indented by full-width spaces',
      '- 外\n  - 内\n    - 更内\n      1. 最内\n- 外二',
      '- 外  \n　◦ 内  \n　　▪ 更内  \n　　　1) 最内\n- 外二',
    ],
    [
      'a list indented by two under a number belongs to it',
      '1. 外\n  - 内\n2. 外二',
      '1. 外  \n　◦ 内\n2. 外二',
    ],
    ['a second paragraph stays in its item', '1. **题**\n\n   说明\n\n2. 二', '1. **题**  \n说明\n\n2. 二'],
    ['tasks have boxes', '- [ ] 未做\n- [x] 已做', '- ☐ 未做\n- ☑ 已做'],
    [
      'code moves to the margin and the numbers continue',
      `1. 安装\n   ${FENCE}sh\n   npm i\n   \tx\n   ${FENCE}\n   然后\n2. 运行`,
      `1. 安装\n\n${FENCE}sh\nnpm i\n\tx\n${FENCE}\n\n然后\n\n2. 运行`,
    ],
    [
      'a number without text stays, a bullet without text is removed',
      `1. ${FENCE}\n   a\n   ${FENCE}\n\n-`,
      `1.\n\n${FENCE}\na\n${FENCE}`,
    ],
    ['an item that begins with a list has both markers', '- 1. 一\n  2. 二', '- 1)\u00a0一  \n　2) 二'],
    ['a line of text that begins with a number is not a list', '见\n2. 节', '见  \n2. 节'],
  ])
})

describe('tables', () => {
  follows([
    [
      'two columns become a name and a value',
      '| 参数 | 说明 |\n|---|---|\n| port | 端口 |\n| `host` | 主机 |',
      '**参数：说明**\n\n- **port**：端口\n- `host`：主机',
    ],
    [
      'more columns become a list of pairs for each row',
      '城市 | 气温 | 天气\n:--|:-:|--:\n**北京** | 12℃ | 晴\n上海 | | 雨 | 多一格',
      '- **城市**：**北京**  \n　**气温**：12℃  \n　**天气**：晴\n\n- **城市**：上海  \n　**天气**：雨  \n　多一格',
    ],
    ['one column becomes a list', '| 名 |\n|---|\n| 甲 |\n| 乙 |', '**名**\n\n- 甲\n- 乙'],
    ['a table without rows becomes its header', '| a | b | c |\n|---|---|---|', '**a：b：c**'],
    [
      'the text above and below is not a row',
      '如下\n| a | b |\n|---|---|\n| 1 | 2 |\n\n完',
      '如下\n\n**a：b**\n\n- **1**：2\n\n完',
    ],
    [
      'an escaped bar is a bar',
      '| a | b |\n|-|-|\n| x \\| y | `p \\| q` |',
      '**a：b**\n\n- **x | y**：`p | q`',
    ],
    [
      'a line break in a cell is a line',
      '| a | b |\n|-|-|\n| x | 一<br>二 |',
      '**a：b**\n\n- **x**：一  \n二',
    ],
    ['a table in code stays code', `${FENCE}\n| a |\n|---|\n${FENCE}`, `${FENCE}\n| a |\n|---|\n${FENCE}`],
  ])
})

describe('code', () => {
  const page = '<div class="a">\n\t&lt; **x** | $y$\n\n</div>  '
  follows([
    [
      'a fence stays byte for byte',
      `${FENCE}html title=x\n${page}\n${FENCE}`,
      `${FENCE}html title=x\n${page}\n${FENCE}`,
    ],
    [
      'a longer fence keeps the fence inside it',
      `\`${FENCE}md\n${FENCE}\n\`${FENCE}`,
      `\`${FENCE}md\n${FENCE}\n\`${FENCE}`,
    ],
    ['an open fence is closed', `好：\n${FENCE}js\na < b\n`, `好：\n\n${FENCE}js\na < b\n${FENCE}`],
    [
      'tildes become backticks, more than in the code',
      `~~~md\n${FENCE}\n~~~`,
      `\`${FENCE}md\n${FENCE}\n\`${FENCE}`,
    ],
    [
      'code whose fence loses its indentation does not end early',
      `  ${FENCE}\n    ${FENCE}\n  ${FENCE}`,
      `\`${FENCE}\n  ${FENCE}\n\`${FENCE}`,
    ],
    ['indented code gets a fence', '看：\n\n    <b>\n\n      x', `看：\n\n${FENCE}\n<b>\n\n  x\n${FENCE}`],
    ['inline code stays', '用 `<b> && **x**` 和 `` a`b `` 吧', '用 `<b> && **x**` 和 `` a`b `` 吧'],
    [
      'a lone backtick does not pair with one of the next paragraph',
      '- a ` <i>\n\n  b ` <i>',
      '- a ˋ &lt;i>  \nb ˋ &lt;i>',
    ],
    [
      'code moves out of a quote',
      `> 看\n> ${FENCE}\n> x\n> ${FENCE}\n> 完`,
      `> 看\n\n${FENCE}\nx\n${FENCE}\n\n> 完`,
    ],
  ])
})

describe('what DingTalk does not show', () => {
  follows([
    [
      'tags are shown as text',
      '<div onclick="x">a</div> <!-- b --> 1 < 2',
      '&lt;div onclick="x">a&lt;/div> &lt;!-- b --> 1 &lt; 2',
    ],
    ['entities become characters', '&copy;&nbsp;2026 &mdash; &#39;a&#39; &#x4e2d;', "©\u00a02026 — 'a' 中"],
    [
      'an entity of a character that markdown or HTML uses stays',
      '&lt;b&gt; &amp;lt; &#42; &bogus;',
      '&lt;b&gt; &amp;lt; &#42; &bogus;',
    ],
    ['an ampersand stays', 'R&D, AT&T', 'R&D, AT&T'],
    ['inline LaTeX becomes code', '设 \\(a_1 < b\\)，$x_i^2$ 和 $$y*z$$', '设 `a_1 < b`，`x_i^2` 和 `y*z`'],
    [
      'displayed LaTeX becomes a block of code',
      '解：\n\\[\na_1\n- b\n\\]\n完',
      `解：\n\n${FENCE}latex\na_1\n- b\n${FENCE}\n\n完`,
    ],
    [
      'prices and shell variables are not LaTeX',
      '$5_000 和 $6，A=$B_C:$PATH，\\[1\\]',
      '$5_000 和 $6，A=$B_C:$PATH，\\[1\\]',
    ],
    ['footnotes become plain text', '结论[^1]。\n\n[^1]: 来源', '结论[1]。\n\n[1] 来源'],
    ['deleted text keeps its tildes', '~~100~~ 80 元', '~~100~~ 80 元'],
    [
      'underscores become stars',
      '__粗__ 和 _斜_，snake_case __init__',
      '**粗** 和 *斜*，snake_case __init__',
    ],
    [
      'bold that ends in a punctuation mark gets a space',
      '**注意：**请看，这是**“重点”**了',
      '**注意：** 请看，这是 **“重点”** 了',
    ],
    [
      'text that begins with a mark after a <br> does not begin a block',
      '甲<br>- 乙<br># 丙<br>1. 丁<br>> 戊',
      '甲  \n-\u00a0乙  \n#\u00a0丙  \n1.\u00a0丁  \n&gt; 戊',
    ],
  ])
})

describe('links', () => {
  follows([
    ['a link stays without its title', '[文档](https://a.cn/x?y=1&z "标题")', '[文档](https://a.cn/x?y=1&z)'],
    [
      'brackets in an address are encoded',
      '[维基](https://a.cn/b_(c)) <https://a.cn/(d)>',
      '[维基](https://a.cn/b_%28c%29) [https://a.cn/%28d%29](https://a.cn/%28d%29)',
    ],
    [
      'an address in angle brackets becomes a link',
      '<https://a.cn/b_c_d>，<me@a.cn>',
      '[https://a.cn/b_c_d](https://a.cn/b_c_d)，[me@a.cn](mailto:me@a.cn)',
    ],
    ['a bare address stays', 'https://a.cn/_b_?c=*d', 'https://a.cn/_b_?c=*d'],
    [
      'references are resolved',
      '[甲][1]，[乙][]，[丙]，[丁]\n\n[1]: https://a.cn\n[乙]: <https://b.cn> "t"\n[丙]: https://c.cn',
      '[甲](https://a.cn)，[乙](https://b.cn)，[丙](https://c.cn)，[丁]',
    ],
    [
      'a link to a script or within the page becomes its text',
      '[点我](javascript:alert(1))[跳](#top)',
      '点我跳',
    ],
    ['a relative address becomes code', '[说明](./README.md)', '说明 (`./README.md`)'],
    ['mail addresses are links', '[信](mailto:a@b.cn)', '[信](mailto:a@b.cn)'],
    [
      'an address with a scheme of DingTalk’s own is no link',
      '[开](dingtalk://x/y) [发](dtmd://dingtalkclient/sendMessage?content=1) <dingtalk://x/y>',
      '开 发 &lt;dingtalk://x/y>',
    ],
    [
      'a line break in the text of a link or picture changes nothing',
      '[点此\n领取](dtmd://dingtalkclient/sendMessage?content=1)，![a\nb](javascript:alert(1))，[文\n档](https://a.cn)',
      '点此 领取，a b，[文 档](https://a.cn)',
    ],
    ['a long address is no link', `[文](https://a.cn/${'x'.repeat(2_000)})`, '文'],
    ['user info is removed from an address', '[文](https://a.cn@b.cn/)', '[文](https://b.cn/)'],
    ['a picture becomes a link', '![图](https://a.cn/b.png)', '[图](https://a.cn/b.png)'],
    [
      'a picture without a text becomes a link with its host',
      '![](https://a.cn/b.png)',
      '[a.cn](https://a.cn/b.png)',
    ],
    [
      'a picture in a link to nowhere becomes a link',
      '[看 ![图](https://a.cn/b.png)](javascript:x)',
      '看 [图](https://a.cn/b.png)',
    ],
    ['other pictures become their text, or a sign', '![图](data:image/png;base64,AA)和![](./b.png)', '图和🖼'],
    [
      "a picture in a link becomes the link's text",
      '[![构建](x.svg)](https://a.cn) [![构建](https://b.cn/x.svg)](https://a.cn)',
      '[构建](https://a.cn) [构建](https://a.cn)',
    ],
    ['links do not nest', '[甲 [乙](https://b.cn) 丙](./a)', '[甲 [乙](https://b.cn) 丙] (./a)'],
    [
      'brackets around a link to a script are not shown as a link either',
      '[甲 [乙](https://b.cn)](javascript:x) [丙 \\](javascript:x) [丁][(javascript:x)](#a) [戊]![(javascript:x)](./a)',
      '[甲 [乙](https://b.cn)] (javascript:x) [丙 \\] (javascript:x) [丁] (javascript:x) [戊] (javascript:x)',
    ],
    ['brackets that are not a link stay brackets', '数组[0]和[a](b c)', '数组[0]和[a] (b c)'],
  ])
})

describe('brackets that make no link', () => {
  follows([
    [
      'are set apart from what follows',
      '\\[](dtmd://a) \\[a\\](dtmd://a) a](dtmd://a)',
      '\\[] (dtmd://a) \\[a\\] (dtmd://a) a] (dtmd://a)',
    ],
    [
      'are no definition of a link',
      '文 [a]: dtmd://a\n[b\nc]:\ndtmd://b',
      '文 [a]： dtmd://a  \n[b  \nc]：  \ndtmd://b',
    ],
    [
      'are other brackets where they were written as references',
      '&#x5b;a&#93;(dtmd://a) &lsqb;b&rsqb;',
      '［a］(dtmd://a) ［b］',
    ],
    [
      'are other brackets in the text of a link',
      '[甲 [乙] `丙[0]`](https://a.cn)',
      '[甲 ［乙］ `丙［0］`](https://a.cn)',
    ],
    [
      'make no picture of the link next to them',
      '\\![a](https://a.cn) !<https://b.cn> ![x [c](https://c.cn)',
      '\\! [a](https://a.cn) ! [https://b.cn](https://b.cn) ! [x [c](https://c.cn)',
    ],
    ['in code stay code, also where escapes are ignored', '\\`a` [b](dtmd://a) `c', 'ˋa` [b](dtmd://a) `c'],
    ['stay code next to other code', '[`[a](dtmd://a)`](#b)`` c ``', '`[a](dtmd://a)` `` c ``'],
  ])
  test('are no link when a reference lacks its semicolon or has too many digits', () =>
    expect(toDingTalkMarkdown('&#91a&#93(dtmd://a) &#x000005b;')).toBe(
      '&amp;#91a&amp;#93(dtmd://a) &amp;#x000005b;',
    ))
})

describe('an address in the text of a link', () => {
  const shown = (text: string, target = 'https://evil.example/x') =>
    toDingTalkMarkdown(`[${text}](${target})`)

  test.each([
    'https://real.com',
    'https://real.com/evil.example',
    'HTTP://REAL.COM',
    'real.com',
    'www.real.com',
    'real.com:443',
    '点击 real.com 登录',
    '登录https://real.com',
    '**real.com**',
    '`https://real.com`',
    'real.com。',
    '（real.com）',
    'real&#46;com',
    'real&period;com',
    'real\\.com',
    're\u200bal.com',
    'ｒｅａｌ．ｃｏｍ',
    'real。com',
    '中国银行.com',
    'https://evil.example@real.com',
    'https://real.com@evil.example',
    'https://real.com\\\\@evil.example',
    'https://evil.example https://real.com',
    'https://real.com/?u=https://evil.example',
    'https://localhost',
    'http://127.0.0.1',
    '127.0.0.1',
    'boss@real.com',
    'evil.example.real.com',
    'real.com/evil.example',
    '中国银行real.com官网',
    '\u202eelpmaxe.live\u202c real.com',
    'real.сом',
    '中国银行.中国',
    'www.real.anything',
  ])('is followed by the target where it is another one: %s', (text) => {
    expect(shown(text)).toMatch(/ \(`https:\/\/evil\.example\/x`\)\]\(https:\/\/evil\.example\/x\)$/)
    expect(toDingTalkMarkdown(shown(text))).toBe(shown(text))
  })

  test.each([
    ['evil.example', 'https://evil.example/x'],
    ['https://evil.example', 'https://evil.example/x'],
    ['www.evil.example/y', 'https://evil.example/x'],
    ['https://evil.example:443/?a=b.html#c', 'https://evil.example/x'],
    ['evil.example.', 'https://www.evil.example/x'],
    ['去 evil.example 看看', 'https://evil.example/x'],
    ['文档', 'https://evil.example/x'],
    ['Node.js 3.12', 'https://evil.example/x'],
    ['第 1.2.3 版', 'https://evil.example/x'],
    ['@types/node', 'https://evil.example/x'],
    ['a@b.cn', 'mailto:a@b.cn'],
    ['a:443', 'https://evil.example/x'],
    ['去evil.example看看', 'https://evil.example/x'],
    ...[
      'README.md',
      'ASP.NET Core',
      'os.path.join',
      'pd.DataFrame.to_csv()',
      'Array.prototype.map()',
      'torch.nn',
      'v1.2.3',
      'Vue.js官方文档',
      '1.安装步骤',
      'main.rs',
      'docker-compose.prod.yaml',
    ].map((text) => [text, 'https://evil.example/x']),
  ])('is left as it is where it is the same one, or none: %s', (text, target) =>
    expect(shown(text, target)).toBe(`[${text}](${target})`),
  )

  test.each([
    ['apple.com', 'https://аpple.com', 'https://xn--pple-43d.com/'],
    ['https://аpple.com', 'https://аpple.com', 'https://xn--pple-43d.com/'],
    ['real.com', 'https://real.com@evil.example', 'https://evil.example'],
    ['real.com', 'https:///real.com@evil.example/', 'https://evil.example/'],
    ['real.com', 'https://real.com\\\\@evil.example', 'https://evil.example'],
    ['real.com', 'https://%65vil.example/', 'https://evil.example/'],
    ['real.com', 'http://2130706433/', 'http://127.0.0.1/'],
    ['real.com', 'mailto:boss@evil.example', 'mailto:boss@evil.example'],
    ['boss@real.com', 'mailto:boss@evil.example', 'mailto:boss@evil.example'],
  ])('and a target in disguise: [%s](%s)', (text, target, address) =>
    expect(shown(text, target)).toBe(`[${text} (\`${address}\`)](${address})`),
  )

  test('of a picture is looked at too', () =>
    expect(toDingTalkMarkdown('![real.com](https://evil.example/a.png)')).toBe(
      '[real.com (`https://evil.example/a.png`)](https://evil.example/a.png)',
    ))
  test('is followed by the beginning of a long target', () =>
    expect(shown('real.com', `https://evil.example/${'x'.repeat(500)}`)).toContain(`${'x'.repeat(79)}…\`)`))
})

test('characters that reverse the direction of text stay only in code', () => {
  expect(toDingTalkMarkdown('**a**\u202e[moc.laer//:sptth\u202d&#8238;](https://a.cn) `x\u202ey`')).toBe(
    '**a**[moc.laer//:sptth](https://a.cn) `x\u202ey`',
  )
  expect(toDingTalkMarkdown('<https://a.cn/\u202ex>')).toBe(
    '[https://a.cn/%E2%80%AEx](https://a.cn/%E2%80%AEx)',
  )
})

test('an escaped bracket in the text of a link becomes another one, without its backslash', () =>
  expect(toDingTalkMarkdown('[a\\]b](https://a.cn)')).toBe('[a］b](https://a.cn)'))

describe('an address with DingTalk’s own scheme', () => {
  const asked = dingTalkAddresses('打开 dingtalk://dingtalkclient/page/link?url=a，或者 (DINGTALK://x/y)。')
  const convert = (text: string) => toDingTalkMarkdown(text, asked)

  test('is a link where a person wrote it', () => {
    expect(convert('[开](dingtalk://dingtalkclient/page/link?url=a) <DINGTALK://x/y>')).toBe(
      '[开](dingtalk://dingtalkclient/page/link?url=a) [DINGTALK://x/y](DINGTALK://x/y)',
    )
  })
  test('is none where it differs, or has another scheme', () => {
    expect(convert('[开](dingtalk://dingtalkclient/page/link) [发](dtmd://x/y)')).toBe('开 发')
    expect(dingTalkAddresses('dtmd://x/y dingtalk:// javascript:x')).toEqual(new Set())
  })
})

describe('an answer does not become much longer', () => {
  const header = (length: number) => `|${`${'长'.repeat(length)}|`.repeat(3)}\n|-|-|-|\n`

  test('by headers: those that are too long stand above the list', () => {
    const table = header(1_300) + '|1|2|3|\n'.repeat(512)
    expect(table.length).toBeGreaterThan(8_000)
    const shown = toDingTalkMarkdown(table)
    expect(shown.length).toBeLessThan(1.5 * table.length)
    expect(shown).toContain('- **1**：2；3\n- **1**：2；3')
    expect(toDingTalkMarkdown(header(3) + '|1|2|3|\n'.repeat(512))).toContain(
      '- **长长长**：1  \n　**长长长**：2',
    )
  })
  test('by references, which copy twice as many characters as the answer has', () => {
    const answer = `**见**\n\n[a]: https://a.cn/${'x'.repeat(1_900)}\n\n${'[a]'.repeat(3_000)}`
    const shown = toDingTalkMarkdown(answer)
    expect(shown.match(/\]\(https:/g)?.length).toBeGreaterThan(5)
    expect(shown.length).toBeLessThan(4 * answer.length)
  })
  test('by marks: it is shown as it was written', () => {
    const answer = `${'>'.repeat(8)}a\n${'<\n'.repeat(2_000)}`
    expect(toDingTalkMarkdown(answer)).toBe(`\`\`\`\n${answer}\`\`\``)
  })
  test('by fences: lines of more than 100 backticks become shorter', () => {
    const run = '`'.repeat(150)
    expect(toDingTalkMarkdown(`${run}\na\n${'`'.repeat(120)}\n${run}`)).toBe(
      `${'`'.repeat(100)}\na\n${'`'.repeat(99)}\n${'`'.repeat(100)}`,
    )
  })
})

test.each(['[', '*[<|', '`a', '> ', '\\(a ', '1. a\n', '|-|\n'])(
  '%j, 5,000 times, takes linear time',
  (text) => {
    const start = process.cpuUsage()
    toDingTalkMarkdown(text.repeat(5_000))
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1_000).toBeLessThan(3_000)
  },
)
