import { describe, expect, it } from 'vitest'
import { joinEventStream } from '../../../functions/openai/event-stream'
import { readToolCalls, toToolMessages } from '../../../functions/openai/tool-calls'

const answer = (tool_calls: unknown, more: object = {}) => ({
  choices: [{ message: { content: null, tool_calls, ...more } }],
})
const call = (more: object = {}) => ({
  id: 'call_1',
  type: 'function',
  function: { name: 'web_search', arguments: '{"query":"a"}' },
  ...more,
})

describe('the calls of tools in an answer', () => {
  it('are read with their arguments', () => {
    expect(readToolCalls(answer([call()]))).toMatchObject([
      { id: 'call_1', type: 'function', name: 'web_search', given: { query: 'a' } },
    ])
  })

  it.each([undefined, null, [], 'text', {}])('are none in %j', (calls) =>
    expect(readToolCalls(answer(calls))).toEqual([]),
  )

  it('are four at most', () => {
    expect(readToolCalls(answer(Array.from({ length: 9 }, () => call())))).toHaveLength(4)
  })

  it.each([
    ['{"query":', undefined],
    ['[1]', undefined],
    ['"a"', undefined],
    [`{"query":"${'a'.repeat(10_001)}"}`, undefined],
    ['', {}],
    [undefined, {}],
    [{ query: 'a' }, { query: 'a' }],
  ])('have the arguments of %j as an object, if they are one', (written, given) => {
    const [read] = readToolCalls(answer([call({ function: { name: 'web_search', arguments: written } })]))
    expect(read?.given).toEqual(given)
    // Some services parse what comes back.
    expect(JSON.parse(read?.arguments ?? '')).toEqual(given ?? {})
  })

  it.each([[''], [undefined], [null], [7], ['a b'], ['x'.repeat(65)]])(
    'have a name that comes back in a legal form: %j',
    (name) =>
      expect(readToolCalls(answer([call({ function: { name, arguments: '{}' } })]))[0]?.name).toBe('unknown'),
  )

  it('have an id, also where the service names none', () => {
    const calls = readToolCalls(answer([call({ id: '' }), call({ id: undefined }), null]))
    expect(calls.map(({ id }) => id)).toEqual(['call_1', 'call_2', 'call_3'])
  })

  it('have an id each, also where the service gives them one', () => {
    const calls = readToolCalls(answer([call(), call(), call({ id: 'call_2' }), call()]))
    expect(new Set(calls.map(({ id }) => id)).size).toBe(4)
    expect(calls[0]?.id).toBe('call_1')
  })
})

describe('the messages that answer them', () => {
  it('are the answer as it was, and one for each call', () => {
    const given = answer([call({ extra_content: { google: { thought_signature: 's' } } })], {
      reasoning_content: '想',
    })
    expect(toToolMessages(given, readToolCalls(given), ['found'])).toEqual([
      {
        role: 'assistant',
        content: '',
        reasoning_content: '想',
        tool_calls: [call({ extra_content: { google: { thought_signature: 's' } } })],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'found' },
    ])
  })
})

describe('a stream', () => {
  const join = (...deltas: object[]) =>
    joinEventStream(deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`).join(''))
  const piece = (index: number | undefined, text: string, id?: string, name?: string) => ({
    tool_calls: [
      {
        ...(index === undefined ? {} : { index }),
        ...(id === undefined ? {} : { id }),
        function: { ...(name ? { name } : {}), arguments: text },
      },
    ],
  })
  const read = (...deltas: object[]) =>
    readToolCalls(join(...deltas)).map(({ id, name, arguments: text }) => [id, name, text])

  it('gives the calls that arrive in pieces', () => {
    expect(
      read(
        piece(0, '', 'a', 'web_search'),
        piece(0, '{"que'),
        piece(1, '', 'b', 'web_search'),
        piece(1, '{"query":"2"}'),
        piece(0, 'ry":"1"}'),
      ),
    ).toEqual([
      ['a', 'web_search', '{"query":"1"}'],
      ['b', 'web_search', '{"query":"2"}'],
    ])
  })

  it('gives the calls of services that number none, or all of them 0', () => {
    const expected = [
      ['a', 'web_search', '{"query":"1"}'],
      ['b', 'web_search', '{"query":"2"}'],
    ]
    for (const index of [undefined, 0])
      expect(
        read(
          piece(index, '{"query":"1"}', 'a', 'web_search'),
          piece(index, '{"query":"2"}', 'b', 'web_search'),
        ),
      ).toEqual(expected)
  })

  it('gives the calls of services that number from one', () => {
    expect(
      read(
        piece(1, '', 'a', 'web_search'),
        piece(1, '{"query":"1"}'),
        piece(2, '', 'b', 'web_search'),
        piece(2, '{"query":"2"}'),
      ),
    ).toEqual([
      ['a', 'web_search', '{"query":"1"}'],
      ['b', 'web_search', '{"query":"2"}'],
    ])
  })

  it('gives the calls of services that repeat id and name in each piece', () => {
    expect(read(piece(0, '{"query"', 'a', 'web_search'), piece(0, ':"1"}', 'a', 'web_search'))).toEqual([
      ['a', 'web_search', '{"query":"1"}'],
    ])
  })

  it('gives the reasoning before a call, and the sources that services name', () => {
    const joined = joinEventStream(
      [
        { choices: [{ delta: { reasoning_content: '想一' } }] },
        { choices: [{ delta: { reasoning_content: '想' } }], web_search: [{ link: 'https://a.example' }] },
        { choices: [{ delta: piece(0, '{}', 'a', 'web_search') }] },
      ]
        .map((event) => `data: ${JSON.stringify(event)}\n\n`)
        .join(''),
    )
    expect(joined).toMatchObject({
      web_search: [{ link: 'https://a.example' }],
      choices: [{ message: { reasoning_content: '想一想', tool_calls: [{ id: 'a' }] } }],
    })
  })

  it('of garbage gives no call', () => {
    expect(read({ tool_calls: 'text' }, { tool_calls: [] })).toEqual([])
    expect(readToolCalls(join(piece(99, '{}', 'a', 'web_search'), { tool_calls: [null] }))[0]?.name).toBe(
      'web_search',
    )
  })
})
