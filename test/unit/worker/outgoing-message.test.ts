import { describe, expect, it } from 'vitest'
import { toHttpBody, toOutgoingMessage } from '../../../functions/worker/outgoing-message'

describe('an outgoing message', () => {
  it('without markdown is plain text, unchanged', () =>
    expect(toOutgoingMessage('你好，我在 👋', '回答')).toMatchObject({
      markdown: false,
      parts: ['你好，我在 👋'],
    }))

  it('with markdown is markdown', () =>
    expect(toOutgoingMessage('**重点**：你好', '回答')).toMatchObject({
      markdown: true,
      parts: ['**重点**：你好'],
    }))

  it('has its first words as the title, which the phone shows as a notification', () =>
    expect(toOutgoingMessage('## 结论\n\n可以这样做。', '回答').title).toContain('结论'))

  it.each(['', '---', '   '])(
    'has a title and a part for %j, since DingTalk refuses empty fields',
    (text) => {
      const { title, parts } = toOutgoingMessage(text, '回答')
      expect(title.trim()).not.toBe('')
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) expect(part.trim()).not.toBe('')
    },
  )
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
