import { describe, expect, it, vi } from 'vitest'
import { toTextSoFar } from '../../../functions/openai/completion'
import { createEventStream, joinEventStream } from '../../../functions/openai/event-stream'

const event = (delta: object) => `data: ${JSON.stringify({ model: 'm', choices: [{ delta }] })}`
const STREAM = [
  ': keep-alive',
  event({ role: 'assistant', content: '' }),
  event({ content: '你好' }),
  'data: {"choices":',
  'data: [{"delta":{"content":"，\u2028👋"}}]}',
  event({ content: '再见' }),
  'data: [DONE]',
]

describe('an event stream that arrives in pieces', () => {
  it.each(['\n', '\r\n', '\r'])('is the same as a whole one, with %j between the lines', (lineBreak) => {
    const text = STREAM.map(
      (line) => line + lineBreak + (line.startsWith('data: {"choices":') ? '' : lineBreak),
    ).join('')
    const whole = joinEventStream(text)
    expect(whole).toMatchObject({
      choices: [{ finish_reason: 'stop', message: { content: '你好，\u2028👋再见' } }],
    })
    for (const size of [1, 2, 3, 7, 50]) {
      const events = createEventStream()
      for (let at = 0; at < text.length; at += size) events.add(text.slice(at, at + size))
      expect(events.end()).toEqual(whole)
    }
  })

  it('tells the content so far, and whether thinking came apart from it', () => {
    const events = createEventStream()
    expect(events.add(`${event({ content: '你' })}\n\n`)).toEqual({ content: '你', hasReasoned: false })
    expect(events.add(`${event({ reasoning_content: '想' })}\n\n`)).toEqual({
      content: '你',
      hasReasoned: true,
    })
    expect(events.add(event({ content: '好' }))).toEqual({ content: '你', hasReasoned: true })
    expect(events.add('\n')).toEqual({ content: '你好', hasReasoned: true })
  })

  it.each([
    ['one line', 'x'],
    ['lines that are no JSON', 'data: x\n'],
    ['lines of a JSON value without an end', 'data: [1,\n'],
  ])('is split and parsed once or twice: %s', (_what, piece) => {
    const split = vi.spyOn(String.prototype, 'split')
    const parse = vi.spyOn(JSON, 'parse')
    const text = piece.repeat(20_000)
    const events = createEventStream()
    for (let at = 0; at < text.length; at += 100) events.add(text.slice(at, at + 100))
    events.end()
    const read = [
      ...split.mock.contexts.map((context) => String(context).length),
      ...parse.mock.calls.map(([json]) => json.length),
    ]
    vi.restoreAllMocks()
    expect(read.reduce((sum, length) => sum + length, 0)).toBeLessThan(5 * text.length)
  })

  it('of an endless line takes bounded memory', () => {
    const events = createEventStream()
    for (let n = 0; n < 20; n += 1) events.add('x'.repeat(500_000))
    expect(events.add(`\n${event({ content: '好' })}\n`).content).toBe('好')
  })
})

describe('the text so far', () => {
  it.each([
    '<think>想\n</think>\n\n好的。**完**',
    '<Thinking>想</Thinking>好的。**完**',
    '◁think▷想◁/think▷好的。**完**',
    '<|channel|>analysis<|message|>想<|end|><|start|>assistant<|channel|>final<|message|>好的。**完**<|return|>',
    '<|start|>assistant<|channel|>final<|message|>好的。**完**',
  ])('of %j never has thinking or half a mark', (content) => {
    for (let length = 0; length <= content.length; length += 1) {
      const shown = toTextSoFar(content.slice(0, length), false)
      expect('好的。**完**'.startsWith(shown), shown).toBe(true)
    }
    expect(toTextSoFar(content, false)).toBe('好的。**完**')
  })

  it('of a model that may think without a mark begins after the closing one', () => {
    expect(toTextSoFar('想一想', true)).toBe('')
    expect(toTextSoFar('想一想\n</think>\n好', true)).toBe('好')
    expect(toTextSoFar('想一想', false)).toBe('想一想')
  })

  it('of an answer that begins with another tag is shown once it cannot be a mark any more', () => {
    const text = `<div>${'一'.repeat(40)}`
    expect(toTextSoFar(text.slice(0, 10), false)).toBe('')
    expect(toTextSoFar(text, false)).toBe(text)
  })
})
