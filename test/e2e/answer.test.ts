import { afterEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../support/bot'

let bot: Bot

afterEach(() => bot?.close())

it('answers a direct message through batchSend', async () => {
  bot = await startBot()
  bot.openai.answer('你好，我在。')
  const line = await bot.ask({ kind: 'text', text: '你好 👋' })
  expect(line).toMatchObject({ result: 'answered', road: 'api' })
  expect(bot.dingtalk.store.deliveries).toMatchObject([{ via: 'api', text: '你好，我在。' }])
})
