import { beforeEach, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../functions/bot/commands'
import { TEXTS } from '../../functions/texts/languages'
import type { CommandName } from '../../functions/texts/types'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import type { Person } from '../../playground/dingtalk/directory'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import type { BotOptions } from '../support/bot'
import { repeatQuestions } from '../support/model'
import { useBot, useSharedBot } from '../support/use-bot'

const texts = TEXTS.zh.command
const SETTINGS = {
  SYSTEM_PROMPT: '系统',
  OPENAI_MODEL: 'gpt-6-luna',
  OPENAI_MODELS: 'gpt-6-luna,deepseek-chat',
  ROLES: '翻译=把我说的译成英文|诗人✍️=用诗回答',
}

const { bot, ...fixture } = useBot()
const start = async (env: BotOptions['env'] = {}, more: BotOptions = {}) =>
  repeatQuestions(await fixture.start({ env: { ...SETTINGS, ...env }, ...more }))
const say = (text: string, where: Pick<OutgoingMessage, 'from' | 'in'> = {}) =>
  bot.ask({ kind: 'text', text, ...where })
/** The last text that a person received. */
const read = () => bot.texts().at(-1)
const lastCall = () => bot.openai.store.calls.at(-1)?.body
/** The system message: the configured prompt, a blank line and the circumstances. */
const prompt = (configured: string) => expect.stringMatching(new RegExp(`^${configured}\\n\\n今天是 `))

describe('every word of every command', () => {
  const bot = useSharedBot({ env: SETTINGS }, repeatQuestions)
  const say = (text: string, where: Pick<OutgoingMessage, 'from' | 'in'> = {}) =>
    bot.ask({ kind: 'text', text, ...where })
  const read = () => bot.texts().at(-1)
  let person: Person
  let people = 0
  beforeEach(() => {
    people += 1
    person = bot.dingtalk.directory.addPerson({ nick: `新人${people}`, staffId: `new${people}` })
  })

  const EXPECTED: Record<CommandName, RegExp> = {
    help: /我能做什么/,
    new: /好的，我们开始新话题/,
    draw: /没有这个命令|/,
    undo: /没有可以撤回的问答/,
    retry: /没有可以重新回答的问题/,
    model: /可选的模型：\n\n- gpt-6-luna（当前）\n- deepseek-chat/,
    role: /可选的角色：\n\n- 翻译\n- 诗人✍️/,
    usage: /今天：0 条回答，0 个 token\n\n本月：0 条回答/,
    whoami: /你的员工 ID：new/,
    forget: /已删除/,
    stats: /只有管理员能用/,
    block: /只有管理员能用/,
    unblock: /只有管理员能用/,
    prompt: /只有管理员能用/,
  }
  const ROWS = COMMANDS.flatMap(({ name, names, withoutSlash }) =>
    [...[...names.zh, ...names.en].map((word) => `/${word}`), ...withoutSlash].map(
      (typed) => [typed, name] as const,
    ),
  )

  it.each(ROWS)('%s runs /%s without a model call', async (typed, name) => {
    const asked = bot.openai.store.calls.length
    await say(typed, { from: person })
    expect(read()).toMatch(EXPECTED[name])
    expect(bot.openai.store.calls).toHaveLength(asked)
  })

  // /retry calls the model and is therefore acknowledged first.
  it.each(ROWS.filter(([, name]) => name !== 'retry'))(
    '%s is answered in the HTTP body, without an API call',
    async (typed) => {
      const calls = bot.dingtalk.store.calls.length
      const { responseBody } = await bot.send({ kind: 'text', text: typed, from: person, in: undefined })
      expect(JSON.parse(responseBody ?? '')).toMatchObject({
        msgtype: expect.stringMatching(/^(text|markdown)$/),
      })
      expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({ via: 'body', recipients: [person.id] })
      expect(bot.dingtalk.store.calls).toHaveLength(calls)
    },
  )

  it('works in a group after the mention', async () => {
    await bot.ask({ kind: 'text', text: '@AI助手 帮助', in: TEST_GROUP_ID })
    expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({ via: 'body', conversationId: TEST_GROUP_ID })
    expect(read()).toMatch(EXPECTED.help)
  })

  it('that is mistyped is answered with a hint', async () => {
    await say('/hlep', { from: person })
    expect(read()).toBe(texts.unknown)
  })

  it.each(['重置密码怎么做', '帮助我写一封信', '清空回收站', 'help', '/new 帮我写首诗', '撤回消息要多久'])(
    'inside a question is part of the question: %s',
    async (question) => {
      await say(question, { from: person })
      expect(bot.prompt()).toEqual([question])
      expect(read()).toBe(`答：${question}`)
    },
  )

  it('that is delivered again does not run again', async () => {
    await say('一', { from: person })
    await say('二', { from: person })
    const { msgId } = await bot.send({ kind: 'text', text: '/undo', from: person }, { redeliver: 3 })
    await bot.send({ kind: 'text', text: '/undo', from: person, msgId })
    await say('三', { from: person })
    expect(bot.prompt()).toEqual(['一', '答：一', '三'])
  })
})

describe('with BOT_LANGUAGE=en', () => {
  it('the commands answer in English', async () => {
    await start({ BOT_LANGUAGE: 'en' })
    await say('/help')
    expect(read()).toContain('What I can do')
    await say('/new')
    expect(read()).toBe(TEXTS.en.command.newDone)
    await say('/usage')
    expect(read()).toContain('Today: 0 answers')
  })
})

describe('before and after a restart', () => {
  it.each([false, true])('/new forgets all earlier turns; restarted: %s', async (restarted) => {
    await start()
    await say('旧的话')
    await say('新话题')
    if (restarted) await bot.restart()
    await say('第一句')
    expect(bot.prompt()).toEqual(['第一句'])
    await say('第二句')
    expect(bot.prompt()).toEqual(['第一句', '答：第一句', '第二句'])
  })

  it.each([false, true])(
    '/undo forgets the last exchange, and a second one the exchange before; restarted: %s',
    async (restarted) => {
      await start()
      await say('一')
      await say('二')
      if (restarted) await bot.restart()
      await say('/undo')
      expect(read()).toBe(texts.undoDone)
      await say('三')
      expect(bot.prompt()).toEqual(['一', '答：一', '三'])
      await say('/undo')
      await say('撤回')
      await say('撤回')
      expect(read()).toBe(texts.undoNothing)
    },
  )

  it.each([false, true])(
    '/retry asks the last question again and replaces its answer; restarted: %s',
    async (restarted) => {
      await start()
      await say('一')
      await say('讲个笑话')
      if (restarted) await bot.restart()
      bot.openai.answer('另一个笑话')
      await say('/retry')
      expect(bot.prompt()).toEqual(['一', '答：一', '讲个笑话'])
      expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({ via: 'api', text: '另一个笑话' })
      await say('接着说')
      expect(bot.prompt()).toEqual(['一', '答：一', '讲个笑话', '另一个笑话', '接着说'])
    },
  )

  it.each([false, true])('/model and /role keep their choice; restarted: %s', async (restarted) => {
    await start()
    await say('/model DeepSeek-Chat')
    expect(read()).toBe(texts.model.chosen('deepseek-chat'))
    await say('/role 诗人✍️')
    if (restarted) await bot.restart()
    await say('你好')
    expect(lastCall()).toMatchObject({
      model: 'deepseek-chat',
      messages: [{ content: prompt('用诗回答') }, {}],
    })
    await say('/角色 默认')
    await say('/模型 gpt-6-luna')
    await say('你好')
    expect(lastCall()).toMatchObject({
      model: 'gpt-6-luna',
      messages: [{ content: prompt('系统') }, {}, {}, {}],
    })
  })
})

describe('the command', () => {
  it('/new keeps the chosen model and role', async () => {
    await start()
    await say('/role 翻译')
    await say('/new')
    await say('你好')
    expect(lastCall()?.messages).toMatchObject([{ content: prompt('把我说的译成英文') }, { content: '你好' }])
  })

  it('/new forgets the turns of the whole group where the group shares its memory', async () => {
    await start({ GROUP_MEMORY: 'group' })
    await say('旧的话', { from: 'xiaoce', in: TEST_GROUP_ID })
    await say('重置', { from: 'xiaoli', in: TEST_GROUP_ID })
    await say('新的话', { from: 'xiaoce', in: TEST_GROUP_ID })
    expect(bot.prompt()).toEqual(['小测：新的话'])
  })

  it('/undo of one person keeps the turns of the others', async () => {
    await start()
    await say('小测的话', { from: 'xiaoce', in: TEST_GROUP_ID })
    await say('小李的话', { from: 'xiaoli', in: TEST_GROUP_ID })
    await say('/undo', { from: 'xiaoli', in: TEST_GROUP_ID })
    await say('还记得吗？', { from: 'xiaoce', in: TEST_GROUP_ID })
    expect(bot.prompt()).toEqual(['小测的话', '答：小测的话', '还记得吗？'])
  })

  it('/retry after /new finds no question', async () => {
    await start()
    await say('一')
    await say('/new')
    await say('/retry')
    expect(read()).toBe(texts.retryNothing)
  })

  it('/retry that fails keeps the first answer', async () => {
    await start()
    await say('讲个笑话')
    bot.openai.faults.set('bad-key', { times: 1 })
    await say('/retry')
    expect(read()).toBe(TEXTS.zh.failure['key-refused'])
    await say('接着说')
    expect(bot.prompt()).toEqual(['讲个笑话', '答：讲个笑话', '接着说'])
  })

  it('/retry that fails adds no exchange that /undo would have to forget', async () => {
    await start()
    await say('讲个笑话')
    bot.openai.faults.set('bad-key', { times: 1 })
    await say('/retry')
    await say('/undo')
    await say('接着说')
    expect(bot.prompt()).toEqual(['接着说'])
  })

  it('/retry twice leaves one exchange', async () => {
    await start()
    await say('讲个笑话')
    await say('/retry')
    await say('重答')
    await say('然后呢')
    expect(bot.prompt()).toEqual(['讲个笑话', '答：讲个笑话', '然后呢'])
  })

  it('/retry downloads the picture again', async () => {
    await start()
    await bot.ask({ kind: 'richText', pieces: [{ text: '这是什么？' }, { picture: true }] })
    const [first] = bot.openai.store.calls
    await say('/retry')
    expect(lastCall()?.messages).toEqual(first?.body.messages)
    expect(bot.dingtalk.store.counts.calls.download).toBe(2)
  })

  it.each<[string, OutgoingMessage]>([
    ['words', { kind: 'text', text: '什么意思？', quote: { text: '原文', from: 'xiaoli' } }],
    ['a picture', { kind: 'text', text: '这是哪里？', quote: { kind: 'picture' } }],
    ['a PDF', { kind: 'text', text: '总结', quote: { kind: 'file', attachment: { fileName: '报告.pdf' } } }],
    ['a quote', { kind: 'text', text: '对吗？', quote: { text: '不对', quote: { text: '地球是平的' } } }],
  ])('/retry repeats the quote in the prompt: %s', async (_, message) => {
    await start()
    await bot.ask(message)
    await say('/retry')
    await say('重答')
    // Without the system message: only the quote shows the robot's name, and /retry has no quote.
    const prompts = bot.openai.store.calls.map(({ body }) => body.messages.slice(1))
    expect(prompts[0]).toHaveLength(1)
    expect(prompts[1]).toEqual(prompts[0])
    expect(prompts[2]).toEqual(prompts[0])
  })

  it('/model of one person does not change the model of another', async () => {
    await start()
    await say('/model deepseek-chat', { from: 'xiaoce', in: TEST_GROUP_ID })
    await say('你好', { from: 'xiaoli', in: TEST_GROUP_ID })
    expect(lastCall()).toMatchObject({ model: 'gpt-6-luna' })
  })

  it('/model is hidden and without effect where there is one model', async () => {
    await start({ OPENAI_MODELS: undefined })
    await say('/model deepseek-chat')
    expect(read()).toBe(texts.model.none)
    await say('/help')
    expect(read()).not.toContain('/model')
    await say('你好')
    expect(lastCall()).toMatchObject({ model: 'gpt-6-luna' })
  })

  it('/model and /role set neither a key nor an address', async () => {
    await start()
    for (const text of [
      '/model https://evil.example/v1',
      '/role sk-0123456789',
      '/model OPENAI_KEY=sk-1',
      '/key sk-1',
    ]) {
      await say(text)
    }
    await say('你好')
    expect(lastCall()?.model).toBe('gpt-6-luna')
    expect(lastCall()?.messages[0]?.content).toEqual(prompt('系统'))
    for (const { key } of bot.openai.store.calls) expect(key).toMatch(/^sk-test-/)
  })

  it('/model has no effect any more when the owner removes the chosen model', async () => {
    await start()
    await say('/model deepseek-chat')
    await bot.restart({ OPENAI_MODELS: undefined })
    await say('你好')
    expect(lastCall()).toMatchObject({ model: 'gpt-6-luna' })
  })
})

describe('/usage', () => {
  const answer = (prompt: number, completion: number) =>
    bot.openai.answer({ content: '好', usage: { prompt_tokens: prompt, completion_tokens: completion } })

  it('counts the answers and tokens of one person in all chats', async () => {
    await start()
    answer(100, 20)
    await say('一')
    await say('二', { in: TEST_GROUP_ID })
    await say('三', { from: 'xiaoli', in: TEST_GROUP_ID })
    await say('/usage')
    expect(read()).toBe('今天：2 条回答，240 个 token\n\n本月：2 条回答，240 个 token')
  })

  it('does not count a question that failed', async () => {
    await start()
    bot.openai.faults.set('bad-key')
    await say('一')
    await say('/usage')
    expect(read()).toContain('今天：0 条回答，0 个 token')
  })

  it('starts a day and a month at midnight in China', async () => {
    // 30 January 2026, 23:59 in Beijing.
    await start({}, { startAt: Date.UTC(2026, 0, 30, 15, 59) })
    answer(10, 1)
    await say('三十号')
    bot.stopMaintenance()
    bot.clock.advance(2 * 60_000)
    await say('三十一号')
    await say('/usage')
    expect(read()).toBe('今天：1 条回答，11 个 token\n\n本月：2 条回答，22 个 token')
    bot.clock.advance(24 * 3_600_000)
    await say('/usage')
    expect(read()).toBe('今天：0 条回答，0 个 token\n\n本月：0 条回答，0 个 token')
  })
})
