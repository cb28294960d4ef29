import { describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { openCountingDatabase } from '../support/counting-database'
import { hangFirstCall, repeatQuestions } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start, startOnFlakyDatabase } = useBot()

const SECOND_MS = 1_000
const HOUR_MS = 3_600 * SECOND_MS
/** 26 November 2026, 09:30 in China. */
const MORNING = Date.UTC(2026, 10, 26, 1, 30)
const ADMIN = { ADMINS: 'manager4220' }
const OVER = /提问太频繁了|次数已用完|用量已用完/

const say = (text: string, from = 'xiaoce', replica?: number) =>
  bot.ask({ kind: 'text', text, from }, { replica })
const read = () => bot.texts().at(-1)
const modelCalls = () => bot.openai.store.counts.calls
const refusals = () => bot.texts().filter((text) => OVER.test(text))
const usageOf = async (_id: string) => (await bot.documents('usage')).find((one) => one._id === _id)

/** Asks ten questions at once, half of them on each of two replicas. */
async function askTen(from = 'xiaoce'): Promise<void> {
  const seen = bot.lines.length
  const questions = Array.from({ length: 10 }, (_, n) =>
    bot.send({ kind: 'text', text: `第 ${n} 个问题`, from }, { replica: n % 2 }),
  )
  await Promise.all(questions)
  await bot.until('ten ends', () => bot.lines.length >= seen + 10)
}

describe.each([
  ['a minute', { LIMIT_USER_PER_MINUTE: '3' }, '提问太频繁了，请在 09:31 之后再问。'],
  ['a day', { LIMIT_USER_PER_DAY: '3' }, '你今天的提问次数已用完，11 月 27 日 0 点（北京时间）恢复。'],
  [
    'a month',
    { LIMIT_PER_MONTH: '3' },
    '本月的用量已用完，12 月 1 日 0 点（北京时间）恢复；急用请联系管理员。',
  ],
])('of ten questions at once on two replicas, with a limit of three %s', (_, env, sentence) => {
  it('three are answered by the model and seven get one sentence in the acknowledgement', async () => {
    await start({ env, replicas: 2, startAt: MORNING })
    repeatQuestions(bot)
    await askTen()
    expect(modelCalls()).toBe(3)
    expect(bot.texts()).toHaveLength(10)
    expect(refusals()).toEqual(Array(7).fill(sentence))
    expect(bot.dingtalk.store.deliveries.filter(({ via }) => via === 'body')).toHaveLength(7)
    expect(bot.dingtalk.store.counts.calls.batchSend).toBe(3)
  })

  it('the same is true with a restart in between', async () => {
    await start({ env, startAt: MORNING })
    repeatQuestions(bot)
    for (let n = 0; n < 2; n += 1) await say(`问题 ${n}`)
    await bot.restart()
    for (let n = 2; n < 10; n += 1) await say(`问题 ${n}`)
    expect(modelCalls()).toBe(3)
    expect(refusals()).toHaveLength(7)
  })

  it('the same is true when a process is killed in between, during a model call', async () => {
    await start({ env, startAt: MORNING })
    hangFirstCall(bot)
    await bot.send({ kind: 'text', text: '第一个问题' })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    bot.kill()
    await bot.start()
    for (const text of ['二', '三', '四', '五']) await bot.send({ kind: 'text', text })
    await advanceUntil(bot, 'all answers', () => bot.texts().length === 5)
    expect(refusals()).toHaveLength(2)
  })
})

