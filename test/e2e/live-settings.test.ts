import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import type { BotOptions } from '../support/bot'
import { answerOnDemand, repeatQuestions } from '../support/model'
import { useBot } from '../support/use-bot'

const { bot, ...fixture } = useBot()

const start = async (env: BotOptions['env'] = {}, more: BotOptions = {}) => {
  await fixture.start({ env: { SYSTEM_PROMPT: '你是助手。', OPENAI_MODEL: 'gpt-6-luna', ...env }, ...more })
  repeatQuestions(bot)
}
const ask = (text = '你好') => bot.ask({ kind: 'text', text })
const lastRequest = () => bot.openai.store.calls.at(-1)?.body
const systemPrompt = () => lastRequest()?.messages[0]?.content
const reports = (variable: string) => bot.output.filter((text) => text.includes(variable))

describe('a setting that is changed takes effect with the next message, without a restart:', () => {
  it('OPENAI_MODEL and SYSTEM_PROMPT', async () => {
    await start()
    await ask()
    expect(lastRequest()?.model).toBe('gpt-6-luna')
    bot.setEnv({ OPENAI_MODEL: 'deepseek-chat', SYSTEM_PROMPT: '你是诗人。' })
    await ask()
    expect(lastRequest()?.model).toBe('deepseek-chat')
    expect(systemPrompt()).toMatch(/^你是诗人。\n\n/)
    bot.setEnv({ SYSTEM_PROMPT: undefined })
    await ask()
    expect(String(systemPrompt()).startsWith(`${TEXTS.zh.systemPrompt}\n\n`)).toBe(true)
    expect(bot.lafs).toHaveLength(1)
  })

  it('BOT_LANGUAGE, for sentences, commands, the prompt and the check-up', async () => {
    await start()
    bot.openai.faults.set('bad-key')
    await ask()
    bot.setEnv({ BOT_LANGUAGE: 'en' })
    await ask()
    await ask('/new')
    expect(bot.texts()).toEqual([
      TEXTS.zh.failure['key-refused'],
      TEXTS.en.failure['key-refused'],
      TEXTS.en.command.newDone,
    ])
    expect(systemPrompt()).toContain('Today is ')
    expect(await (await fetch(bot.callbackUrl())).text()).toContain('<html lang="en">')
  })

  it('DING_APP_SECRET, which then signs callbacks', async () => {
    await start()
    await ask('一')
    bot.setEnv({ DING_APP_SECRET: 'another-secret' })
    expect(await bot.send({ kind: 'text', text: '二' })).toMatchObject({ status: 401 })
    bot.dingtalk.app.secret = 'another-secret'
    await ask('三')
    expect(bot.texts()).toEqual(['答：一', '答：三'])
  })

  it('OPENAI_KEY, which the model service then gets', async () => {
    await start()
    await ask()
    bot.setEnv({ OPENAI_KEY: 'sk-next-fedcba9876543210' })
    await ask()
    expect(bot.openai.store.calls.map(({ key }) => key?.slice(0, 7))).toEqual(['sk-test', 'sk-next'])
  })

  it('in every process', async () => {
    await start({}, { replicas: 2 })
    bot.setEnv({ OPENAI_MODEL: 'qwen-plus' })
    for (const replica of [0, 1]) await bot.ask({ kind: 'text', text: '你好' }, { replica })
    expect(bot.openai.store.calls.map(({ body }) => body.model)).toEqual(['qwen-plus', 'qwen-plus'])
  })
})

describe('a change of the settings', () => {
  it('does not concern a message that is being answered', async () => {
    await start()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '旧的' })
    await bot.until('the model call', () => bot.openai.store.calls.length === 1)
    bot.setEnv({ REPLY_VIA: 'webhook', OPENAI_MODEL: 'deepseek-chat', BOT_LANGUAGE: 'en' })
    await bot.send({ kind: 'text', text: '新的', from: 'xiaoli' })
    await bot.until('the second model call', () => bot.openai.store.calls.length === 2)
    model.answer('新的', '答二')
    await bot.until('the second answer', () => bot.lines.length === 1)
    model.answer('旧的', '')
    await bot.until('the first answer', () => bot.lines.length === 2)
    expect(bot.dingtalk.store.deliveries).toMatchObject([
      { text: '答二', via: 'webhook' },
      { text: TEXTS.zh.failure['model-empty'], via: 'api' },
    ])
    expect(bot.openai.store.calls.map(({ body }) => body.model)).toEqual(['gpt-6-luna', 'deepseek-chat'])
  })

  it('loses neither the memory nor what was learned about the model', async () => {
    await start()
    bot.openai.faults.set('stream-only')
    await ask('一')
    expect(bot.openai.store.calls).toHaveLength(2)
    bot.setEnv({ SYSTEM_PROMPT: '你是诗人。', MEMORY_TURNS: '10' })
    await ask('二')
    expect(bot.openai.store.calls).toHaveLength(3)
    expect(bot.prompt()).toEqual(['一', '答：一', '二'])
  })
})

describe('a wrong value', () => {
  it('is reported in the log once for each change, and the default is used', async () => {
    await start()
    await ask('一')
    expect(reports('MEMORY_TURNS')).toEqual([])
    bot.setEnv({ MEMORY_TURNS: '很多' })
    for (const text of ['二', '三', '四']) await ask(text)
    expect(reports('MEMORY_TURNS')).toEqual([
      TEXTS.zh.problem({ variable: 'MEMORY_TURNS', kind: 'not-a-number', expected: '0–200' }),
    ])
    expect(bot.prompt()).toHaveLength(7)
    bot.setEnv({ MEMORY_TURNS: '-1' })
    for (const text of ['五', '六']) await ask(text)
    expect(reports('MEMORY_TURNS')).toHaveLength(2)
    bot.setEnv({ MEMORY_TURNS: '2' })
    await ask('七')
    expect(reports('MEMORY_TURNS')).toHaveLength(2)
    expect(bot.prompt()).toEqual(['六', '答：六', '七'])
  })

  it('of a secret is reported without the value', async () => {
    await start()
    bot.setEnv({ OPENAI_KEY: 'sk-含有中文的密钥' })
    await ask()
    expect(reports('OPENAI_KEY')).toHaveLength(1)
    expect(bot.output.join('\n')).not.toContain('含有中文的密钥')
    expect(bot.texts()).toEqual([TEXTS.zh.failure['key-missing']])
  })
})
