import { expect, it } from 'vitest'
import { openCountingDatabase } from '../support/counting-database'
import { repeatQuestions } from '../support/model'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

it('thirty messages of one person are answered in order, with a constant number of operations for each', async () => {
  const database = await openCountingDatabase()
  await start({ database })
  repeatQuestions(bot)
  await bot.ask({ kind: 'text', text: '热身' })
  const before = database.operations.length
  const texts = Array.from({ length: 30 }, (_, n) => `第 ${n} 个问题 🐢`)
  for (const text of texts) await bot.send({ kind: 'text', text })
  await bot.until('all answers', () => bot.dingtalk.store.deliveries.length === texts.length + 1)
  expect(bot.texts().slice(1)).toEqual(texts.map((text) => `答：${text}`))
  await bot.until('the end', () => bot.lines.length === texts.length + 1)
  // Six operations, a second insertion where the session lock is taken, and an update that acquires it.
  expect(database.operations.length - before).toBeLessThan(texts.length * 12)
})
