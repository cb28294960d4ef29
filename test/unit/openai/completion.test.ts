import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../../functions/openai/completion'

const read = (content: unknown, choice: object = {}, message: object = {}) =>
  toCompletion(
    {
      model: 'gpt-5.4-mini',
      choices: [{ finish_reason: 'stop', ...choice, message: { content, ...message } }],
    },
    'asked-model',
  )
const failed = (failure: string) => expect.objectContaining({ name: 'AnswerError', failure })

describe('an answer', () => {
  it('has the model that answered and the token usage', () => {
    const body = {
      model: 'gpt-5.4-mini-2026-03-05',
      choices: [{ message: { content: '好 🙂' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 3 },
    }
    expect(toCompletion(body, 'gpt-5.4-mini')).toEqual({
      text: '好 🙂',
      model: 'gpt-5.4-mini-2026-03-05',
      cutOff: false,
      usage: { prompt: 12, completion: 3 },
    })
  })

  it('has the asked model and no usage where the response has neither', () => {
    const body = { choices: [{ message: { content: '好' } }] }
    expect(toCompletion(body, 'asked-model')).toEqual({ text: '好', model: 'asked-model', cutOff: false })
  })

  it('counts unusable token numbers as 0', () => {
    const body = {
      choices: [{ message: { content: '好' } }],
      usage: { prompt_tokens: '12', completion_tokens: -1 },
    }
    expect(toCompletion(body, 'm').usage).toEqual({ prompt: 0, completion: 0 })
  })

  it('is marked as cut off at the service’s limit', () => {
    expect(read('从前有座山', { finish_reason: 'length' })).toMatchObject({ cutOff: true })
  })

  it('of more than 30,000 characters is cut between emoji and marked', () => {
    const { text, cutOff } = read(`一${'🙂'.repeat(40_000)}`)
    expect(text).toHaveLength(29_999)
    expect(text).toMatch(/🙂$/u)
    expect(cutOff).toBe(true)
  })

  it('may come in parts', () => {
    expect(read([{ type: 'text', text: '你' }, { type: 'other' }, { type: 'text', text: '好' }]).text).toBe(
      '你好',
    )
  })
})

describe('thinking', () => {
  it.each([
    ['before the answer', '<think>用户想要…\n\n好吧</think>\n\n答案', '答案'],
    ['in a tag of another name', '<thinking>嗯</thinking>答案', '答案'],
    ['in capitals, after a line feed', '\n<THINK>嗯</THINK>\n答案', '答案'],
    ['without its opening tag', '用户想要…\n</think>\n\n答案', '答案'],
    ['that is empty', '<think>\n</think>\n答案', '答案'],
  ])('%s is removed', (_, content, expected) => expect(read(content).text).toBe(expected))

  it.each([
    '在 HTML 里 `</think>` 不是标签',
    '例子：\n```\n<think>\n内容\n</think>\n```\n就是这样',
    '先说一句 <think>这是内容</think>',
  ])('is not removed where the answer only mentions the tags: %j', (content) =>
    expect(read(content).text).toBe(content),
  )

  it('in DeepSeek’s own field is ignored', () =>
    expect(read('答案', {}, { reasoning_content: '先想想' }).text).toBe('答案'))
})

describe('a response without an answer', () => {
  it.each([
    ['null', null],
    ['empty', ''],
    ['blank', ' \n '],
    ['a number', 42],
    ['thinking that is not closed', '<think>想啊想'],
    ['thinking and nothing else', '<think>想</think>  '],
  ])('is model-empty where the content is %s', (_, content) =>
    expect(() => read(content)).toThrow(failed('model-empty')),
  )

  it.each([
    ['a filter', '一半', { finish_reason: 'content_filter' }, {}],
    ['a refusal', null, {}, { refusal: 'I can’t' }],
  ])('is model-declined for %s', (_, content, choice, message) =>
    expect(() => read(content, choice, message)).toThrow(failed('model-declined')),
  )

  it.each([null, undefined, 'ok', {}, { choices: [] }, { choices: { 0: 'x' } }])(
    'is model-failed where the body is %j',
    (body) => expect(() => toCompletion(body, 'm')).toThrow(failed('model-failed')),
  )
})