describe('a limit', () => {
  it.each([
    ['a day ends at midnight in China', { LIMIT_USER_PER_DAY: '3' }, Date.UTC(2026, 10, 26, 15, 59)],
    ['a month ends at midnight in China', { LIMIT_PER_MONTH: '3' }, Date.UTC(2026, 10, 30, 15, 59)],
    ['a year ends at midnight in China', { LIMIT_PER_MONTH: '3' }, Date.UTC(2026, 11, 31, 15, 59)],
  ])('of %s', async (_, env, startAt) => {
    await start({ env, replicas: 2, startAt })
    repeatQuestions(bot)
    await askTen()
    expect(refusals()).toHaveLength(7)
    bot.stopMaintenance()
    bot.clock.advance(60 * SECOND_MS)
    await askTen()
    expect(modelCalls()).toBe(6)
    expect(refusals()).toHaveLength(14)
  })

  it('a day does not begin anew with a day of UTC', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1' }, startAt: Date.UTC(2026, 10, 26, 23, 59) })
    repeatQuestions(bot)
    await say('一')
    bot.stopMaintenance()
    bot.clock.advance(2 * 60 * SECOND_MS)
    await say('二')
    expect(read()).toMatch(OVER)
  })

  it('that is reached just before midnight is back at that midnight, also when the sentence comes after it', async () => {
    const database = await openCountingDatabase()
    const midnight = Date.UTC(2026, 10, 26, 16)
    await start({ database, env: { LIMIT_USER_PER_DAY: '1' }, startAt: midnight - 60_000 })
    await say('一')
    bot.stopMaintenance()
    bot.clock.advance(midnight - 150 - bot.clock.now())
    const release = database.holdAfter(0)
    const sent = bot.send({ kind: 'text', text: '二' })
    await bot.until('the limit to be looked at', () => database.operations.at(-1)?.method === 'bulkWrite')
    bot.clock.advance(200)
    release()
    await sent
    expect(read()).toContain('11 月 27 日 0 点')
  })

  it('of one person is not that of another, and not that of a group', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1' }, startAt: MORNING })
    repeatQuestions(bot)
    await say('一')
    await say('二', 'xiaoli')
    await say('三', 'guest')
    expect(refusals()).toEqual([])
    await bot.ask({ kind: 'text', text: '四', in: TEST_GROUP_ID, from: 'xiaoce' })
    await say('五', 'guest')
    expect(refusals()).toHaveLength(2)
  })

  it('is none for admins, whose answers count for the month', async () => {
    await start({ env: { ...ADMIN, LIMIT_USER_PER_DAY: '1', LIMIT_PER_MONTH: '3' }, startAt: MORNING })
    repeatQuestions(bot)
    for (let n = 0; n < 4; n += 1) await say(`管理员的问题 ${n}`, 'zhangwei')
    expect(modelCalls()).toBe(4)
    await say('/stats', 'zhangwei')
    await say('我呢？')
    expect(read()).toMatch(/用量已用完/)
  })

  it('of tokens holds from the answer that reaches it on', async () => {
    await start({ env: { LIMIT_TOKENS_PER_MONTH: '100' }, replicas: 2, startAt: MORNING })
    bot.openai.answer({ content: '好', usage: { prompt_tokens: 50, completion_tokens: 10 } })
    for (let n = 0; n < 4; n += 1) await say(`问题 ${n}`, 'xiaoce', n % 2)
    expect(modelCalls()).toBe(2)
    expect(refusals()).toHaveLength(2)
    expect(await usageOf('month:2026-11')).toMatchObject({ answers: 2, tokens: 120 })
  })

  it('does not count what failed', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1', LIMIT_PER_MONTH: '1' }, startAt: MORNING })
    repeatQuestions(bot)
    bot.openai.faults.set('bad-key', { times: 2 })
    await say('一')
    await say('二')
    await say('三')
    expect(read()).toBe('答：三')
    await say('四')
    expect(read()).toMatch(OVER)
  })

  it('does not count commands and what needs no model', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1' }, startAt: MORNING })
    repeatQuestions(bot)
    for (const text of ['/help', '/new', '/retry', '/usage', '/whoami', '/nothing']) await say(text)
    await bot.ask({ kind: 'video' })
    await say('问题')
    expect(read()).toBe('答：问题')
    await say('/help')
    expect(read()).toMatch(/我能做什么/)
    await say('/retry')
    expect(read()).toMatch(OVER)
  })

  it.each([0, 1])('counts a message that is delivered again once, also by replica %d', async (replica) => {
    await start({ env: { LIMIT_USER_PER_DAY: '2' }, replicas: 2, startAt: MORNING })
    repeatQuestions(bot)
    const { msgId } = await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
    await bot.until('its end', () => bot.lines.length === 1)
    for (let n = 0; n < 5; n += 1) await bot.send({ kind: 'text', text: '一', msgId }, { replica })
    await say('二')
    expect(bot.texts()).toEqual(['答：一', '答：二'])
  })

  it('that is reached does not answer a message twice that is delivered again to another replica', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1' }, replicas: 2, startAt: MORNING })
    repeatQuestions(bot)
    const { msgId } = await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
    await bot.until('its end', () => bot.lines.length === 1)
    await bot.send({ kind: 'text', text: '一', msgId }, { replica: 1 })
    expect(bot.texts()).toEqual(['答：一'])
  })

  it('stores no words of what it refused', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1' }, startAt: MORNING })
    await say('第一')
    await say('秘密')
    for (const collection of ['inbox', 'chats', 'usage'])
      expect(JSON.stringify(await bot.documents(collection))).not.toContain('秘密')
  })

  it('holds for one that is set while the bot runs, counting what was asked before', async () => {
    await start({ startAt: MORNING })
    repeatQuestions(bot)
    await say('一')
    await say('二')
    await advance(bot, 15 * SECOND_MS)
    bot.setEnv({ LIMIT_PER_MONTH: '2' })
    await say('三')
    expect(read()).toMatch(/用量已用完/)
  })
})

