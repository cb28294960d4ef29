import { describe, expect, it } from 'vitest'
import { toHttpBody, toOutgoingMessage } from '../../../functions/worker/outgoing-message'

const TEXTS = { title: '回答', cutOff: '（没完）' }

describe('an outgoing message', () => {
  it('without markdown is plain text, unchanged', () =>
    expect(toOutgoingMessage('你好，我在 👋', TEXTS)).toMatchObject({
      markdown: false,
      parts: ['你好，我在 👋'],
    }))

  it('with markdown is markdown', () =>
    expect(toOutgoingMessage('**重点**：你好', TEXTS)).toMatchObject({
      markdown: true,
      parts: ['**重点**：你好'],
    }))

  it('has its first words as the title, which the phone shows as a notification', () =>
    expect(toOutgoingMessage('## 结论\n\n可以这样做。', TEXTS).title).toContain('结论'))

  it.each(['', '---', '   '])(
    'has a title and a part for %j, since DingTalk refuses empty fields',
    (text) => {
      const { title, parts } = toOutgoingMessage(text, TEXTS)
      expect(title.trim()).not.toBe('')
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) expect(part.trim()).not.toBe('')
    },
  )
})

describe('an outgoing message that was very long', () => {
  const header = (length: number) => `|${`${'长'.repeat(length)}|`.repeat(3)}\n|-|-|-|\n`
  const row = '|a|b|c|\n'

  it.each([
    ['a table with long headers', `${header(1_300)}${row.repeat(512)}`, 3],
    [
      'links by reference to a long address',
      `**见**\n\n[a]: https://a.cn/${'x'.repeat(1_900)}\n\n${'[a] '.repeat(2_450)}`,
      10,
    ],
    ['a table of 60,000 characters with long headers', `${header(9_000)}${row.repeat(4_100)}`, 10],
    ['60,000 characters of Markdown', `# 长\n\n${'很长的回答。'.repeat(10_000)}`, 10],
    ['60,000 characters of text', '很长的回答。'.repeat(10_000), 10],
    ['60,000 characters of code', `\`\`\`ts\n${'const x = 1\n'.repeat(5_000)}\`\`\``, 10],
    ['60,000 marks', '**a** '.repeat(10_000), 10],
    ['60,000 line breaks', `**a**${'a<br>'.repeat(12_000)}`, 10],
    ['quotes in quotes', `${'> '.repeat(8)}a\n${'> '.repeat(8)}${'b<br>'.repeat(12_000)}`, 10],
    ['lists in lists', `${'- '.repeat(8)}a<br>${'b<br>'.repeat(12_000)}`, 10],
  ])('takes at most ten parts: %s', (_, text, atMost) => {
    const message = toOutgoingMessage(text, TEXTS)
    expect(message.parts.length).toBeLessThanOrEqual(atMost)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(10 * 15_000)
  })

  it.each([
    ['paragraphs', `${'很长的回答。'.repeat(333)}\n\n`],
    ['blocks of code', `## 节\n\n\`\`\`ts\n${'const x = 1\n'.repeat(180)}\`\`\`\n\n`],
  ])('is complete where its %s of 2,000 characters fit into ten full parts', (_, piece) => {
    const { parts, isCut } = toOutgoingMessage(`# 长\n\n${piece.repeat(14)}**完**`, TEXTS)
    expect(isCut).toBe(false)
    expect(parts.length).toBeLessThanOrEqual(10)
    expect(parts.at(-1)).toMatch(/\*\*完\*\*$/)
  })

  const long = toOutgoingMessage(`**长**\n\n${'很长的回答。'.repeat(10_000)}`, TEXTS)

  it('ends with a sentence that says so', () => {
    expect(long.parts.at(-1)).toMatch(/。\n\n（没完）$/)
    expect(long.parts.slice(0, -1).join('')).not.toContain('没完')
  })
})

describe('a link of an outgoing message', () => {
  const link = '[开](dingtalk://dingtalkclient/page/link?url=a)'
  it('leads to an address with DingTalk’s own scheme where the person wrote it', () =>
    expect(toOutgoingMessage(link, TEXTS, '打开 dingtalk://dingtalkclient/page/link?url=a。').parts).toEqual([
      link,
    ]))
  it('does not lead there otherwise', () =>
    expect(toOutgoingMessage(link, TEXTS, '打开').parts).toEqual(['开']))
})

describe('an outgoing message as an HTTP body', () => {
  const message = (...parts: string[]) => ({ title: '标题', markdown: true, parts })

  it('contains all its parts', () =>
    expect(toHttpBody(message('一', '二'), '（没完）')).toEqual({
      msgtype: 'markdown',
      markdown: { title: '标题', text: '一\n\n二' },
    }))

  it('that is too long ends with the parts that fit and a line that says so', () => {
    const body = toHttpBody(message(...Array(10).fill('长'.repeat(1_400))), '（没完）') as {
      markdown: { text: string }
    }
    expect(body.markdown.text).toMatch(/长\n\n（没完）$/)
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(20_000)
    expect(Buffer.byteLength(JSON.stringify(body))).toBeGreaterThan(15_000)
  })
})
