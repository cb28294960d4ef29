import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { openCountingDatabase } from '../support/counting-database'
import { repeatQuestions } from '../support/model'
import { useBot } from '../support/use-bot'

const { bot, start, startOnFlakyDatabase } = useBot()

const texts = TEXTS.zh.access
/** Staff ids of the emulated people; `guest` has none. */
const STAFF = { xiaoce: '016512345626118709', xiaoli: '01234567890', zhangwei: 'manager4220' }
const GROUP = TEST_GROUP_ID

const say = (text: string, from = 'xiaoce', where?: string, replica?: number) =>
  bot.ask({ kind: 'text', text, from, in: where }, { replica })
const read = () => bot.texts().at(-1)

/** Who of the four people gets an answer. */
async function findAnswered(where?: string): Promise<string[]> {
  const answered: string[] = []
  for (const from of ['xiaoce', 'xiaoli', 'zhangwei', 'guest']) {
    await say(`我是${from}`, from, where)
    if (read()?.startsWith('答：')) answered.push(from)
  }
  return answered
}

describe.each<[string, Record<string, string>, string[], string[]]>([
  ['no list', {}, ['xiaoce', 'xiaoli', 'zhangwei', 'guest'], ['xiaoce', 'xiaoli', 'zhangwei', 'guest']],
  ['ALLOW_USERS', { ALLOW_USERS: STAFF.xiaoce }, ['xiaoce'], ['xiaoce']],
  [
    'DENY_USERS',
    { DENY_USERS: STAFF.xiaoce },
    ['xiaoli', 'zhangwei', 'guest'],
    ['xiaoli', 'zhangwei', 'guest'],
  ],
  [
    'a person on both lists',
    { ALLOW_USERS: `${STAFF.xiaoce}，${STAFF.xiaoli}`, DENY_USERS: STAFF.xiaoce },
    ['xiaoli'],
    ['xiaoli'],
  ],
  [
    'an admin who is denied',
    { ADMINS: STAFF.xiaoce, ALLOW_USERS: STAFF.xiaoli, DENY_USERS: STAFF.xiaoce, ALLOW_GROUPS: 'cidOther' },
    ['xiaoce', 'xiaoli'],
    ['xiaoce'],
  ],
  [
    'ALLOW_GROUPS with this group',
    { ALLOW_GROUPS: `cidOther, ${GROUP}` },
    ['xiaoce', 'xiaoli', 'zhangwei', 'guest'],
    ['xiaoce', 'xiaoli', 'zhangwei', 'guest'],
  ],
  [
    'ALLOW_GROUPS without this group',
    { ALLOW_GROUPS: 'cidOther' },
    ['xiaoce', 'xiaoli', 'zhangwei', 'guest'],
    [],
  ],
  ['ALLOW_USERS of names', { ALLOW_USERS: '小测' }, [], []],
])('with %s', (_, env, direct, inGroup) => {
  it(`the people who are answered are ${direct} in a direct chat and ${inGroup} in a group`, async () => {
    await start({ env })
    repeatQuestions(bot)
    expect(await findAnswered()).toEqual(direct)
    expect(await findAnswered(GROUP)).toEqual(inGroup)
  })
})

