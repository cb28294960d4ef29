import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { longAnswer } from '../../playground/openai/demo/samples'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()
const answer = async (content: string, where: { in?: string } = {}) => {
  bot.openai.answer(content)
  await bot.ask({ kind: 'text', text: '讲讲', ...where })
  return bot.dingtalk.store.deliveries
}
const fences = (text: string) => text.match(/^ {0,3}(```|~~~)/gm)?.length ?? 0

describe('an answer', () => {
  it('without markdown is sent as text', async () => {
    await start()
    expect(await answer('泰山高 1545 米，1 < 2 & 3 > 2。')).toMatchObject([
      { kind: 'sampleText', text: '泰山高 1545 米，1 < 2 & 3 > 2。' },
    ])
  })

  it('with markdown is sent as markdown with its first words as the title', async () => {
    await start()
    const [delivery] = await answer('## 三座山\n\n- **泰山**\n- 华山')
    expect(delivery).toMatchObject({ kind: 'sampleMarkdown', title: expect.stringMatching(/^三座山/) })
    expect(delivery?.text).toContain('- **泰山**')
  })

  it('has no HTML outside of code, and its code is unchanged', async () => {
    await start()
    const [delivery] = await answer('**看**\n\n<img src=x onerror=alert(1)>\n\n```html\n<b>代码</b>\n```')
    const [before = '', code = ''] = delivery?.text.split('```html') ?? []
    expect(before).not.toContain('<')
    expect(code).toContain('<b>代码</b>')
  })

  it.each(['—', '###', '```\n```', '\u200b'])('without visible text is sent: %j', async (content) => {
    await start()
    expect(await answer(content)).toHaveLength(1)
  })

  it('does not contain the reasoning of the model', async () => {
    await start()
    bot.openai.answer({ content: '<think>\n先想想🤔\n</think>\n\n答案是 42。', reasoning_content: '再想想' })
    await bot.ask({ kind: 'text', text: '答案？' })
    expect(bot.texts()).toEqual(['答案是 42。'])
    expect(JSON.stringify([await bot.documents('chats'), bot.output])).not.toMatch(/想想/)
  })

  it('that stopped at its limit says so, and the next question continues it', async () => {
    await start()
    bot.openai.answer({ content: '从前有座山，', finish_reason: 'length' })
    await bot.ask({ kind: 'text', text: '讲个故事' })
    expect(bot.dingtalk.store.deliveries[0]?.text).toBe(`从前有座山，\n\n${TEXTS.zh.cutOff}`)
    await bot.ask({ kind: 'text', text: '继续' })
    expect(bot.openai.store.calls[1]?.body.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ])
  })

  it('that is longer than ten messages says so in the last one', async () => {
    await start()
    const deliveries = await answer(`|a|b|c|\n|-|-|-|\n${'|1|2|3|\n'.repeat(3_000)}`)
    expect(deliveries.map(({ text }) => text.split('\n').at(-1))).toEqual(
      Array.from({ length: 10 }, (_, index) => `(${index + 1}/10)`),
    )
    expect(deliveries[1]?.title).toMatch(/ \(2\/10\)$/)
    expect(deliveries.at(-1)?.text.endsWith(`\n\n${TEXTS.zh.cutOff}\n\n(10/10)`)).toBe(true)
  })

  it('that does not fit into ten messages is remembered as far as it was shown', async () => {
    await start()
    const rows = Array.from({ length: 3_000 }, (_, n) => `|${n}|甲|乙|\n`)
    const last = (await answer(`|a|b|c|\n|-|-|-|\n${rows.join('')}`)).at(-1)?.text ?? ''
    await bot.ask({ kind: 'text', text: '继续' })
    const remembered = String(bot.openai.store.calls[1]?.body.messages.at(-2)?.content)
    expect(last.startsWith(remembered.slice(-200))).toBe(false)
    expect(last).toContain(remembered.slice(-200))
  })

  it('of 60,000 characters is cut where the memory ends, so that the model can go on', async () => {
    await start()
    const sentences = Array.from({ length: 6_000 }, (_, n) => `第${n}句很长的话。`)
    const deliveries = await answer(sentences.join(''))
    expect(deliveries.length).toBeLessThanOrEqual(10)
    const [end = ''] = /.{20}\n\n（.*）(?=\n\n\(\d+\/\d+\)$)/.exec(deliveries.at(-1)?.text ?? '') ?? []
    expect(end).toContain(TEXTS.zh.cutOff)
    await bot.ask({ kind: 'text', text: '继续' })
    const remembered = String(bot.openai.store.calls[1]?.body.messages.at(-2)?.content)
    expect(remembered.endsWith(end)).toBe(true)
  })

  it('has links instead of pictures, and links into DingTalk only from the question', async () => {
    await start()
    bot.openai.answer(
      '![图](https://a.cn/b.png) [开](dingtalk://x/y) [另开](dingtalk://x/z) [领\n取](dtmd://x/y)',
    )
    await bot.ask({ kind: 'text', text: '把 dingtalk://x/y 写成链接' })
    expect(bot.texts()).toEqual(['[图](https://a.cn/b.png) [开](dingtalk://x/y) 另开 领 取'])
  })

  it('that stopped inside a code block says so after the code block', async () => {
    await start()
    bot.openai.answer({ content: '看：\n\n```js\nlet x =', finish_reason: 'length' })
    await bot.ask({ kind: 'text', text: '写代码' })
    const text = bot.dingtalk.store.deliveries[0]?.text ?? ''
    expect(text.indexOf(TEXTS.zh.cutOff)).toBeGreaterThan(text.lastIndexOf('```'))
    expect(fences(text)).toBe(2)
  })
})

