import { describe, expect, it } from 'vitest'
import type { Turn } from '../../../functions/bot/conversation'
import { toPrompt } from '../../../functions/bot/prompt'
import type { Question } from '../../../functions/bot/question'
import { en } from '../../../functions/texts/en'
import { zh } from '../../../functions/texts/zh'

/** 2026-11-27 00:30 in China, and still the 26th in UTC. */
const ASKED_AT = Date.UTC(2026, 10, 26, 16, 30)

const question = (more: Partial<Question> = {}): Question => ({
  pieces: [],
  askedAt: ASKED_AT,
  conversation: 'direct',
  ...more,
})
const prompt = (more: Partial<Question> = {}, turns: Turn[] = [], hasWebAccess = false, texts = zh) =>
  toPrompt('你是助手。', turns, question(more), [{ text: '你好' }], hasWebAccess, texts)
const systemOf = (...args: Parameters<typeof prompt>) => String(prompt(...args)[0]?.content)

describe('the model is told', () => {
  it('the role first', () => expect(systemOf()).toMatch(/^你是助手。\n\n/))

  it("the day in China, which begins eight hours before UTC's", () => {
    expect(systemOf()).toContain('今天是 2026 年 11 月 27 日，星期五')
    expect(systemOf({}, [], false, en)).toContain('Today is Friday, 2026-11-27')
  })

  it('the time zone, but no time: a prompt stays the same for a day', () => {
    expect(systemOf()).toContain('UTC+8')
    expect(systemOf()).toBe(systemOf({ askedAt: ASKED_AT + 3_600_000 }))
  })

  it('whether it is in a group', () => {
    expect(systemOf({ conversation: 'group' })).toContain('群聊')
    expect(systemOf()).not.toContain('群聊')
  })

  it('what it is called, where that is known', () => {
    expect(systemOf({ botName: '小助手' })).toContain('小助手')
    expect(systemOf()).not.toContain('名字')
  })

  it('whether it can search the web', () => {
    expect(systemOf()).toContain('你不能上网')
    expect(systemOf()).not.toContain('联网搜索')
    expect(systemOf({}, [], true)).not.toContain('上网')
    expect(systemOf({}, [], true)).toContain('你可以联网搜索')
  })
})

describe('in a memory that a group shares', () => {
  const turns: Turn[] = [
    { role: 'user', content: '我喜欢蓝色', askedAt: 1, askedBy: '小测' },
    { role: 'assistant', content: '好', askedAt: 1 },
  ]

  it('each question begins with the name of the person', () => {
    const messages = prompt({ conversation: 'group', askedBy: '小李' }, turns)
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['小测：我喜欢蓝色', '好', '小李：你好'])
    expect(String(messages[0]?.content)).toContain('提问人的名字')
  })

  it('a picture without words comes after the name', () => {
    const messages = toPrompt('', [], question({ askedBy: '小李' }), [{ pictureUrl: 'data:' }], false, zh)
    expect(messages.at(-1)?.content).toEqual([{ text: '小李：' }, { pictureUrl: 'data:' }])
  })
})

it('in a memory of one person there are no names', () => {
  const turns: Turn[] = [{ role: 'user', content: '我喜欢蓝色', askedAt: 1, askedBy: '小测' }]
  expect(prompt({}, turns)[1]?.content).toBe('我喜欢蓝色')
})
