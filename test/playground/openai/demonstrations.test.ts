import { describe, expect, it } from 'vitest'
import { NOTICE } from '../../../playground/openai/demo/demo'
import { demonstrations, findDemonstration } from '../../../playground/openai/demo/demonstrations'
import { ask, post, useOpenAI } from './support'

const openai = useOpenAI()

describe('demonstrations', () => {
  const CHECKS: Record<string, (zh: string, en: string) => void> = {
    help: (zh, en) => {
      for (const { triggers } of demonstrations.filter(({ id }) => id !== 'help')) {
        expect(zh).toContain(triggers.zh[0])
        expect(en).toContain(triggers.en[0])
      }
    },
    memory: (zh, en) => {
      expect(zh).toContain('第一条消息')
      expect(en).toContain('first message')
    },
    code: (zh, en) => expect([zh, en]).toEqual([FENCED, FENCED]),
    table: (zh, en) => expect([zh, en]).toEqual([TABLE, TABLE]),
    markdown: (zh, en) => expect([zh, en]).toEqual([HEADING, HEADING]),
    long: (zh, en) => {
      for (const answer of [zh, en]) {
        expect(Buffer.byteLength(answer)).toBeGreaterThan(39_000)
        expect(Buffer.byteLength(answer)).toBeLessThan(41_000)
        const code = /```js\n([\s\S]*?)```/.exec(answer)?.[1] ?? ''
        expect(Buffer.byteLength(code)).toBeGreaterThan(8_000)
      }
    },
    thinking: (zh, en) => expect([zh, en]).toEqual([THOUGHT, THOUGHT]),
    html: (zh, en) => {
      for (const answer of [zh, en]) {
        expect(answer).toContain('<img src=x onerror=')
        expect(answer).toContain('<script>')
        expect(answer).toContain('](javascript:')
      }
    },
    half: (zh, en) => {
      expect(zh.endsWith(NOTICE.zh)).toBe(false)
      expect(en.endsWith(NOTICE.en)).toBe(false)
    },
    news: (zh, en) => {
      expect(zh).toContain('不能联网')
      expect(en).toContain('cannot look at the web')
    },
    rest: (zh, en) => {
      expect(zh).toContain('讲到这里')
      expect(en).toContain('ends here')
    },
  }

  it('are all tested here', () => {
    expect(Object.keys(CHECKS).sort()).toEqual(demonstrations.map(({ id }) => id).sort())
  })

  it.each(demonstrations)(
    '$id is the answer to each of its triggers, in the language of the trigger',
    async (row) => {
      const [zh = '', en = ''] = await Promise.all([
        ask(openai.model, row.triggers.zh[0]),
        ask(openai.model, row.triggers.en[0]),
      ])
      CHECKS[row.id]?.(zh, en)
      expect(zh).toContain(NOTICE.zh)
      expect(en).toContain(NOTICE.en)
      for (const trigger of row.triggers.zh) expect(await ask(openai.model, `请${trigger}！`)).toBe(zh)
      for (const trigger of row.triggers.en)
        expect(await ask(openai.model, `${trigger.toUpperCase()}?`)).toBe(en)
      expect(row.shows.zh).toMatch(/\p{Script=Han}/u)
      expect(row.shows.en).not.toMatch(/\p{Script=Han}/u)
    },
  )

  it('`thinking` has reasoning in a field and in tags', async () => {
    const { body } = await post(openai.model, {
      model: 'gpt-6-luna',
      messages: [{ role: 'user', content: '思考' }],
    })
    expect(body.choices[0]?.message).toMatchObject({
      reasoning_content: expect.stringContaining('不该被看到'),
      content: expect.stringMatching(/^<think>[\s\S]+<\/think>/),
    })
    expect(body.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0)
  })

  it('`half` ends with `length`', async () => {
    const { body } = await post(openai.model, {
      model: 'gpt-6-luna',
      messages: [{ role: 'user', content: '说一半' }],
    })
    expect(body.choices[0]?.finish_reason).toBe('length')
  })

  it.each([
    'How long is the Great Wall?',
    'I think you should rest.',
    'Where is the table of contents in this book?',
    '请帮我把下面这段话翻译成英文，再做成一张三列的表格，第一列是原文，第二列是译文，第三列是说明',
  ])('a question that contains a trigger by chance asks for none: %s', (question) => {
    expect(findDemonstration(question)).toBeUndefined()
  })
})

const FENCED = expect.stringMatching(/```python\n[\s\S]+\n```/)
const TABLE = expect.stringMatching(/\n\| .+ \|\n\| --- \|.*\|\n\| /)
const HEADING = expect.stringMatching(/^# .+[\s\S]+\*\*.+\*\*[\s\S]+> .+/)
const THOUGHT = expect.stringMatching(/^<think>\n[\s\S]+\n<\/think>\n\n\S/)