describe('an answer of 40,000 bytes with a long block of code', () => {
  it.each([
    ['by the API, in a direct chat', 'api', undefined],
    ['by the API, in a group', 'api', TEST_GROUP_ID],
    ['by the webhook, in a group', 'webhook', TEST_GROUP_ID],
  ])('is sent completely and in order, in parts with closed code blocks: %s', async (_, channel, where) => {
    await start({ env: { REPLY_VIA: channel } })
    const long = longAnswer('zh')
    const deliveries = await answer(long, where ? { in: where } : {})
    expect(Buffer.byteLength(long)).toBeGreaterThan(38_000)
    expect(deliveries.length).toBeGreaterThan(3)
    for (const { text, via } of deliveries) {
      expect(via).toBe(channel)
      expect(text.length).toBeLessThanOrEqual(3_900)
      expect(fences(text) % 2).toBe(0)
    }
    // Every line is sent once and in order; the other lines are fences of the parts.
    const lines = deliveries.flatMap(({ text }) => text.split('\n').map((line) => line.trim()))
    let at = -1
    for (const line of long.split('\n').map((line) => line.trim())) {
      if (line === '' || line.startsWith('```')) continue
      const found = lines.indexOf(line, at + 1)
      expect(found, line).toBeGreaterThan(at)
      at = found
    }
    expect(lines.filter((line) => line.startsWith('step(')).length).toBe(300)
    expect(bot.lines.at(-1)).toMatchObject({ parts: deliveries.length })
  })
})

describe('by the webhook', () => {
  it('an answer in a group mentions the asker once, in the text and by the id', async () => {
    await start({ env: { REPLY_VIA: 'webhook' } })
    const deliveries = await answer('好的', { in: TEST_GROUP_ID })
    expect(deliveries).toMatchObject([
      { via: 'webhook', kind: 'text', text: '@016512345626118709 好的', atUserIds: ['016512345626118709'] },
    ])
    expect(bot.dingtalk.store.counts.calls.token).toBe(0)
  })

  it('an answer of several parts mentions the asker in the first part', async () => {
    await start({ env: { REPLY_VIA: 'webhook' } })
    const deliveries = await answer('很长的一段话。'.repeat(1_000), { in: TEST_GROUP_ID })
    expect(deliveries.length).toBeGreaterThan(1)
    expect(deliveries.map(({ atUserIds }) => atUserIds.length)).toEqual([
      1,
      ...Array(deliveries.length - 1).fill(0),
    ])
  })

  it('an answer in a direct chat mentions no person', async () => {
    await start({ env: { REPLY_VIA: 'webhook' } })
    expect(await answer('好的')).toMatchObject([{ via: 'webhook', text: '好的', atUserIds: [] }])
  })

  it('an answer to a person outside the organisation mentions no person', async () => {
    await start({ env: { REPLY_VIA: 'webhook' } })
    bot.openai.answer('好的')
    await bot.ask({ kind: 'text', text: '你好', from: 'guest', in: TEST_GROUP_ID })
    expect(bot.dingtalk.store.deliveries).toMatchObject([{ via: 'webhook', text: '好的', atUserIds: [] }])
  })
})
