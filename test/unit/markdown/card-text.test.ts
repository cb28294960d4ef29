import { describe, expect, it } from 'vitest'
import { MAX_CARD_CHARACTERS, toCardText, toFrame } from '../../../functions/markdown/card-text'

const frame = (text: string) => toFrame(text, new Set())

describe('a frame', () => {
  it.each([
    ['plain words', '你好', '你好'],
    ['open bold', '这是 **重要', '这是 **重要**'],
    ['half a mark', '这是 **重要*', '这是 **重要**'],
    ['a mark without words', '这是 **', '这是 '],
    ['open code', '用 `npm ru', '用 `npm ru`'],
    ['stars in code', '用 `a ** b` 和 **粗', '用 `a ** b` 和 **粗**'],
    ['a link that has only begun', '见 [文档', '见 文档'],
    ['a link without its end', '见 [文档](https://exam', '见 文档'],
    ['a picture without its end', '![图](https://exam', '图'],
    ['an open fence', '```js\nlet a = 1', '```js\nlet a = 1\n```'],
    ['stars in an open fence', '```\na ** b', '```\na ** b\n```'],
    ['bold on an earlier line', '**好**\n\n再 **见', '**好**\n\n再 **见**'],
  ])('closes %s', (_what, text, shown) => {
    expect(frame(text).trimEnd()).toBe(shown.trimEnd())
  })

  it('is complete Markdown at every length', () => {
    const text =
      '# 题\n\n一 **二** `三` [四](https://example.com)\n\n```js\nlet a\n```\n\n| a | b |\n| - | - |\n| 1 | **2** |'
    for (let length = 1; length <= text.length; length += 1) {
      const shown = frame(text.slice(0, length))
      expect((shown.match(/^```/gm) ?? []).length % 2, shown).toBe(0)
      expect((shown.match(/\*\*/g) ?? []).length % 2, shown).toBe(0)
    }
  })

  it('has the beginning of a long text, with its fence closed', () => {
    const shown = frame(`\`\`\`\n${'let a = 1\n'.repeat(1_000)}\`\`\``)
    expect(shown.length).toBeLessThanOrEqual(MAX_CARD_CHARACTERS)
    expect(shown.endsWith('\n```')).toBe(true)
  })
})

describe('the text of a card', () => {
  it.each([
    ['lines of a paragraph are joined with <br>', '一  \n二  \n三', '一<br>二<br>三'],
    ['paragraphs stay', '一\n\n二', '一\n\n二'],
    ['lists stay', '- 一\n- 二', '- 一\n- 二'],
    ['an item that goes on is joined', '- 一  \n  二\n- 三', '- 一<br>二\n- 三'],
    ['quotes stay', '> 一  \n> 二', '> 一  \n> 二'],
    ['code stays', '```\na  \nb\n```', '```\na  \nb\n```'],
  ])('%s', (_what, shown, text) => {
    expect(toCardText(shown)).toBe(text)
  })
})