describe('while the database is away', () => {
  it.each(['refuses', 'hangs'] as const)('people are answered, and counted later: it %s', async (how) => {
    const env = { LIMIT_USER_PER_DAY: '1', LIMIT_PER_MONTH: '9', ...ADMIN }
    const database = await startOnFlakyDatabase({ env, startAt: MORNING })
    repeatQuestions(bot)
    await say('热身', 'xiaoli')
    database.stop(how)
    await bot.send({ kind: 'text', text: '一' })
    await advanceUntil(bot, 'the answer', () => bot.texts().includes('答：一'))
    await bot.send({ kind: 'text', text: '二' })
    await advanceUntil(bot, 'the second answer', () => bot.texts().includes('答：二'))
    database.start()
    await advance(bot, 30 * SECOND_MS)
    expect(await usageOf('user:2026-11-26:016512345626118709')).toMatchObject({ answers: 2 })
    expect(await usageOf('month:2026-11')).toMatchObject({ answers: 3 })
    await say('三')
    expect(read()).toMatch(OVER)
  })
})

describe('an admin', () => {
  const notices = () =>
    bot.dingtalk.store.deliveries.filter(({ text }) => text.startsWith('管理员请注意：机器人本月'))

  it.each([
    ['answers', { LIMIT_PER_MONTH: '5' }],
    ['tokens', { LIMIT_TOKENS_PER_MONTH: '150' }],
  ])('is told once at 80 and once at 100 percent of a monthly limit of %s', async (_, limit) => {
    const env = { ADMINS: 'manager4220,01234567890', ...limit }
    await start({ env, replicas: 2, startAt: MORNING })
    bot.openai.answer({ content: '好', usage: { prompt_tokens: 20, completion_tokens: 10 } })
    for (let n = 0; n < 3; n += 1) await say(`问题 ${n}`)
    await advance(bot, 25 * SECOND_MS)
    expect(notices()).toEqual([])
    await say('第四个问题')
    await advance(bot, 25 * SECOND_MS)
    // Each replica may have sent one of them.
    const told = notices().flatMap(({ recipients }) => recipients)
    expect(told.toSorted()).toEqual(['xiaoli', 'zhangwei'])
    expect(notices()[0]?.text).toContain('80%（4 条回答')
    await say('第五个问题')
    await advance(bot, 60 * SECOND_MS)
    await say('第六个问题')
    expect(notices().map(({ text }) => /\d+%/.exec(text)?.[0])).toEqual(['80%', '80%', '100%', '100%'])
    await bot.restart()
    await advance(bot, 60 * SECOND_MS)
    expect(notices()).toHaveLength(4)
  })

  it('is tried again when DingTalk did not take it, for each admin by themselves', async () => {
    await start({ env: { ADMINS: 'manager4220,01234567890', LIMIT_PER_MONTH: '5' }, startAt: MORNING })
    for (let n = 0; n < 4; n += 1) await say(`问题 ${n}`)
    bot.dingtalk.faults.set('server-error', { times: 1, on: ['batchSend'] })
    await advance(bot, 15 * SECOND_MS)
    expect(notices().map(({ recipients }) => recipients)).toEqual([['xiaoli']])
    await advance(bot, 25 * SECOND_MS)
    expect(notices().map(({ recipients }) => recipients)).toEqual([['xiaoli'], ['zhangwei']])
  })
})

