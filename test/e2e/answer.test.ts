import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import { type Person, TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { openCountingDatabase } from '../support/counting-database'
import { LOG_PHASES } from '../support/function-names'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

const HOUR_MS = 3_600_000
const hello: OutgoingMessage = { kind: 'text', text: '你好 👋' }
const addPeople = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    bot.dingtalk.directory.addPerson({ nick: `同事${n}`, staffId: `s${n}` }),
  )
/** Lets all people ask at the same time, and checks that each of them is answered. */
async function askAll(people: Person[]) {
  const lines = await Promise.all(people.map((from) => bot.ask({ ...hello, from })))
  expect(lines.map(({ result }) => result)).toEqual(people.map(() => 'answered'))
}
const routes = () => bot.dingtalk.store.calls.map(({ route }) => route)

describe('a question', () => {
  it('in a direct chat is answered through batchSend', async () => {
    await start()
    bot.openai.answer('你好，我在。')
    const line = await bot.ask(hello)
    expect(line).toMatchObject({ result: 'answered', channel: 'api' })
    expect(bot.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', conversationType: '1', recipients: ['xiaoce'], text: '你好，我在。' },
    ])
    expect(routes()).toEqual(['token', 'batchSend'])
  })

  it('in a group is answered in the group', async () => {
    await start()
    bot.openai.answer('大家好')
    await bot.ask({ ...hello, in: TEST_GROUP_ID, from: 'xiaoli' })
    expect(bot.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', conversationId: TEST_GROUP_ID, conversationType: '2', text: '大家好' },
    ])
    expect(routes()).toEqual(['token', 'groupSend'])
  })

  it('reaches the model after the system prompt, without the mention of the robot and the space after it', async () => {
    await start({ env: { SYSTEM_PROMPT: '你是小助手。', OPENAI_MODEL: 'deepseek-chat' } })
    await bot.ask({ kind: 'text', text: '@AI助手 帮我总结 @小李 的方案', in: TEST_GROUP_ID })
    expect(bot.openai.store.calls[0]?.body).toEqual({
      model: 'deepseek-chat',
      messages: [
        { role: 'system', content: expect.stringMatching(/^你是小助手。\n\n今天是 .*\n这是一个群聊/) },
        { role: 'user', content: '帮我总结 @小李 的方案' },
      ],
    })
  })

  it('of a person outside the organisation is answered in the group, or by the webhook', async () => {
    await start()
    await bot.ask({ ...hello, from: 'guest', in: TEST_GROUP_ID })
    await bot.ask({ ...hello, from: 'guest' })
    expect(bot.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', conversationType: '2' },
      { via: 'webhook', conversationType: '1', recipients: ['guest'] },
    ])
  })

  it('is acknowledged with an empty message', async () => {
    await start()
    expect(await bot.send(hello)).toMatchObject({ status: 200, responseBody: '{"msgtype":"empty"}' })
  })

  it('that arrives again, or six times at once, is answered once', async () => {
    await start()
    await bot.ask(hello, { redeliver: 5 })
    const [{ msgId } = {}] = bot.dingtalk.store.callbacks
    await bot.send({ ...hello, msgId })
    expect(bot.openai.store.calls).toHaveLength(1)
    expect(bot.dingtalk.store.deliveries).toHaveLength(1)
    expect(bot.dingtalk.store.callbacks.map(({ status }) => status)).toEqual(Array(7).fill(200))
  })

  it('is stored with its answer, in fields that the owner can read', async () => {
    await start()
    bot.openai.answer('我在 🙂')
    await bot.ask(hello)
    const turns = await bot.documents('chats')
    expect(turns.toSorted((a, b) => String(b.role).localeCompare(String(a.role)))).toMatchObject([
      {
        role: 'user',
        content: '你好 👋',
        conversationId: expect.stringMatching(/^cid/),
        createdAt: expect.any(Date),
      },
      {
        role: 'assistant',
        content: '我在 🙂',
        model: 'gpt-6-luna',
        usage: { completion: expect.any(Number) },
      },
    ])
  })

  it('leaves only its id in the inbox when it is done', async () => {
    await start()
    await bot.ask(hello)
    await bot.until('the end', async () => (await bot.documents('inbox'))[0]?.state === 'done')
    const [entry] = await bot.documents('inbox')
    expect(entry?._id).toMatch(/^dingabcdefghijklmnop:msg/)
    expect(JSON.stringify(entry)).not.toContain('你好')
  })
})

