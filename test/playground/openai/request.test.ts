import { expect, it } from 'vitest'
import { post, REQUEST, useOpenAI } from './support'

const openai = useOpenAI({ contextTokens: 2_000 })

const user = (content: unknown) => ({ model: 'gpt-6-luna', messages: [{ role: 'user', content }] })
const picture = (url: unknown) => user([{ type: 'image_url', image_url: { url } }])

const REFUSED: [what: string, body: unknown, code: string | null, param: string | null][] = [
  ['text that is not JSON', '{"model":', null, null],
  ['no body', '', null, null],
  ['an array', [], null, null],
  ['no model', { messages: REQUEST.messages }, null, null],
  ['a model that is not a string', { ...REQUEST, model: 5 }, 'invalid_type', 'model'],
  ['no messages', { model: 'gpt-6-luna' }, 'missing_required_parameter', 'messages'],
  ['messages that are not an array', { ...REQUEST, messages: '你好' }, 'invalid_type', 'messages'],
  ['an empty list of messages', { ...REQUEST, messages: [] }, 'empty_array', 'messages'],
  ['a message that is not an object', { ...REQUEST, messages: ['你好'] }, 'invalid_type', 'messages[0]'],
  [
    'a message without a role',
    { ...REQUEST, messages: [{ content: '' }] },
    'missing_required_parameter',
    'messages[0].role',
  ],
  [
    'an unknown role',
    { ...REQUEST, messages: [{ role: 'robot', content: '' }] },
    'invalid_value',
    'messages[0].role',
  ],
  ['no content', { ...REQUEST, messages: [{ role: 'user' }] }, null, 'messages[0].content'],
  [
    'an answer of null in the history',
    { ...REQUEST, messages: [...REQUEST.messages, { role: 'assistant', content: null }] },
    null,
    'messages[1].content',
  ],
  ['content that is a number', user(42), 'invalid_type', 'messages[0].content'],
  ['content without parts', user([]), 'empty_array', 'messages[0].content'],
  [
    'an unknown part',
    user([{ type: 'video_url', video_url: {} }]),
    'invalid_value',
    'messages[0].content[0].type',
  ],
  [
    'a text part without text',
    user([{ type: 'text' }]),
    'missing_required_parameter',
    'messages[0].content[0].text',
  ],
  [
    'a text part with a number',
    user([{ type: 'text', text: 1 }]),
    'invalid_type',
    'messages[0].content[0].text',
  ],
  [
    'a picture without an address',
    picture(undefined),
    'invalid_type',
    'messages[0].content[0].image_url.url',
  ],
  [
    'a picture that is text',
    picture(`data:image/png;base64,${btoa('not a picture')}`),
    'image_parse_error',
    null,
  ],
  [
    'a picture of another format',
    picture(`data:image/png;base64,${btoa(`BM${'\0'.repeat(60)}`)}`),
    'image_parse_error',
    null,
  ],
  ['a picture with a file URL', picture('file:///etc/passwd'), 'image_parse_error', null],
  [
    'a picture in the system prompt',
    { ...REQUEST, messages: [{ ...picture('https://example.com/a.png').messages[0], role: 'system' }] },
    'invalid_value',
    'messages[0].content[0]',
  ],
  [
    'max_tokens for a model that takes max_completion_tokens',
    { ...REQUEST, max_tokens: 10 },
    'unsupported_parameter',
    'max_tokens',
  ],
  [
    'a limit of 0',
    { ...REQUEST, max_completion_tokens: 0 },
    'integer_below_min_value',
    'max_completion_tokens',
  ],
  [
    'a limit that is not a number',
    { ...REQUEST, max_completion_tokens: '9' },
    'invalid_type',
    'max_completion_tokens',
  ],
  ['a prompt longer than the context', user('长'.repeat(5_000)), 'context_length_exceeded', 'messages'],
]

it.each(REFUSED)('%s is refused with a 400 that names the field', async (_what, body, code, param) => {
  const answered = await post(openai.model, body)
  expect(answered.status).toBe(400)
  expect(answered.body).toEqual({
    error: { message: expect.stringMatching(/\S/), type: 'invalid_request_error', param, code },
  })
})

it('accepts a developer prompt, parts, and an assistant message with tool calls', async () => {
  const messages = [
    { role: 'developer', content: '说中文' },
    { role: 'user', content: [{ type: 'text', text: '几点了？' }] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } }],
    },
    { role: 'tool', content: '12:00', tool_call_id: 'a' },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
  ]
  expect((await post(openai.model, { ...REQUEST, messages })).status).toBe(200)
})

it('refuses a body of 65 MB and serves the next one', async () => {
  const refused = await post(openai.model, `"${'x'.repeat(65 * 1024 * 1024)}"`)
  expect(refused.status).toBe(413)
  expect((await post(openai.model, REQUEST)).status).toBe(200)
})
