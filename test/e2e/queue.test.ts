import { afterEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../support/bot'
import { openCountingDatabase } from '../support/counting-database'

let bot: Bot

afterEach(() => bot?.close())

it('answers thirty messages of one person in order, and asks the database no more for each than for one', async () => {
  const database = await openCountingDatabase()
  bot = await startBot({ database })
  bot.openai.answer(({ messages }) => `答：${messages.at(-1)?.content}`)
  await bot.ask({ kind: 'text', text: '热身' })
  const before = database.operations.length
  const texts = Array.from({ length: 30 }, (_, n) => `第 ${n} 个问题 🐢`)
  for (const text of texts) await bot.send({ kind: 'text', text })
  await bot.until('all answers', () => bot.dingtalk.store.deliveries.length === texts.length + 1)
  expect(bot.dingtalk.store.deliveries.slice(1).map(({ text }) => text)).toEqual(
    texts.map((text) => `答：${text}`),
  )
  await bot.until('the end', () => bot.lines.length === texts.length + 1)
  // Six, a second insertion for who finds the turn taken, and one move to take it.
  expect(database.operations.length - before).toBeLessThan(texts.length * 12)
})