describe('the acknowledgement', () => {
  it('does not wait for the model', async () => {
    await start()
    const events: string[] = []
    bot.dingtalk.on(({ type }) => events.push(type))
    // The model answers only after the acknowledgement: a bot that waited for the model would never acknowledge.
    let acknowledged = () => {}
    const acknowledgement = new Promise<void>((resolve) => {
      acknowledged = resolve
    })
    bot.openai.answer(async () => {
      events.push('model')
      await acknowledgement
      return '想了三秒'
    })
    bot.openai.on(({ kind }) => kind === 'end' && events.push('model ended'))
    const callback = await bot.send(hello)
    expect(callback).toMatchObject({ status: 200, timedOut: false })
    expect(events).not.toContain('model ended')
    bot.clock.advance(3_000)
    acknowledged()
    await bot.until('the delivery', () => bot.dingtalk.store.deliveries.length === 1)
    expect(events.indexOf('answer')).toBeLessThan(events.indexOf('model ended'))
    expect(events.indexOf('model ended')).toBeLessThan(events.indexOf('delivery'))
  })

  it('does not wait for DingTalk', async () => {
    await start()
    bot.dingtalk.faults.set('hang', { on: 'token' })
    expect(await bot.send(hello)).toMatchObject({ status: 200, timedOut: false })
    await bot.until('the call', () => bot.openai.store.counts.calls === 1)
    bot.lafs[0]?.kill()
  })

  it('waits for one operation of the database', async () => {
    const database = await openCountingDatabase()
    await start({ database })
    await bot.ask(hello)
    bot.stopMaintenance()
    const seen = database.operations.length
    const release = database.holdAfter(1)
    expect(await bot.send(hello)).toMatchObject({ status: 200, timedOut: false })
    expect(database.operations[seen]).toEqual({ collection: 'inbox', method: 'insertOne' })
    release()
    await bot.until('the answer', () => bot.dingtalk.store.deliveries.length === 2)
  })
})

describe('an ordinary message with a warm token', () => {
  it.each([
    ['in a direct chat', hello],
    ['in a group', { ...hello, in: TEST_GROUP_ID }],
  ])('costs two upstream calls and at most six operations of the database, %s', async (_, message) => {
    const database = await openCountingDatabase()
    await start({ database })
    await bot.ask(message)
    const isDone = async () =>
      (await database.db.collection('inbox').countDocuments({ state: { $ne: 'done' } })) === 0
    await bot.until('the end of the first', isDone)
    bot.stopMaintenance()
    const before = { calls: bot.dingtalk.store.calls.length, operations: database.operations.length }
    await bot.ask(message)
    await bot.until('its last operation', () => database.operations.at(-1)?.method === 'updateOne')
    const operations = database.operations.slice(before.operations)
    expect(bot.dingtalk.store.calls.slice(before.calls)).toHaveLength(1)
    expect(bot.openai.store.calls).toHaveLength(2)
    expect(operations.length, JSON.stringify(operations)).toBeLessThanOrEqual(6)
    expect(operations.length).toBeGreaterThanOrEqual(4)
  })

  it('costs no upstream call when it is a command', async () => {
    await start()
    await bot.ask(hello)
    const [calls, asked] = [bot.dingtalk.store.calls.length, bot.openai.store.calls.length]
    await bot.ask({ kind: 'text', text: '帮助' })
    expect([bot.dingtalk.store.calls.length, bot.openai.store.calls.length]).toEqual([calls, asked])
    expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({ via: 'body' })
  })
})

