import type { Language } from './language'

/** A short program in a fenced code block. */
export function someCode(language: Language): string {
  const { code } = SAMPLES[language]
  return [code.before, '', '```python', ...code.lines, '```', '', code.after].join('\n')
}

/** A markdown table. */
export function someTable(language: Language): string {
  const { before, rows } = SAMPLES[language].table
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`)
  return [before, '', head, '| --- | ---: | :---: |', ...body].join('\n')
}

/** The markdown elements that models commonly use. */
export function markdownTour(language: Language): string {
  return SAMPLES[language].markdown
}

/** About 40,000 bytes: prose, a code block longer than one DingTalk message, and prose again. */
export function longAnswer(language: Language): string {
  const { paragraph, before, after } = SAMPLES[language].long
  const prose = (from: number, bytes: number) => {
    const count = Math.ceil(bytes / Buffer.byteLength(paragraph(from)))
    return Array.from({ length: count }, (_, index) => paragraph(from + index)).join('\n\n')
  }
  const code = Array.from(
    { length: 300 },
    (_, index) => `  step(${index}, '第 ${index} 步 🐢', ${(index * 37) % 101}),`,
  )
  return [
    prose(1, 10_000),
    before,
    `\`\`\`js\nrun([\n${code.join('\n')}\n])\n\`\`\``,
    after,
    prose(100, 18_000),
  ].join('\n\n')
}

/** HTML and links that a page must never execute. */
export function hostileHtml(language: Language): string {
  return [
    SAMPLES[language].html,
    '',
    '<img src=x onerror="alert(\'img\')">',
    '<script>alert("script")</script>',
    '<svg onload=alert(1)><a xlink:href="javascript:alert(2)">svg</a></svg>',
    '<iframe src="javascript:alert(3)"></iframe>',
    '<a href="javascript:alert(4)" onclick="alert(5)">a</a>',
    '<style>body{display:none}</style>',
    '',
    '[javascript](javascript:alert(6)) [data](data:text/html,<script>alert(7)</script>) ![x](x" onerror="alert(8))',
    '',
    '```html',
    '<img src=x onerror="alert(9)">',
    '```',
  ].join('\n')
}

const SAMPLES = {
  zh: {
    code: {
      before: '下面是一段 Python 代码，用来统计一句话里每个字出现的次数：',
      lines: [
        'from collections import Counter',
        '',
        'def count(text: str) -> Counter:',
        '    """统计每个字出现的次数"""',
        '    return Counter(c for c in text if not c.isspace())',
        '',
        "print(count('人人为我，我为人人').most_common(3))",
      ],
      after: "运行后得到 `[('人', 4), ('为', 2), ('我', 2)]`。",
    },
    table: {
      before: '三座山的海拔：',
      rows: [
        ['山', '海拔（米）', '所在地'],
        ['珠穆朗玛峰', '8849', '西藏'],
        ['泰山', '1545', '山东'],
        ['华山', '2155', '陕西'],
      ],
    },
    markdown: [
      '# 一级标题',
      '',
      '普通文字，**加粗**，*斜体*，~~删除线~~，`行内代码`，[链接](https://open.dingtalk.com)。',
      '',
      '## 二级标题',
      '',
      '1. 第一',
      '2. 第二',
      '   - 下一级',
      '   - 下一级的另一条',
      '',
      '> 引用：学而时习之，不亦说乎？',
      '',
      '- [x] 已完成',
      '- [ ] 未完成 🐢',
      '',
      '---',
      '',
      '公式 $E = mc^2$，脚注[^1]。',
      '',
      '[^1]: 脚注的内容。',
    ].join('\n'),
    long: {
      paragraph: (index: number) =>
        `第 ${index} 段。有一只乌龟每天都往前走一点，从来不着急，一边走一边看路上的风景。🐢`,
      before: '下面是一段很长的代码：',
      after: '代码到这里结束，故事继续。',
    },
    html: '下面的 HTML 应该只显示为文字，不会执行：',
  },
  en: {
    code: {
      before: 'Here is some Python that counts the letters in a sentence:',
      lines: [
        'from collections import Counter',
        '',
        'def count(text: str) -> Counter:',
        '    """Count how often each letter occurs."""',
        '    return Counter(c for c in text if not c.isspace())',
        '',
        "print(count('to be or not to be').most_common(3))",
      ],
      after: "It prints `[('o', 4), ('t', 3), ('b', 2)]`.",
    },
    table: {
      before: 'Three mountains and their heights:',
      rows: [
        ['Mountain', 'Height (m)', 'Location'],
        ['Everest', '8849', 'Tibet'],
        ['Mount Tai', '1545', 'Shandong'],
        ['Mount Hua', '2155', 'Shaanxi'],
      ],
    },
    markdown: [
      '# Heading one',
      '',
      'Plain, **bold**, *italic*, ~~strikethrough~~, `inline code`, [a link](https://open.dingtalk.com).',
      '',
      '## Heading two',
      '',
      '1. First',
      '2. Second',
      '   - one level down',
      '   - and another',
      '',
      '> A quote: slow and steady wins the race.',
      '',
      '- [x] done',
      '- [ ] not yet 🐢',
      '',
      '---',
      '',
      'A formula $E = mc^2$ and a footnote[^1].',
      '',
      '[^1]: The text of the footnote.',
    ].join('\n'),
    long: {
      paragraph: (index: number) =>
        `Paragraph ${index}. A tortoise walked a little further every day. It was never in a hurry, and it enjoyed the view on the way. 🐢`,
      before: 'Here is a long piece of code:',
      after: 'That was the code. The story continues.',
    },
    html: 'The HTML below should be shown as text and never executed:',
  },
}
