import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../playground/clock'
import { openDatabase } from '../../playground/laf/database'
import { type Bot, startBot } from '../support/bot'
import { createFlakyDatabase } from '../support/flaky-database'
import { answerOnDemand } from '../support/model'
import { advance, advanceUntil, allDone } from '../support/time'

let bot: Bot

afterEach(() => bot?.close())

const shown = () => bot.dingtalk.store.deliveries.map(({ text }) => text)
const asked = () => bot.openai.store.calls.map(({ body }) => body.messages.at(-1)?.content)
const promptOf = (question: string) =>
  bot.openai.store.calls.find(({ body }) => body.messages.at(-1)?.content === question)?.body.messages

describe.each([1, 2, 3])('messages of one session, on %i replicas', (replicas) => {
  const replicaFor = (n: number) => n % replicas

  it('are answered in the order they came, the second knowing the answer to the first', async () => {
    bot = await startBot({ replicas })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '谁写了《红楼梦》？' }, { replica: replicaFor(0) })
    await bot.send({ kind: 'text', text: '他是哪里人？' }, { replica: replicaFor(1) })
    await advance(bot, 5_000)
    expect(asked()).toEqual(['谁写了《红楼梦》？'])
    model.answer('他是哪里人？', '江宁人 🏯')
    model.answer('谁写了《红楼梦》？', '曹雪芹')
    await advanceUntil(bot, 'both answers', () => shown().length === 2)
    expect(shown()).toEqual(['曹雪芹', '江宁人 🏯'])
    expect(promptOf('他是哪里人？')).toMatchObject([
      { role: 'system' },
      { role: 'user', content: '谁写了《红楼梦》？' },
      { role: 'assistant', content: '曹雪芹' },
      { role: 'user', content: '他是哪里人？' },
    ])
  })

  it('keep their order however many there are, each prompt holding all earlier answers', async () => {
    bot = await startBot({ replicas })
    const questions = Array.from({ length: 8 }, (_, n) => `第 ${n + 1} 问`)
    bot.openai.answer(({ messages }) => `答：${String(messages.at(-1)?.content)}`)
    for (const [n, text] of questions.entries()) {
      await bot.send({ kind: 'text', text }, { replica: replicaFor(n) })
    }
    await advanceUntil(bot, 'all answers', () => shown().length === questions.length)
    expect(shown()).toEqual(questions.map((question) => `答：${question}`))
    const held = questions.map((question) => promptOf(question)?.length)
    expect(held).toEqual(questions.map((_, n) => 2 + 2 * n))
  })
})

it('a message that comes when the turn is just free does not overtake one that waits elsewhere', async () => {
  bot = await startBot({ replicas: 2 })
  const model = answerOnDemand(bot)
  for (const text of ['一', '二', '三']) model.answer(`${text}！`, `答${text}`)
  await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
  await bot.send({ kind: 'text', text: '二！' }, { replica: 1 })
  await bot.until('the first to be asked', () => asked().length === 1)
  // The turn is free from the moment the first is done; who waits on another replica notices only a little later.
  const third = advanceUntil(bot, 'the first to be done', async () => (await stateOf('一')) === 'done').then(
    () => bot.send({ kind: 'text', text: '三！' }, { replica: 0 }),
  )
  model.answer('一', '答一')
  await third
  await advanceUntil(bot, 'all answers', () => shown().length === 3)
  expect(shown()).toEqual(['答一', '答二', '答三'])

  async function stateOf(question: string) {
    const id = bot.dingtalk.store.callbacks.find(({ body }) => JSON.stringify(body).includes(`"${question}"`))
    const documents = await bot.documents('inbox')
    return documents.find(({ _id }) => String(_id).endsWith(String(id?.msgId)))?.state
  }
})

it('messages that came before there was an index are answered in order too', async () => {
  const database = createFlakyDatabase(await openDatabase({}), systemClock)
  database.refuse(/createIndex/)
  bot = await startBot({ replicas: 2, database })
  const model = answerOnDemand(bot)
  await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
  await bot.send({ kind: 'text', text: '二' }, { replica: 1 })
  await advance(bot, 2_000)
  expect(asked()).toEqual(['一'])
  model.answer('一', '答一')
  model.answer('二', '答二')
  await advanceUntil(bot, 'the end', () => allDone(bot))
  expect(shown()).toEqual(['答一', '答二'])
})

describe('different sessions', () => {
  it('never wait for each other: a slow one holds up nobody else', async () => {
    bot = await startBot()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '很慢的问题' })
    await bot.send({ kind: 'text', text: '排在后面' })
    for (const from of ['xiaoli', 'zhangwei']) {
      model.answer(`${from}：你好`, `你好，${from}`)
      await bot.ask({ kind: 'text', text: `${from}：你好`, from })
    }
    // The same person in a group is another session.
    model.answer('群里问', '群里答')
    await bot.ask({ kind: 'text', text: '群里问', in: '机器人测试群' })
    expect(shown()).toEqual(['你好，xiaoli', '你好，zhangwei', '群里答'])
    model.answer('很慢的问题', '终于')
    model.answer('排在后面', '轮到我了')
    await advanceUntil(bot, 'the rest', () => shown().length === 5)
  })

  it('in a group with one memory for all, people take turns', async () => {
    bot = await startBot({ replicas: 2, env: { GROUP_MEMORY: 'group' } })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '甲问', in: '机器人测试群' }, { replica: 0 })
    await bot.send({ kind: 'text', text: '乙问', in: '机器人测试群', from: 'xiaoli' }, { replica: 1 })
    await advance(bot, 2_000)
    expect(asked()).toEqual(['甲问'])
    model.answer('乙问', '答乙')
    model.answer('甲问', '答甲')
    await advanceUntil(bot, 'both answers', () => shown().length === 2)
    expect(shown()).toEqual(['答甲', '答乙'])
  })
})
