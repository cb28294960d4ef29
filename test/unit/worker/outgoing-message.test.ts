import { describe, expect, it } from 'vitest'
import { toHttpBody, toOutgoingMessage } from '../../../functions/worker/outgoing-message'

describe('a letter', () => {
  it('of plain words is plain text, as it was said', () =>
    expect(toOutgoingMessage('你好，我在 👋', '回答')).toMatchObject({
      markdown: false,
      parts: ['你好，我在 👋'],
    }))

  it('with markdown is markdown', () =>
    expect(toOutgoingMessage('**重点**：你好', '回答')).toMatchObject({
      markdown: true,
      parts: ['**重点**：你好'],
    }))

  it('has a title made of its first words, so that the phone’s notification is useful', () =>
    expect(toOutgoingMessage('## 结论\n\n可以这样做。', '回答').title).toContain('结论'))

  it.each(['', '---', '   '])(
    'always has a title and a part, also of %j: DingTalk refuses empty fields',
    (text) => {
      const { title, parts } = toOutgoingMessage(text, '回答')
      expect(title.trim()).not.toBe('')
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) expect(part.trim()).not.toBe('')
    },
  )
})

describe('a letter as an HTTP body', () => {
  const letter = (...parts: string[]) => ({ title: '标题', markdown: true, parts })

  it('is one message of all its parts', () =>
    expect(toHttpBody(letter('一', '二'), '（没完）')).toEqual({
      msgtype: 'markdown',
      markdown: { title: '标题', text: '一\n\n二' },
    }))

  it('too long for one message ends with the parts that fit and a line that says so', () => {
    const body = toHttpBody(letter(...Array(10).fill('长'.repeat(1_400))), '（没完）') as {
      markdown: { text: string }
    }
    expect(body.markdown.text).toMatch(/长\n\n（没完）$/)
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(20_000)
    expect(Buffer.byteLength(JSON.stringify(body))).toBeGreaterThan(15_000)
  })
})