describe('a refusal', () => {
  it.each([
    ['words', { kind: 'text', text: '秘密' }],
    ['a picture', { kind: 'picture' }],
    ['a video', { kind: 'video' }],
    ['a command', { kind: 'text', text: '/help' }],
    ['a question that is asked again', { kind: 'text', text: '/retry' }],
  ] as const)(
    'of %s is the acknowledgement, without any call, operation or stored word',
    async (_, message) => {
      const database = await openCountingDatabase()
      await start({ env: { DENY_USERS: STAFF.xiaoce }, database })
      bot.stopMaintenance()
      const seen = database.operations.length
      const line = await bot.ask(message)
      expect(line).toMatchObject({ result: 'refused-person' })
      expect(bot.dingtalk.store.deliveries).toMatchObject([{ via: 'body', text: texts.notAllowed.person }])
      expect(bot.dingtalk.store.calls).toEqual([])
      expect(bot.openai.store.calls).toEqual([])
      // A process that starts reads other documents.
      const own = database.operations.slice(seen).filter(({ method }) => !method.startsWith('find'))
      expect(own).toEqual([])
    },
  )

  it('says whom to ask and not who is allowed', async () => {
    await start({ env: { ALLOW_USERS: STAFF.xiaoli, ALLOW_GROUPS: 'cidOther' } })
    await say('你好')
    expect(read()).toBe(texts.notAllowed.person)
    await say('你好', 'xiaoli', GROUP)
    expect(read()).toBe(texts.notAllowed.group)
    expect(bot.texts().join()).not.toMatch(/01234567890|cidOther/)
  })

  it('is said once for a message that is delivered again', async () => {
    await start({ env: { DENY_USERS: STAFF.xiaoce } })
    await bot.send({ kind: 'text', text: '你好' }, { redeliver: 3 })
    expect(bot.texts()).toHaveLength(1)
  })

  it('ends when the setting changes while the bot runs', async () => {
    await start({ env: { DENY_USERS: STAFF.xiaoce } })
    repeatQuestions(bot)
    await say('一')
    bot.setEnv({ DENY_USERS: '' })
    await say('二')
    expect(bot.texts()).toEqual([texts.notAllowed.person, '答：二'])
  })

  it('leaves a person the commands that show the own ids and delete what is stored', async () => {
    await start({ env: { ALLOW_USERS: STAFF.xiaoli, ALLOW_GROUPS: 'cidOther' } })
    await say('/我是谁', 'xiaoce', GROUP)
    expect(read()).toBe(texts.whoami(STAFF.xiaoce, GROUP))
    await say('/whoami', 'guest')
    expect(read()).toContain('你的员工 ID：没有')
    await say('/forget')
    expect(read()).toBe(texts.forgotten)
  })
})

describe('a person whom an admin blocks', () => {
  const ADMIN = { ADMINS: STAFF.zhangwei }

  it.each([
    ['by a mention', '/block @小测', GROUP],
    ['by a mention, in Chinese', '/拉黑 @小测', GROUP],
    ['by the id', `/block ${STAFF.xiaoce}`, undefined],
  ])('%s is refused in the acknowledgement by all replicas at once', async (_, command, where) => {
    await start({ env: ADMIN, replicas: 2 })
    repeatQuestions(bot)
    await say('一', 'xiaoce', undefined, 1)
    await say(command, 'zhangwei', where, 0)
    expect(read()).toBe(texts.blocked(STAFF.xiaoce))
    const asked = bot.openai.store.calls.length
    for (const replica of [0, 1]) {
      const line = await say('二', 'xiaoce', undefined, replica)
      expect(line).toMatchObject({ result: 'refused-blocked' })
      expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({
        via: 'body',
        text: texts.notAllowed.blocked,
      })
    }
    expect(bot.openai.store.calls).toHaveLength(asked)
    await say('三', 'xiaoli', undefined, 1)
    expect(read()).toBe('答：三')
    await bot.restart()
    await say('四')
    expect(read()).toBe(texts.notAllowed.blocked)
    await say(command.replace('拉黑', '取消拉黑').replace('/block', '/unblock'), 'zhangwei', where)
    expect(read()).toBe(texts.unblocked(STAFF.xiaoce))
    await say('五')
    expect(read()).toBe('答：五')
  })

  it('is answered while the database is away', async () => {
    const database = await startOnFlakyDatabase({ env: ADMIN })
    repeatQuestions(bot)
    await say(`/block ${STAFF.xiaoce}`, 'zhangwei')
    database.stop('refuses')
    await say('你好')
    expect(read()).toBe('答：你好')
    database.start()
    await bot.until('the end', () => bot.allDone())
  })

  it('is not blocked by the command of a person who is no admin', async () => {
    await start({ env: ADMIN })
    repeatQuestions(bot)
    await say(`/block ${STAFF.xiaoli}`, 'xiaoce')
    expect(read()).toBe(texts.notForYou)
    await say('你好', 'xiaoli')
    expect(read()).toBe('答：你好')
  })
})

describe('in keyless mode', () => {
  it('no message can claim to come from an admin', async () => {
    const env = { DING_APP_KEY: '', DING_APP_SECRET: '', DING_ALLOW_UNSIGNED: 'true', ADMINS: STAFF.zhangwei }
    await start({ env })
    await say('/stats', 'zhangwei')
    expect(read()).toBe(texts.notForYou)
  })
})
