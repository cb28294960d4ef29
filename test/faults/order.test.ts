import { describe, expect, it } from 'vitest'
import { answerOnDemand, repeatQuestions } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start, startOnFlakyDatabase } = useBot()

const questions = () => bot.openai.store.calls.map(({ body }) => body.messages.at(-1)?.content)
const promptOf = (question: string) =>
  bot.openai.store.calls.find(({ body }) => body.messages.at(-1)?.content === question)?.body.messages

describe.each([1, 2, 3])('messages of one session, on %i replicas', (replicas) => {
  const replicaFor = (n: number) => n % replicas

  it('are answered in order, with the first answer in the second prompt', async () => {
    await start({ replicas })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '谁写了《红楼梦》？' }, { replica: replicaFor(0) })
    await bot.send({ kind: 'text', text: '他是哪里人？' }, { replica: replicaFor(1) })
    await advance(bot, 5_000)
    expect(questions()).toEqual(['谁写了《红楼梦》？'])
    model.answer('他是哪里人？', '江宁人 🏯')
    model.answer('谁写了《红楼梦》？', '曹雪芹')
    await advanceUntil(bot, 'both answers', () => bot.texts().length === 2)
    expect(bot.texts()).toEqual(['曹雪芹', '江宁人 🏯'])
    expect(promptOf('他是哪里人？')).toMatchObject([
      { role: 'system' },
      { role: 'user', content: '谁写了《红楼梦》？' },
      { role: 'assistant', content: '曹雪芹' },
      { role: 'user', content: '他是哪里人？' },
    ])
  })

  it('are answered in order when there are eight, with all earlier answers in each prompt', async () => {
    await start({ replicas })
    const texts = Array.from({ length: 8 }, (_, n) => `第 ${n + 1} 问`)
    repeatQuestions(bot)
    for (const [n, text] of texts.entries()) {
      await bot.send({ kind: 'text', text }, { replica: replicaFor(n) })
    }
    await advanceUntil(bot, 'all answers', () => bot.texts().length === texts.length)
    expect(bot.texts()).toEqual(texts.map((question) => `答：${question}`))
    const lengths = texts.map((question) => promptOf(question)?.length)
    expect(lengths).toEqual(texts.map((_, n) => 2 + 2 * n))
  })
})

it('a message that arrives when the session lock is released does not overtake one that waits on another replica', async () => {
  await start({ replicas: 2 })
  const model = answerOnDemand(bot)
  for (const text of ['一', '二', '三']) model.answer(`${text}！`, `答${text}`)
  await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
  await bot.send({ kind: 'text', text: '二！' }, { replica: 1 })
  await bot.until('the first to be asked', () => questions().length === 1)
  // The lock is free when the first message is done; a replica that waits for it notices a little later.
  const third = advanceUntil(bot, 'the first to be done', async () => (await stateOf('一')) === 'done').then(
    () => bot.send({ kind: 'text', text: '三！' }, { replica: 0 }),
  )
  model.answer('一', '答一')
  await third
  await advanceUntil(bot, 'all answers', () => bot.texts().length === 3)
  expect(bot.texts()).toEqual(['答一', '答二', '答三'])

  async function stateOf(question: string) {
    const id = bot.dingtalk.store.callbacks.find(({ body }) => JSON.stringify(body).includes(`"${question}"`))
    const documents = await bot.documents('inbox')
    return documents.find(({ _id }) => String(_id).endsWith(String(id?.msgId)))?.state
  }
})

it('messages are answered in order where the server refuses indexes', async () => {
  const database = await startOnFlakyDatabase({ replicas: 0 })
  database.refuse(/createIndex/)
  await bot.start()
  await bot.start()
  const model = answerOnDemand(bot)
  await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
  await bot.send({ kind: 'text', text: '二' }, { replica: 1 })
  await advance(bot, 2_000)
  expect(questions()).toEqual(['一'])
  model.answer('一', '答一')
  model.answer('二', '答二')
  await advanceUntil(bot, 'the end', bot.allDone)
  expect(bot.texts()).toEqual(['答一', '答二'])
})

describe('messages of different sessions', () => {
  it('do not wait for each other', async () => {
    await start()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '很慢的问题' })
    await bot.send({ kind: 'text', text: '排在后面' })
    for (const from of ['xiaoli', 'zhangwei']) {
      model.answer(`${from}：你好`, `你好，${from}`)
      await bot.ask({ kind: 'text', text: `${from}：你好`, from })
    }
    // The same person has another session in a group.
    model.answer('群里问', '群里答')
    await bot.ask({ kind: 'text', text: '群里问', in: '机器人测试群' })
    expect(bot.texts()).toEqual(['你好，xiaoli', '你好，zhangwei', '群里答'])
    model.answer('很慢的问题', '终于')
    model.answer('排在后面', '轮到我了')
    await advanceUntil(bot, 'the rest', () => bot.texts().length === 5)
  })

  it('of one group are answered in order where the group shares its memory', async () => {
    await start({ replicas: 2, env: { GROUP_MEMORY: 'group' } })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '甲问', in: '机器人测试群' }, { replica: 0 })
    await bot.send({ kind: 'text', text: '乙问', in: '机器人测试群', from: 'xiaoli' }, { replica: 1 })
    await advance(bot, 2_000)
    expect(questions()).toEqual(['小测：甲问'])
    model.answer('小李：乙问', '答乙')
    model.answer('小测：甲问', '答甲')
    await advanceUntil(bot, 'both answers', () => bot.texts().length === 2)
    expect(bot.texts()).toEqual(['答甲', '答乙'])
  })
})
