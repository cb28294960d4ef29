import { beforeEach, describe, expect, it } from 'vitest'
import type { AdminTools } from '../../../functions/bot/admin-commands'
import {
  COMMANDS,
  type Command,
  type CommandTools,
  parseCommand,
  runCommand,
} from '../../../functions/bot/commands'
import { TEXTS } from '../../../functions/texts/languages'

const zh = TEXTS.zh.command

describe('a command', () => {
  const slashed = COMMANDS.flatMap(({ name, names }) =>
    [...names.zh, ...names.en].map((word) => [`/${word}`, name] as const),
  )
  const bare = COMMANDS.flatMap(({ name, withoutSlash }) => withoutSlash.map((word) => [word, name] as const))

  it.each([...slashed, ...bare])('%s is parsed as /%s', (typed, name) =>
    expect(parseCommand(typed)).toEqual({ name, argument: '' }),
  )

  it.each([' /help\n', '/HELP', '／help', '　/help　', '/Help'])('is recognised as %j', (typed) =>
    expect(parseCommand(typed)).toEqual({ name: 'help', argument: '' }),
  )

  it.each([
    ['/model gpt-5.4', 'model', 'gpt-5.4'],
    ['/模型  DeepSeek-Chat ', 'model', 'DeepSeek-Chat'],
    ['/role 资深 编辑', 'role', '资深 编辑'],
    ['/角色 诗人✍️', 'role', '诗人✍️'],
    ['/拉黑 @张三', 'block', '@张三'],
    [`/prompt 你是客服。\n${'规则'.repeat(1_000)}`, 'prompt', `你是客服。\n${'规则'.repeat(1_000)}`],
  ])('takes an argument: %s', (typed, name, argument) =>
    expect(parseCommand(typed)).toEqual({ name, argument }),
  )

  it.each([
    '@AI助手 /help',
    '@AI 小 助手 /help',
    '@AI 小 助手\u2005／帮助',
    '/help @AI 小 助手',
    '/help @AI助手 ',
  ])('is recognised beside a mention: %j', (typed) =>
    expect(parseCommand(typed)).toEqual({ name: 'help', argument: '' }),
  )

  it.each([
    ['@AI 小 助手 /model gpt-5.4', 'gpt-5.4'],
    ['/model gpt-5.4 @AI 小 助手', 'gpt-5.4'],
    ['/model @cf/meta/llama', '@cf/meta/llama'],
  ])('keeps its argument beside a mention: %s', (typed, argument) =>
    expect(parseCommand(typed)).toEqual({ name: 'model', argument }),
  )

  it.each([
    '@types/node 怎么装',
    '@小李 帮助',
    '帮助 @小李',
    '@AI助手 看看 /etc',
    '@AI助手 /etc/hosts 是什么',
    '@小李\n/help',
  ])('is not %j', (typed) => expect(parseCommand(typed)).toBeUndefined())

  it('shares no word with another command', () => {
    const all = COMMANDS.flatMap(({ names }) => [...names.zh, ...names.en])
    expect(new Set(all).size).toBe(all.length)
  })

  it('has its words without a slash among its Chinese words', () => {
    for (const { names, withoutSlash } of COMMANDS)
      for (const word of withoutSlash) expect(names.zh).toContain(word)
  })

  it('has words in both languages', () => {
    for (const { names } of COMMANDS) {
      expect(names.zh.length).toBeGreaterThan(0)
      expect(names.en.length).toBeGreaterThan(0)
    }
  })
})

describe('a question', () => {
  it.each([
    '重置密码怎么做',
    '帮助我写一封信',
    '帮助 我',
    '清空回收站的命令是什么',
    '请重置',
    '撤回！',
    'help',
    'new',
    'Help me',
    '/help me please',
    '/new 帮我写首诗',
    '/undo 2',
    '模型',
    '角色 诗人',
    '用量 怎么算',
    '/etc/passwd 是什么',
    '/ help',
    '//',
    '/',
    '',
    '1/2',
    `/model ${'长'.repeat(200)}`,
    '/重置密码',
    '/你好 世界',
  ])('is not a command because it contains one: %j', (text) => expect(parseCommand(text)).toBeUndefined())

  it('is not assumed for a single word with a slash, which is a mistyped command', () => {
    expect(parseCommand('/hlep')).toBe('unknown')
    expect(parseCommand('/constructor')).toBe('unknown')
    expect(parseCommand('/exit')).toBe('unknown')
  })
})

