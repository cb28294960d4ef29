import { expect, it } from 'vitest'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

it('a card that is written while the model searches ends with the answer and its sources', async () => {
  await start({ search: {}, env: { REPLY_VIA: 'card' } })
  expect(await bot.ask({ kind: 'text', text: '今天有什么新闻' })).toMatchObject({
    result: 'answered',
    searches: 1,
  })
  expect(bot.search.calls).toHaveLength(1)
  const text = bot.texts().at(-1) ?? ''
  expect(text).toContain('示例新闻：高铁新线今天通车')
  expect(text).toContain('来源：')
})
