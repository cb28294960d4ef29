import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { repeatQuestions } from '../support/model'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

const { access } = TEXTS.zh
/** 26 November 2026, 09:30 in China. */
const MORNING = Date.UTC(2026, 10, 26, 1, 30)
const DAY_MS = 24 * 3_600_000
const ADMIN = { ADMINS: 'manager4220' }

const say = (text: string, from = 'xiaoce', where?: string, replica?: number) =>
  bot.ask({ kind: 'text', text, from, in: where }, { replica })
const read = () => bot.texts().at(-1) ?? ''
const system = () => String(bot.openai.store.calls.at(-1)?.body.messages[0]?.content)

describe('/stats', () => {
  it('shows answers, people, tokens, calls, refusals and those who used most, by name', async () => {
    await start({ env: { ...ADMIN, LIMIT_USER_PER_DAY: '2' }, startAt: MORNING })
    bot.openai.answer({ content: '好', usage: { prompt_tokens: 8, completion_tokens: 2 } })
    for (const from of ['xiaoce', 'xiaoce', 'xiaoce', 'xiaoli', 'zhangwei']) await say('你好', from)
    bot.stopMaintenance()
    bot.clock.advance(DAY_MS)
    await say('第二天', 'xiaoce')
    await say('/stats', 'zhangwei')
    expect(read().split('\n\n')).toEqual([
      '今天：1 条回答，1 人，10 个 token，1 次钉钉 API 调用，拒绝 0 次',
      '本月：5 条回答，3 人，50 个 token，5 次钉钉 API 调用，拒绝 1 次',
      '本月用得最多的人：',
      '1. 小测：3 条回答，30 个 token',
      expect.stringMatching(/^2\. (小李|张伟🌟)：1 条回答，10 个 token$/),
      expect.stringMatching(/^3\. (小李|张伟🌟)：1 条回答，10 个 token$/),
    ])
  })

  it('adds up what all replicas counted, also those that were ended', async () => {
    await start({ env: ADMIN, replicas: 2, startAt: MORNING })
    for (const replica of [0, 1]) await say('你好', 'xiaoce', undefined, replica)
    await bot.restart()
    await say('/统计', 'zhangwei')
    expect(read()).toContain('今天：2 条回答，1 人')
  })

  it('names the five who used most', async () => {
    await start({ env: ADMIN, startAt: MORNING })
    for (let n = 1; n <= 7; n += 1) {
      const { id } = bot.dingtalk.directory.addPerson({ nick: `同事${n}` })
      for (let times = 0; times < n; times += 1) await say('你好', id)
    }
    await say('/stats', 'zhangwei')
    const names = [...read().matchAll(/\d\. (同事\d)：/g)].map(([, name]) => name)
    expect(names).toEqual(['同事7', '同事6', '同事5', '同事4', '同事3'])
    expect(read()).toContain('7 人')
  })
})

describe('/usage', () => {
  it('counts answers that were forgotten or replaced since', async () => {
    await start({ startAt: MORNING })
    bot.openai.answer({ content: '好', usage: { prompt_tokens: 8, completion_tokens: 2 } })
    for (const text of ['一', '/retry', '/undo', '二', '/new']) await say(text)
    await say('/usage')
    expect(read()).toContain('今天：3 条回答，30 个 token')
  })
})

