import { describe, expect, it } from 'vitest'
import { closeCode, withSources } from '../../../functions/bot/under-answer'
import { toOutgoingMessage } from '../../../functions/worker/outgoing-message'

const source = (n: number, title = `标题 ${n}`) => ({ title, url: `https://news.example/${n}` })
const withLine = (...sources: Parameters<typeof withSources>[1]) => withSources('好', sources, '来源：')

describe('the line of sources', () => {
  it('is absent where nothing was found', () => expect(withLine()).toBe('好'))

  it('has the first three, each address once', () => {
    expect(withLine(source(1), source(1, '又一次'), source(2), source(3), source(4))).toBe(
      '好\n\n来源：[标题 1](https://news.example/1) · [标题 2](https://news.example/2) · [标题 3](https://news.example/3)',
    )
  })

  it('leaves out addresses of more than 500 characters', () => {
    expect(withLine({ title: '长', url: `https://news.example/${'a'.repeat(500)}` }, source(2))).toBe(
      '好\n\n来源：[标题 2](https://news.example/2)',
    )
  })

  it('does not stand in a code block that the answer left open', () => {
    expect(withSources('```js\nrun()', [source(1)], '来源：')).toContain('run()\n```\n\n来源：[')
  })

  it.each([
    ['x](https://evil.example) [y', 'https://news.example/1'],
    ['x', 'https://news.example/a)b](https://evil.example)'],
    ['![x](https://evil.example/p.png)', 'https://news.example/`*_'],
    ['x\\', 'https://news.example/1'],
    ['<a href="https://evil.example">', 'https://news.example/1'],
  ])('makes one link, to the address: %s', (title, url) => {
    const [shown = ''] = toOutgoingMessage(withLine({ title, url }), { title: '回答', cutOff: '' }).parts
    const targets = [...shown.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target)
    expect(targets).toHaveLength(1)
    expect(targets[0]).toMatch(/^https:\/\/news\.example\//)
  })
})

it.each([
  ['好', '好'],
  ['```\na', '```\na\n```'],
  ['```\na\n```', '```\na\n```'],
  ['~~~\na', '~~~\na\n~~~'],
  ['```\n~~~\n```', '```\n~~~\n```'],
  ['````md\n```\n````', '````md\n```\n````'],
  ['````md\n```js\na', '````md\n```js\na\n````'],
  ['```js\na\n```js', '```js\na\n```js\n```'],
  ['- a\n  ```js\n  b', '- a\n  ```js\n  b\n  ```'],
  ['1. a\n\n    ```\n    b\n    ```', '1. a\n\n    ```\n    b\n    ```'],
  ['```a`b', '```a`b'],
])('a code block that is open is closed: %j', (text, closed) => expect(closeCode(text)).toBe(closed))