describe('the cost of a message', () => {
  const ALL = {
    ...ADMIN,
    ALLOW_USERS: '016512345626118709',
    DENY_USERS: '1',
    ALLOW_GROUPS: TEST_GROUP_ID,
    LIMIT_USER_PER_MINUTE: '100',
    LIMIT_USER_PER_DAY: '100',
    LIMIT_PER_MONTH: '100',
    LIMIT_TOKENS_PER_MONTH: '100000',
  }

  it.each([
    ['none of the settings', {}, 6, 1],
    [
      'lists of people and groups',
      { ALLOW_USERS: ALL.ALLOW_USERS, ALLOW_GROUPS: TEST_GROUP_ID, DENY_USERS: '1' },
      6,
      1,
    ],
    ['admins', ADMIN, 7, 2],
    [
      'limits of answers',
      { LIMIT_USER_PER_MINUTE: '9', LIMIT_USER_PER_DAY: '9', LIMIT_PER_MONTH: '9' },
      7,
      2,
    ],
    ['all of the settings', ALL, 8, 2],
  ])('with %s', async (_, env, operations, beforeAck) => {
    const database = await openCountingDatabase()
    await start({ database, env, startAt: MORNING })
    repeatQuestions(bot)
    const message = { kind: 'text', text: '你好', in: TEST_GROUP_ID } as const
    await bot.ask(message)
    bot.stopMaintenance()
    await bot.until('the end', () => bot.allDone())
    const before = { calls: bot.dingtalk.store.calls.length, operations: database.operations.length }
    const release = database.holdAfter(beforeAck)
    await bot.send(message)
    release()
    await bot.until('the answer', () => bot.lines.length === 2)
    await bot.until('the end', () => bot.allDone())
    const counted = database.operations
      .slice(before.operations)
      .map(({ collection, method }) => `${collection}.${method}`)
    expect(counted.filter((one) => one !== 'inbox.find').length, counted.join(' ')).toBe(operations)
    expect(bot.dingtalk.store.calls.length - before.calls).toBe(1)
    expect(modelCalls()).toBe(2)
  })

  it('that is over the limit is at most two operations more than none, and no call', async () => {
    const database = await openCountingDatabase()
    await start({ database, env: { LIMIT_USER_PER_DAY: '1' }, startAt: MORNING })
    await say('一')
    bot.stopMaintenance()
    await bot.until('the end', () => bot.allDone())
    const before = { calls: bot.dingtalk.store.calls.length, operations: database.operations.length }
    await say('二')
    expect(database.operations.length - before.operations).toBeLessThanOrEqual(3)
    expect(bot.dingtalk.store.calls.length).toBe(before.calls)
    expect(modelCalls()).toBe(1)
  })

  it('is counted in one operation every ten seconds, however many messages came', async () => {
    const database = await openCountingDatabase()
    await start({ database, startAt: MORNING })
    repeatQuestions(bot)
    for (let n = 0; n < 5; n += 1) await say(`问题 ${n}`)
    await advance(bot, 15 * SECOND_MS)
    const writes = database.operations.filter(({ collection }) => collection === 'usage')
    expect(writes.length).toBeGreaterThanOrEqual(1)
    expect(writes.length).toBeLessThanOrEqual(2)
    expect(await usageOf('month:2026-11')).toMatchObject({ answers: 5, calls: 5, pushes: 5 })
    bot.stopMaintenance()
    bot.clock.advance(HOUR_MS)
  })
})