describe('/prompt', () => {
  it.each(['user', 'group'])(
    'sets the role of one group for all its people, GROUP_MEMORY=%s',
    async (scope) => {
      await start({ env: { ...ADMIN, SYSTEM_PROMPT: '你是助手', GROUP_MEMORY: scope }, replicas: 2 })
      repeatQuestions(bot)
      const other = bot.dingtalk.directory.addGroup({ title: '别的群', members: ['xiaoce', 'zhangwei'] })
      await say('/prompt 你是客服。\n\n只谈产品。', 'zhangwei', TEST_GROUP_ID, 0)
      expect(read()).toBe(access.prompt.changed)
      for (const from of ['xiaoce', 'xiaoli', 'zhangwei']) {
        await say('你好', from, TEST_GROUP_ID, 1)
        expect(system()).toMatch(/^你是客服。\n\n只谈产品。\n\n今天是/)
      }
      await say('/new', 'xiaoce', TEST_GROUP_ID)
      await say('你好', 'xiaoce', TEST_GROUP_ID)
      expect(system()).toMatch(/^你是客服/)
      await say('你好', 'xiaoce', other.id)
      expect(system()).toMatch(/^你是助手/)
      await say('你好', 'xiaoce')
      expect(system()).toMatch(/^你是助手/)
      await say('/群角色', 'zhangwei', TEST_GROUP_ID)
      expect(read()).toContain('只谈产品。')
      await say('/prompt -', 'zhangwei', TEST_GROUP_ID)
      await say('你好', 'xiaoli', TEST_GROUP_ID)
      expect(system()).toMatch(/^你是助手/)
    },
  )

  it('that is too long is said to be so and is no question, also with 60,000 characters', async () => {
    await start({ env: ADMIN })
    await say(`/prompt 你是客服。${'长'.repeat(60_000)}`, 'zhangwei', TEST_GROUP_ID)
    expect(read()).toBe(access.prompt.tooLong(4_000))
    expect(bot.openai.store.calls).toEqual([])
  })

  it('leaves the role that a person chose', async () => {
    await start({ env: { ...ADMIN, ROLES: '诗人=用诗回答' } })
    await say('/prompt 你是客服', 'zhangwei', TEST_GROUP_ID)
    await say('/role 诗人', 'xiaoce', TEST_GROUP_ID)
    await say('你好', 'xiaoce', TEST_GROUP_ID)
    expect(system()).toMatch(/^用诗回答/)
  })
})

describe('/forget', () => {
  const stored = async () =>
    JSON.stringify([...(await bot.documents('chats')), ...(await bot.documents('usage'))])

  it('deletes the turns and the name of the person who says it, and of no other', async () => {
    await start({ env: ADMIN, startAt: MORNING })
    repeatQuestions(bot)
    await say('我的秘密')
    await say('群里的秘密', 'xiaoce', TEST_GROUP_ID)
    await say('小李的话', 'xiaoli', TEST_GROUP_ID)
    await say('/stats', 'zhangwei')
    expect(read()).toContain('1. 小测：2 条回答')
    await say('/忘记我')
    expect(read()).toBe(access.forgotten)
    expect(await stored()).not.toMatch(/秘密|小测/)
    await say('/stats', 'zhangwei')
    expect(read()).toContain('1. 016512345626118709：2 条回答')
    await say('还记得吗', 'xiaoli', TEST_GROUP_ID)
    expect(bot.prompt()).toEqual(['小李的话', '答：小李的话', '还记得吗'])
    await say('还记得吗')
    expect(bot.prompt()).toEqual(['还记得吗'])
  })

  it('in a memory that a group shares deletes only the own turns', async () => {
    await start({ env: { GROUP_MEMORY: 'group' } })
    repeatQuestions(bot)
    await say('旧的话', 'xiaoli', TEST_GROUP_ID)
    await say('/new', 'xiaoce', TEST_GROUP_ID)
    await say('我的秘密', 'xiaoce', TEST_GROUP_ID)
    await say('小李的话', 'xiaoli', TEST_GROUP_ID)
    await say('/forget', 'xiaoce', TEST_GROUP_ID)
    await say('然后呢', 'xiaoli', TEST_GROUP_ID)
    expect(bot.prompt()).toEqual(['小李：小李的话', '答：小李：小李的话', '小李：然后呢'])
  })

  it('does not give a person the questions of the day back', async () => {
    await start({ env: { LIMIT_USER_PER_DAY: '1' }, startAt: MORNING })
    await say('一')
    await say('/forget')
    await say('二')
    expect(read()).toMatch(/次数已用完/)
  })
})
