import { describe, expect, test } from 'vitest'
import { toDingTalkMarkdown } from '../../../functions/markdown/markdown'
import { splitIntoParts } from '../../../functions/markdown/split'
import { containWhole, isBalanced } from './parts'
import { codeIn, rawHtmlIn } from './renderers'

const SMALL = { characters: 300, bytes: 2_000 }
const FENCE = '```'

/** A paragraph of so many characters. */
const paragraph = (length: number, character = '文') => `${character.repeat(length)}\n\n`
const codeLines = (count: number) =>
  Array.from({ length: count }, (_, line) => `const x${line} = '值' < ${line}\n`).join('')

describe('a text within the limits', () => {
  test('is one part, unchanged', () => expect(splitIntoParts('你好 **世界**\n')).toEqual(['你好 **世界**\n']))
  test('has up to 3,800 characters', () => {
    expect(splitIntoParts('中'.repeat(3_800))).toHaveLength(1)
    expect(splitIntoParts('中'.repeat(3_801))).toHaveLength(2)
  })
  test('has no parts if it is empty', () => expect(splitIntoParts('')).toEqual([]))
})

describe('a long text is cut', () => {
  const cutOf = (text: string) => splitIntoParts(text, SMALL)[0]

  test('after a paragraph', () => {
    const text = `${paragraph(90).repeat(2)}一行\n${'文'.repeat(200)}`
    expect(cutOf(text)).toBe(paragraph(90).repeat(2))
  })
  test('else after a line', () =>
    expect(cutOf(`${'文'.repeat(250)}\n${'字。'.repeat(90)}`)).toBe(`${'文'.repeat(250)}\n`))
  test('between list items rather than within one', () => {
    const item = `- **城市**：${'京'.repeat(30)}  \n　**气温**：${'冷'.repeat(30)}\n`
    expect(cutOf(item.repeat(4))).toBe(item.repeat(3))
  })
  test('else after a sentence', () =>
    expect(cutOf(`${'文'.repeat(200)}。”${'字 '.repeat(100)}`)).toBe(`${'文'.repeat(200)}。”`))
  test('after a sentence, whose end is not a dot in a number or in code', () => {
    const text = `${'word '.repeat(40)}1.5 \`a. b\` ${'w'.repeat(300)}`
    expect(cutOf(text)).toBe(text.slice(0, text.lastIndexOf(' ') + 1))
  })
  test('else after a word', () => expect(cutOf('word '.repeat(100))).toBe('word '.repeat(60)))
  test('after an early line rather than within a word', () =>
    expect(cutOf(`题\n${'w'.repeat(400)}`)).toBe('题\n'))
  test('else between characters as people count them', () => {
    expect(cutOf('👨‍👩‍👧‍👦'.repeat(40))).toBe('👨‍👩‍👧‍👦'.repeat(27))
    expect(cutOf(`a${'🇨🇳'.repeat(100)}`)).toBe(`a${'🇨🇳'.repeat(74)}`)
    expect(cutOf(`a${'e\u0301'.repeat(300)}`)).toBe(`a${'e\u0301'.repeat(149)}`)
  })
  test('not within a surrogate pair, also in characters longer than a part', () => {
    for (const start of ['', 'a', `${FENCE}\n`, `${FENCE}\na`, `${FENCE}\nab`]) {
      const text = `${start}👍${'\u200d👍'.repeat(300)}`
      for (const part of splitIntoParts(text, SMALL)) expect(part).not.toMatch(/\p{Surrogate}/u)
    }
  })
  test('before a code block that does not fit', () => {
    const code = `${FENCE}js\n${codeLines(8)}${FENCE}\n`
    expect(splitIntoParts(paragraph(200) + code, SMALL)).toEqual([paragraph(200), code])
  })
})

describe('inline code and links', () => {
  test.each(['`[a](dtmd://b) c`', '`` [a](dtmd://b) ` ``', '[文档](https://a.cn/b)'])(
    'are not cut: %s',
    (uncut) => {
      for (let length = 280; length <= 300; length++) {
        const parts = splitIntoParts(`${'x'.repeat(length)}${uncut}${'y'.repeat(300)}`, SMALL)
        expect(parts.filter((part) => part.includes(uncut))).toHaveLength(1)
      }
    },
  )
})