describe('the access token', () => {
  it('is requested once for thirty messages at once, and not again after a restart', async () => {
    await start()
    const people = addPeople(30)
    await askAll(people)
    expect(bot.dingtalk.store.counts.calls.token).toBe(1)
    expect(bot.dingtalk.store.deliveries).toHaveLength(30)
    expect(await bot.documents('token')).toHaveLength(1)

    await bot.restart()
    await askAll(people)
    expect(bot.dingtalk.store.counts.calls.token).toBe(1)
    expect(bot.dingtalk.store.deliveries).toHaveLength(60)
  })

  it('is renewed ten minutes before its two hours are over, in the same document', async () => {
    await start()
    await bot.ask(hello)
    bot.clock.advance(2 * HOUR_MS - 11 * 60_000)
    await bot.ask(hello)
    expect(bot.dingtalk.store.counts.calls.token).toBe(1)
    bot.clock.advance(60_000)
    await bot.ask(hello)
    expect(bot.dingtalk.store.counts.calls.token).toBe(2)
    const [token, ...more] = await bot.documents('token')
    expect(more).toEqual([])
    expect(token?._id).toBe(bot.dingtalk.app.key)
    expect(token?.expiredAt).toBeGreaterThan(bot.clock.now() + HOUR_MS)
  })

  it.each(['token-revoked', 'token-expired'] as const)(
    'that DingTalk no longer accepts is refreshed once, and the answer is sent once: %s',
    async (fault) => {
      await start()
      await bot.ask(hello)
      bot.dingtalk.faults.set(fault, { times: 1 })
      expect(await bot.ask(hello)).toMatchObject({ result: 'answered', channel: 'api' })
      expect(routes()).toEqual(['token', 'batchSend', 'batchSend', 'token', 'batchSend'])
      expect(bot.dingtalk.store.deliveries).toHaveLength(2)
      expect(await bot.documents('token')).toHaveLength(1)
    },
  )

  it('that is revoked while thirty messages are in progress is refreshed once', async () => {
    await start()
    const people = addPeople(30)
    await bot.ask(hello)
    bot.dingtalk.faults.set('token-revoked', { times: 1 })
    await askAll(people)
    expect(bot.dingtalk.store.counts.calls.token).toBe(2)
    expect(bot.dingtalk.store.deliveries).toHaveLength(31)
  })
})

describe('the keyless mode', () => {
  const KEYLESS = { DING_APP_KEY: undefined, DING_APP_SECRET: undefined, DING_ALLOW_UNSIGNED: 'true' }

  it('answers an unsigned callback in the HTTP body, without a call to DingTalk', async () => {
    await start({ env: KEYLESS })
    bot.openai.answer('你好，我在。')
    const callback = await bot.send(hello, { sign: 'missing', headers: { timestamp: undefined } })
    expect(callback).toMatchObject({
      status: 200,
      responseBody: '{"msgtype":"text","text":{"content":"你好，我在。"}}',
    })
    expect(bot.dingtalk.store.calls).toEqual([])
    expect(bot.dingtalk.store.deliveries).toMatchObject([{ via: 'body', text: '你好，我在。' }])
  })

  it('remembers turns, runs commands and sends markdown', async () => {
    await start({ env: KEYLESS })
    bot.openai.answer('**好**')
    await bot.send(hello)
    await bot.send({ kind: 'text', text: '还有呢？' })
    expect(bot.openai.store.calls[1]?.body.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ])
    expect(bot.dingtalk.store.deliveries[1]).toMatchObject({ kind: 'markdown', text: '**好**' })
    await bot.send({ kind: 'text', text: '新话题' })
    await bot.send(hello)
    expect(bot.openai.store.calls[2]?.body.messages).toHaveLength(2)
  })

  it('remembers of a long answer what the HTTP body had room for, so that the model can go on', async () => {
    await start({ env: KEYLESS })
    bot.openai.answer(Array.from({ length: 1_000 }, (_, n) => `第${n}句很长的话。`).join(''))
    await bot.send(hello)
    await bot.send({ kind: 'text', text: '继续' })
    const shown = bot.dingtalk.store.deliveries[0]?.text ?? ''
    expect(shown.endsWith(`\n\n${TEXTS.zh.cutOff}`)).toBe(true)
    const remembered = String(bot.openai.store.calls[1]?.body.messages.at(-2)?.content)
    expect(remembered.slice(-200)).toBe(shown.slice(-200))
  })

  it('describes a failure in the HTTP body', async () => {
    await start({ env: { ...KEYLESS, OPENAI_KEY: undefined } })
    await bot.send(hello)
    expect(bot.dingtalk.store.deliveries[0]?.text).toContain('OPENAI_KEY')
  })
})