/** An admin's tools that keep what they are given. */
const toAdmin = (more: Partial<AdminTools> = {}): AdminTools => {
  const blocked = new Set<string>()
  let groupPrompt: string | undefined
  return {
    admins: ['boss'],
    mentioned: [],
    isGroup: true,
    statistics: async () => ({
      today: { answers: 1, people: 1, tokens: 10, calls: 2, refused: 3 },
      month: { answers: 5, people: 2, tokens: 50, calls: 9, refused: 4 },
      top: [{ name: '[点我](https://evil.example)', answers: 4, tokens: 40 }],
    }),
    block: async (staffId) => void blocked.add(staffId),
    unblock: async (staffId) => blocked.delete(staffId),
    groupPrompt: async () => groupPrompt,
    async setGroupPrompt(prompt) {
      groupPrompt = prompt
    },
    ...more,
  }
}

describe('the command', () => {
  let choice: { model?: string; role?: string }
  let noted: string[]
  let tools: CommandTools
  const run = (name: Command['name'], argument = '', texts = TEXTS.zh) =>
    runCommand({ name, argument } as Parameters<typeof runCommand>[0], tools, texts)

  beforeEach(() => {
    choice = {}
    noted = []
    tools = {
      models: ['gpt-6-luna', 'DeepSeek-Chat'],
      canDraw: true,
      roles: ['翻译', 'Poet'],
      choice: async () => choice,
      async choose(chosen, content) {
        choice = chosen
        noted.push(content)
      },
      async reset(content) {
        noted.push(content)
      },
      undo: async () => true,
      usage: async () => ({
        today: { messages: 2, tokens: 345, searches: 0 },
        month: { messages: 6, tokens: 7_890, searches: 1 },
      }),
      staffId: 'zhangsan',
      conversationId: 'cid1',
      async forget() {
        noted.push('forget')
      },
      admin: toAdmin(),
    }
  })

  it('/help lists every command with all its words', async () => {
    const help = await run('help')
    for (const { names } of COMMANDS)
      for (const word of [...names.zh, ...names.en]) expect(help).toContain(`/${word}`)
  })

  it('/help hides commands without a choice', async () => {
    tools = { ...tools, models: ['gpt-6-luna'], roles: [] }
    const help = await run('help')
    expect(help).not.toContain('/model')
    expect(help).not.toContain('/role')
  })

  it('/help lists the words that need no slash', async () => {
    const help = await run('help')
    for (const word of COMMANDS.flatMap(({ withoutSlash }) => withoutSlash))
      expect(help.split('\n').at(-1)).toContain(word)
  })

  it('/help shows the commands of admins to admins only', async () => {
    tools = { ...tools, admin: undefined }
    const help = await run('help')
    for (const word of ['/stats', '/拉黑', '/block', '/unblock', '/prompt']) expect(help).not.toContain(word)
    expect(help).toContain('/whoami')
  })

  it.each(['stats', 'block', 'unblock', 'prompt'] as const)(
    '/%s says no more to others than that it is not for them',
    async (name) => {
      tools = { ...tools, admin: undefined }
      expect(await run(name, 'zhangsan')).toBe(TEXTS.zh.access.notForYou)
    },
  )

  it('/stats shows names without the marks of Markdown', async () => {
    const stats = await run('stats')
    expect(stats).toContain('今天：1 条回答，1 人，10 个 token，2 次钉钉 API 调用，拒绝 3 次')
    expect(stats).toContain('本月：5 条回答，2 人')
    expect(stats).toContain('1.  点我  https://evil.example ：4 条回答，40 个 token')
  })

  it.each([
    ['a mention', '@张三', { mentioned: ['zhangsan'] }, 'zhangsan'],
    ['two mentions', '@张三 @李 四', { mentioned: ['zhangsan', 'lisi'] }, 'zhangsan lisi'],
    ['an id', 'zhangsan', {}, 'zhangsan'],
    ['an id with an underscore', 'zhang_san', {}, 'zhang_san'],
    ['an encrypted id of a person outside the organisation', '$:LWCP_v1:$x', {}, '$:LWCP_v1:$x'],
    ['several ids', 'zhangsan，lisi、zhangsan', {}, 'zhangsan lisi'],
  ])('/block and /unblock take %s', async (_, argument, more, people) => {
    tools.admin = toAdmin(more)
    expect(await run('unblock', argument)).toBe(TEXTS.zh.access.notBlocked(people))
    expect(await run('block', argument)).toBe(TEXTS.zh.access.blocked(people))
    expect(await run('unblock', argument)).toBe(TEXTS.zh.access.unblocked(people))
  })

  it.each(['', '@外部 的人', '张三', 'zhangsan 李四'])(
    '/block asks whom it should block: %j',
    async (argument) => expect(await run('block', argument)).toBe(TEXTS.zh.access.whom),
  )

  it('/block does not block an admin', async () =>
    expect(await run('block', 'lisi boss')).toBe(TEXTS.zh.access.adminNotBlocked))

  it('/prompt shows, sets and removes the role of a group, and has no use elsewhere', async () => {
    const { prompt } = TEXTS.zh.access
    expect(await run('prompt')).toBe(prompt.shown(undefined))
    expect(await run('prompt', '你是客服')).toBe(prompt.changed)
    expect(await run('prompt')).toBe(prompt.shown('你是客服'))
    expect(await run('prompt', '长'.repeat(4_001))).toBe(prompt.tooLong(4_000))
    expect(await run('prompt')).toBe(prompt.shown('你是客服'))
    expect(await run('prompt', '-')).toBe(prompt.removed)
    expect(await run('prompt')).toBe(prompt.shown(undefined))
    tools.admin = toAdmin({ isGroup: false })
    expect(await run('prompt', '你是客服')).toBe(prompt.onlyInGroups)
  })

  it('/whoami shows the ids that the lists of the settings need', async () => {
    expect(await run('whoami')).toBe('你的员工 ID：zhangsan\n\n这个会话的 ID：cid1')
    tools = { ...tools, staffId: undefined }
    expect(await run('whoami')).toContain('你的员工 ID：没有')
  })

  it('/forget confirms in a sentence', async () => {
    expect(await run('forget')).toBe(TEXTS.zh.access.forgotten)
    expect(noted).toEqual(['forget'])
  })

  it('/help answers in English', async () =>
    expect(await run('help', '', TEXTS.en)).toContain('What I can do'))

  it('/new starts a new conversation', async () => {
    expect(await run('new')).toBe(zh.newDone)
    expect(noted).toEqual(['/new'])
  })

  it('/undo says whether it removed an exchange', async () => {
    expect(await run('undo')).toBe(zh.undoDone)
    tools.undo = async () => false
    expect(await run('undo')).toBe(zh.undoNothing)
  })

  it('/model lists the models and marks the current one', async () => {
    expect(await run('model')).toContain('- gpt-6-luna（当前）\n- DeepSeek-Chat\n')
    choice = { model: 'DeepSeek-Chat' }
    expect(await run('model')).toContain('- gpt-6-luna\n- DeepSeek-Chat（当前）\n')
  })

  it('/model accepts a name in any case and keeps the role', async () => {
    choice = { role: '翻译' }
    expect(await run('model', 'deepseek-chat')).toBe(zh.model.chosen('DeepSeek-Chat'))
    expect(choice).toEqual({ model: 'DeepSeek-Chat', role: '翻译' })
  })

  it.each(['gpt-4o', '__proto__', 'https://evil.example/v1', 'sk-0123456789'])(
    '/model rejects a name that is not on the list: %s',
    async (name) => {
      expect(await run('model', name)).toBe(zh.model.unknown(tools.models))
      expect([choice, noted]).toEqual([{}, []])
    },
  )

  it('/model says that there is no choice where there is one model', async () => {
    tools = { ...tools, models: ['gpt-6-luna'] }
    expect(await run('model')).toBe(zh.model.none)
    expect(await run('model', 'gpt-6-luna')).toBe(zh.model.none)
  })

  it.each(['默认', 'default', 'DEFAULT', '-'])(
    '/role %s removes the role and keeps the model',
    async (word) => {
      choice = { model: 'DeepSeek-Chat', role: '翻译' }
      expect(await run('role', word)).toBe(zh.role.chosen(undefined))
      expect(choice).toEqual({ model: 'DeepSeek-Chat', role: '' })
    },
  )

  it.each(['默认', 'default', '-'])('/model %s chooses the first model and keeps the role', async (word) => {
    choice = { model: 'DeepSeek-Chat', role: '翻译' }
    expect(await run('model', word)).toBe(zh.model.chosen('gpt-6-luna'))
    expect(choice).toEqual({ model: '', role: '翻译' })
  })

  it('/model takes a model that is called "default" by its name', async () => {
    tools = { ...tools, models: ['gpt-6-luna', 'Default'] }
    expect(await run('model', 'default')).toBe(zh.model.chosen('Default'))
  })

  it('/role chooses a role and lists it as the current one', async () => {
    expect(await run('role', 'poet')).toBe(zh.role.chosen('Poet'))
    expect(await run('role')).toContain('- Poet（当前）')
    expect(await run('role', '不存在')).toBe(zh.role.unknown(tools.roles))
  })

  it('/role says that there are no roles where there are none', async () => {
    tools = { ...tools, roles: [] }
    expect(await run('role', '翻译')).toBe(zh.role.none)
  })

  it('/usage shows the answers, tokens and web searches of today and of this month', async () =>
    expect(await run('usage')).toBe(
      '今天：2 条回答，345 个 token\n\n本月：6 条回答，7890 个 token，1 次联网搜索',
    ))
})