test('a fence of a hundred marks is closed and opened again', () => {
  const fence = '`'.repeat(100)
  const parts = splitIntoParts(`${fence}\n${codeLines(60)}${fence}`, { characters: 600, bytes: 4_000 })
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.every(isBalanced)).toBe(true)
})

describe('code that is longer than a part', () => {
  const code = codeLines(60)
  const parts = splitIntoParts(`看：\n\n${FENCE}ts\n${code}${FENCE}\n\n完`, SMALL)

  test('is closed and opened again, in the same language', () => {
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts.slice(1)) expect(part.startsWith(`${FENCE}ts\nconst`)).toBe(true)
    for (const part of parts.slice(0, -1)) expect(part.endsWith(`\n${FENCE}`)).toBe(true)
  })
  test('arrives whole', () => {
    expect(parts.flatMap(codeIn).join('')).toBe(code)
    expect(parts[0]?.startsWith('看：\n\n')).toBe(true)
    expect(parts.at(-1)?.endsWith('\n\n完')).toBe(true)
  })
  test('keeps the opening line: a longer fence, indentation, tildes, info', () => {
    for (const fence of ['`````md', '  ```py', '~~~~', '```js title="a"']) {
      const marker = /[`~]+/.exec(fence)?.[0] ?? ''
      const cut = splitIntoParts(`${fence}\n${codeLines(20)}${marker}`, SMALL)
      for (const part of cut) expect(part.split('\n')[0]).toBe(fence)
    }
  })
  test('leaves no part with an empty code block', () => {
    for (let length = 100; length < 250; length++) {
      const short = `${FENCE}\n${'文'.repeat(length)}\n${'字'.repeat(100)}\n${FENCE}${FENCE}\n完`
      const long = `${'文'.repeat(length)}\n${FENCE}js\n${'字'.repeat(300)}\n${FENCE}`
      for (const part of [short, long].flatMap((text) => splitIntoParts(text, SMALL))) {
        expect(codeIn(part)).not.toContain('')
      }
    }
  })
  test('keeps the limit of bytes, its fences included', () => {
    for (const part of splitIntoParts(`${FENCE}\n${'\u0001'.repeat(9_000)}\n${FENCE}`)) {
      expect(Buffer.byteLength(JSON.stringify(part)) - 2).toBeLessThanOrEqual(13_500)
    }
  })
  test.each(['', ' ', '\t', '\n', ' \n', '\n\n', '\r\n'])(
    'that ends in %j arrives whole, with or without its closing line',
    (end) => {
      for (const text of [`${FENCE}\n${codeLines(12)}${FENCE}${end}`, `${FENCE}\n${codeLines(12)}${end}`]) {
        const cut = splitIntoParts(text, SMALL)
        expect(containWhole(cut, text)).toBe(true)
        expect(cut.every(isBalanced)).toBe(true)
      }
    },
  )
  test('is closed also where it is short', () =>
    expect(splitIntoParts(`${FENCE}\nx`)).toEqual([`${FENCE}\nx\n${FENCE}`]))
  test('is opened again without an info that is no language', () => {
    const cut = splitIntoParts(`${FENCE}${'文'.repeat(120)}\n${codeLines(20)}`, SMALL)
    for (const part of cut.slice(1)) expect(part.startsWith(`${FENCE}\nconst`)).toBe(true)
  })
})

test('an answer of 40,000 bytes with a long code block arrives whole', () => {
  const code = codeLines(800)
  const answer = `# 报告\n\n${paragraph(300).repeat(20)}${FENCE}ts\n${code}${FENCE}\n\n${'- **项**：<值>\n'.repeat(200)}`
  expect(Buffer.byteLength(answer)).toBeGreaterThan(40_000)
  const shown = toDingTalkMarkdown(answer)
  const parts = splitIntoParts(shown)
  expect(containWhole(parts, shown)).toBe(true)
  expect(parts.flatMap(codeIn).join('')).toBe(code)
  expect(parts.flatMap(rawHtmlIn)).toEqual([])
  for (const part of parts) {
    expect(Buffer.byteLength(JSON.stringify({ title: '报'.repeat(20), text: part }))).toBeLessThanOrEqual(
      15_000,
    )
  }
})

test.each(['`', '```\n', '中', '\ud800'])('a hundred thousand characters of %j take linear time', (text) => {
  const start = process.cpuUsage()
  splitIntoParts(text.repeat(Math.ceil(100_000 / text.length)))
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1_000).toBeLessThan(2_000)
})