describe('the log', () => {
  const MARKS = { question: '问题里的暗号🔑', answer: '回答里的暗号🗝️' }

  it('has one structured line for each message with ids, phases, tokens and result', async () => {
    await start()
    const { msgId } = await bot.send({ ...hello, in: TEST_GROUP_ID })
    await bot.until('the line', () => bot.lines.length > 0)
    expect(bot.lines).toEqual([
      {
        event: 'message',
        id: `dingabcdefghijklmnop:${msgId}`,
        conversation: TEST_GROUP_ID,
        kind: 'group',
        type: 'text',
        attempt: 1,
        result: 'answered',
        model: 'gpt-6-luna',
        tokens: { prompt: expect.any(Number), completion: expect.any(Number) },
        channel: 'api',
        parts: 1,
        sendKeys: [expect.any(String)],
        ms: Object.fromEntries(LOG_PHASES.map((phase) => [phase, expect.any(Number)])),
      },
    ])
  })

  it('has one line for each command', async () => {
    await start()
    await bot.ask({ kind: 'text', text: '用量' })
    await bot.ask({ kind: 'text', text: '/usage' })
    expect(bot.lines).toHaveLength(2)
    expect(bot.lines[1]).toMatchObject({ result: '/usage', kind: 'direct', ms: { ack: expect.any(Number) } })
  })

  it('contains neither texts of a chat nor secrets, also when calls fail', async () => {
    await start()
    bot.openai.answer(`**${MARKS.answer}**`)
    const say: OutgoingMessage = { kind: 'text', text: MARKS.question }
    await bot.ask(say)
    await bot.ask({ ...say, in: TEST_GROUP_ID })
    await bot.ask({ kind: 'text', text: `/model ${MARKS.question}` })
    await bot.ask({ kind: 'file', fileName: `${MARKS.question}.pdf` })
    bot.dingtalk.faults.set('permission-missing')
    await bot.ask(say)
    bot.openai.faults.set('bad-key')
    await bot.ask(say)
    await bot.send(say, { sign: 'wrong' })
    await bot.post(JSON.stringify({ msgId: MARKS.question }))
    await bot.until('every line', () => bot.lines.length === 6)
    const everything = bot.output.join('\n')
    const [{ token } = {}] = await bot.documents('token')
    const forbidden = [
      MARKS.question,
      MARKS.answer,
      bot.dingtalk.app.secret,
      bot.env.OPENAI_KEY,
      token,
      'sendBySession?',
      '小测',
    ]
    for (const secret of forbidden) expect(everything).not.toContain(secret)
  })
})

describe('settings that are wrong', () => {
  it('are all reported when the function is loaded, and the bot works with the defaults', async () => {
    const env = {
      MEMORY_TURNS: '很多',
      REPLY_VIA: 'fax',
      OPENAI_MODELS: '“gpt-6-luna,gpt-5.4”',
      BOT_LANGUAGE: 'en',
    }
    await start({ env })
    await bot.ask(hello)
    const warnings = bot.output.filter((text) => text.startsWith('The environment variable'))
    expect(warnings.map((text) => /variable (\w+)/.exec(text)?.[1]).toSorted()).toEqual([
      'MEMORY_TURNS',
      'OPENAI_MODELS',
      'REPLY_VIA',
    ])
    expect(bot.dingtalk.store.deliveries).toHaveLength(1)
  })
})

it('quick questions of one person are answered in order, with the first answer in the second prompt', async () => {
  await start()
  bot.openai.answer(({ messages }) => `第${messages.length}`)
  await Promise.all([bot.ask({ kind: 'text', text: '一' }), bot.ask({ kind: 'text', text: '二' })])
  expect(bot.texts()).toEqual(['第2', '第4'])
})

it('a republish keeps the turns and the token', async () => {
  await start()
  await bot.ask(hello)
  bot.lafs[0]?.reload()
  await bot.ask(hello)
  expect(bot.openai.store.calls[1]?.body.messages).toHaveLength(4)
  expect(bot.dingtalk.store.counts.calls.token).toBe(1)
})
