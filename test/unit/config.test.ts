import { describe, expect, it } from 'vitest'
import { DEFAULT_MODEL, readConfig } from '../../functions/config'

const KEYS = {
  DING_APP_KEY: 'dingabcdefghijklmnop',
  DING_APP_SECRET: 'kZ9_secret-of-64-characters-0123456789abcdefghijklmnopqrstuvwxyz',
  OPENAI_KEY: 'sk-0123456789abcdef',
}
const read = (env: Record<string, string | undefined> = {}) => readConfig({ ...KEYS, ...env })
const problemsOf = (env: Record<string, string | undefined>) => read(env).problems

describe('with only the three keys', () => {
  it('every other setting has its default, and no problem is reported', () => {
    const { config, problems } = read()
    expect(problems).toEqual([])
    expect(config).toEqual({
      dingtalk: {
        appKey: KEYS.DING_APP_KEY,
        appSecret: KEYS.DING_APP_SECRET,
        keyless: false,
        replyVia: 'api',
        card: { templateId: '382e4302-551d-4880-bf29-a30acfab2e71.schema', textKey: 'msgContent' },
        thinkingReaction: false,
        apiUrl: 'https://api.dingtalk.com',
        oapiUrl: 'https://oapi.dingtalk.com',
        callsPerSecond: 20,
      },
      model: {
        key: KEYS.OPENAI_KEY,
        names: [DEFAULT_MODEL],
        endpoint: { baseUrl: 'https://api.openai.com/v1', query: {}, usesApiKeyHeader: false },
        extra: {},
        systemPrompt: undefined,
        roles: {},
        timeoutMs: 120_000,
        concurrency: 64,
      },
      memory: {
        scope: 'user',
        maxTurns: 20,
        maxTokens: 6_000,
        idleMs: 2 * 3_600_000,
        keepMs: 180 * 24 * 3_600_000,
      },
      access: { admins: [], allowUsers: undefined, denyUsers: [], allowGroups: undefined },
      limits: { userPerMinute: 0, userPerDay: 0, perMonth: 0, tokensPerMonth: 0 },
      language: 'zh',
      doctorKey: undefined,
    })
  })

  it('the default model is one that still exists', () => expect(DEFAULT_MODEL).toBe('gpt-6-luna'))
})

describe('keys', () => {
  it('that are missing are all reported at once', () => {
    const { config, problems } = readConfig({})
    expect(problems).toEqual([
      { variable: 'DING_APP_KEY', kind: 'missing' },
      { variable: 'DING_APP_SECRET', kind: 'missing' },
      { variable: 'OPENAI_KEY', kind: 'missing' },
    ])
    expect(config.dingtalk).toMatchObject({ appKey: undefined, appSecret: undefined, keyless: false })
  })

  it.each(['', '   ', '\t\n'])('that are %j count as missing', (blank) =>
    expect(problemsOf({ OPENAI_KEY: blank })).toEqual([{ variable: 'OPENAI_KEY', kind: 'missing' }]),
  )

  it('lose the spaces and line feeds around them', () => {
    const { config, problems } = read({ OPENAI_KEY: '  sk-123\r\n' })
    expect(config.model.key).toBe('sk-123')
    expect(problems).toEqual([])
  })

  it.each(['"sk-123"', "'sk-123'", '“sk-123”', '‘sk-123’', '" sk-123 "'])(
    'lose their quotes, which are reported: %s',
    (quoted) => {
      const { config, problems } = read({ OPENAI_KEY: quoted })
      expect(config.model.key).toBe('sk-123')
      expect(problems).toEqual([{ variable: 'OPENAI_KEY', kind: 'quoted' }])
    },
  )

  it.each(['sk 123', 'ｓｋ－１２３', 'sk-123。', '密钥', 'sk-123\u200b', 'sk-1\n23'])(
    'that cannot be sent in a header are reported and not used: %j',
    (strange) => {
      const { config, problems } = read({ OPENAI_KEY: strange })
      expect(config.model.key).toBeUndefined()
      expect(problems).toEqual([{ variable: 'OPENAI_KEY', kind: 'not-plain-text' }])
    },
  )

  it.each(['dingabcdefghijklmnop', 'dingzyxwvutsrqponmlk'])(
    'include an app key in the place of the secret, which is reported: %s',
    (key) =>
      expect(problemsOf({ DING_APP_SECRET: key })).toEqual([
        { variable: 'DING_APP_SECRET', kind: 'looks-like-key' },
      ]),
  )
})

it('a short DOCTOR_KEY is reported and used', () => {
  const { config, problems } = read({ DOCTOR_KEY: 'abcdefgh1234567' })
  expect(config.doctorKey).toBe('abcdefgh1234567')
  expect(problems).toEqual([{ variable: 'DOCTOR_KEY', kind: 'too-short', expected: '16' }])
  expect(problemsOf({ DOCTOR_KEY: 'abcdefgh12345678' })).toEqual([])
})

it('without stored conversations there is no memory', () => {
  expect(read({ CHATS_KEEP_DAYS: '0', MEMORY_TURNS: '50' }).config.memory).toMatchObject({
    maxTurns: 0,
    keepMs: 0,
  })
})

describe('a list of ids', () => {
  it.each(['a,b', 'a, b', 'a，b', 'a、b', 'a;b', 'a；b', 'a b', 'a\nb', ' ,a,,b，', 'a,b,a'])(
    'is separated by what people type: %j',
    (value) => {
      const { config, problems } = read({ ADMINS: value, ALLOW_USERS: value })
      expect(config.access).toMatchObject({ admins: ['a', 'b'], allowUsers: ['a', 'b'] })
      expect(problems).toEqual([])
    },
  )

  it.each(['', ' ', ',', '，'])('that is empty is as if not set: %j', (value) => {
    const { config, problems } = read({ ALLOW_USERS: value, ALLOW_GROUPS: value, DENY_USERS: value })
    expect(config.access).toMatchObject({ allowUsers: undefined, allowGroups: undefined, denyUsers: [] })
    expect(problems).toEqual([])
  })

  it('of names is reported, and lets no one in', () => {
    const { config, problems } = read({ ALLOW_USERS: '张三，李四', DENY_USERS: '016512345626118709,王五' })
    expect(config.access).toMatchObject({ allowUsers: [], denyUsers: ['016512345626118709'] })
    expect(problems).toEqual([
      { variable: 'ALLOW_USERS', kind: 'partly-used', expected: '张三 李四' },
      { variable: 'DENY_USERS', kind: 'partly-used', expected: '王五' },
    ])
  })

  it('has no admins where messages are not verified, which is reported', () => {
    const { config, problems } = readConfig({ DING_ALLOW_UNSIGNED: 'true', OPENAI_KEY: 'sk-1', ADMINS: 'a' })
    expect(config.access.admins).toEqual([])
    expect(problems).toEqual([{ variable: 'ADMINS', kind: 'unsafe-unsigned' }])
  })
})

describe('a limit', () => {
  it.each([undefined, '', '0'])('that is %j is none', (value) =>
    expect(read({ LIMIT_PER_MONTH: value })).toMatchObject({
      config: { limits: { perMonth: 0 } },
      problems: [],
    }),
  )

  it.each(['-1', '1.5', '十', '100次'])('that is no whole number is reported: %s', (value) =>
    expect(problemsOf({ LIMIT_USER_PER_DAY: value })).toEqual([
      { variable: 'LIMIT_USER_PER_DAY', kind: 'not-a-number', expected: '0–1000000' },
    ]),
  )
})

describe('OPENAI_API_KEY', () => {
  const other = 'sk-other'

  it.each([undefined, '', '  '])('is used where OPENAI_KEY is %j', (blank) => {
    const { config, problems } = read({ OPENAI_KEY: blank, OPENAI_API_KEY: other })
    expect(config.model.key).toBe(other)
    expect(problems).toEqual([])
  })

  it('is not used where OPENAI_KEY is set, also when that cannot be used', () => {
    const both = read({ OPENAI_API_KEY: other })
    expect(both.config.model.key).toBe(KEYS.OPENAI_KEY)
    expect(both.problems).toEqual([{ variable: 'OPENAI_API_KEY', kind: 'second-key' }])
    expect(problemsOf({ OPENAI_API_KEY: ` ${KEYS.OPENAI_KEY}` })).toEqual([])
    const { config, problems } = read({ OPENAI_KEY: '密钥', OPENAI_API_KEY: other })
    expect(config.model.key).toBeUndefined()
    expect(problems).toContainEqual({ variable: 'OPENAI_KEY', kind: 'not-plain-text' })
  })

  it('is reported by its own name', () =>
    expect(problemsOf({ OPENAI_KEY: undefined, OPENAI_API_KEY: '"sk-1"' })).toEqual([
      { variable: 'OPENAI_API_KEY', kind: 'quoted' },
    ]))
})

describe('OPENAI_EXTRA', () => {
  it.each([
    ['{"enable_search":true,"reasoning_effort":"low"}', { enable_search: true, reasoning_effort: 'low' }],
    [' {"extra_body": {"top_k": 5}}\n', { extra_body: { top_k: 5 } }],
    ['{}', {}],
    ['', {}],
    ['  ', {}],
  ])('is an object that is merged into every request: %s', (value, extra) => {
    const { config, problems } = read({ OPENAI_EXTRA: value })
    expect(config.model.extra).toEqual(extra)
    expect(problems).toEqual([])
  })

  it.each([
    '{"a":1',
    "{'a':1}",
    '"{}"',
    '[{"a":1}]',
    'null',
    '5',
    'enable_search=true',
    `{"a":"${'x'.repeat(10_000)}"}`,
  ])('that is no JSON object is reported and not used: %s', (value) => {
    const { config, problems } = read({ OPENAI_EXTRA: value })
    expect(config.model.extra).toEqual({})
    expect(problems).toEqual([{ variable: 'OPENAI_EXTRA', kind: 'not-json' }])
  })

  it.each(['messages', 'model', 'stream', 'tools'])('cannot replace %s, which is reported', (field) => {
    const { config, problems } = read({ OPENAI_EXTRA: JSON.stringify({ top_p: 0.5, [field]: 'mine' }) })
    expect(config.model.extra).toEqual({ top_p: 0.5 })
    expect(problems).toEqual([{ variable: 'OPENAI_EXTRA', kind: 'partly-used', expected: field }])
  })

  it('cannot change inherited properties', () => {
    const { extra } = read({ OPENAI_EXTRA: '{"__proto__":{"polluted":true}}' }).config.model
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect((extra as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('a proxy', () => {
  it.each(['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy'])(
    'in %s is reported as not used, without its address',
    (variable) => {
      const { problems } = read({ [variable]: 'http://me:secret@proxy.example:3128' })
      expect(problems).toEqual([{ variable, kind: 'proxy-unused' }])
    },
  )

  it('is reported once where several variables name it', () =>
    expect(problemsOf({ HTTPS_PROXY: 'http://a.example', https_proxy: 'http://a.example' })).toHaveLength(1))

  it('is not reported where the variable is empty', () =>
    expect(problemsOf({ HTTPS_PROXY: ' ' })).toEqual([]))
})

describe('the keyless mode', () => {
  const allow = { DING_APP_KEY: undefined, DING_APP_SECRET: undefined, DING_ALLOW_UNSIGNED: 'true' }

  it('is on with DING_ALLOW_UNSIGNED=true and neither key nor secret', () => {
    const { config, problems } = read(allow)
    expect(config.dingtalk.keyless).toBe(true)
    expect(problems).toEqual([])
  })

  it.each(['false', '', undefined, 'yes', '1'])('is off with DING_ALLOW_UNSIGNED=%j', (value) =>
    expect(read({ ...allow, DING_ALLOW_UNSIGNED: value }).config.dingtalk.keyless).toBe(false),
  )

  it.each([
    ['a key', { DING_APP_KEY: KEYS.DING_APP_KEY }],
    ['a secret', { DING_APP_SECRET: KEYS.DING_APP_SECRET }],
    ['a secret that cannot be used', { DING_APP_SECRET: '含有空格的 密钥' }],
    ['an empty pair of quotes as the secret', { DING_APP_SECRET: '""' }],
  ])('is off with %s, and the setting is reported as ignored', (_, given) => {
    const { config, problems } = read({ ...allow, ...given })
    expect(config.dingtalk.keyless).toBe(false)
    expect(problems).toContainEqual({ variable: 'DING_ALLOW_UNSIGNED', kind: 'ignored' })
  })
})

describe('numbers', () => {
  it.each([
    ['ANSWER_TIMEOUT_SECONDS', '1', 'timeoutMs', 1_000],
    ['ANSWER_TIMEOUT_SECONDS', '1200', 'timeoutMs', 1_200_000],
    ['MODEL_CONCURRENCY', '1', 'concurrency', 1],
    ['MODEL_CONCURRENCY', '1000', 'concurrency', 1_000],
    ['DING_CALLS_PER_SECOND', '1', 'callsPerSecond', 1],
    ['DING_CALLS_PER_SECOND', '10000', 'callsPerSecond', 10_000],
    ['MEMORY_TURNS', '0', 'maxTurns', 0],
    ['MEMORY_TURNS', '200', 'maxTurns', 200],
    ['MEMORY_TOKENS', '0', 'maxTokens', 0],
    ['MEMORY_IDLE_MINUTES', '1', 'idleMs', 60_000],
    ['CHATS_KEEP_DAYS', '0', 'keepMs', 0],
    ['CHATS_KEEP_DAYS', '1', 'keepMs', 86_400_000],
  ])('%s accepts its bounds: %s', (variable, value, name, expected) => {
    const { config, problems } = read({ [variable]: value })
    expect({ ...config.dingtalk, ...config.model, ...config.memory }).toMatchObject({ [name]: expected })
    expect(problems).toEqual([])
  })

  it.each([
    ['ANSWER_TIMEOUT_SECONDS', '0', '1–1200'],
    ['ANSWER_TIMEOUT_SECONDS', '1201', '1–1200'],
    ['ANSWER_TIMEOUT_SECONDS', '两分钟', '1–1200'],
    ['ANSWER_TIMEOUT_SECONDS', '１２０', '1–1200'],
    ['ANSWER_TIMEOUT_SECONDS', '1.5', '1–1200'],
    ['MODEL_CONCURRENCY', '0', '1–1000'],
    ['MODEL_CONCURRENCY', '1001', '1–1000'],
    ['DING_CALLS_PER_SECOND', '0', '1–10000'],
    ['DING_CALLS_PER_SECOND', '0.5', '1–10000'],
    ['MEMORY_TURNS', '-1', '0–200'],
    ['MEMORY_TURNS', 'Infinity', '0–200'],
    ['MEMORY_TOKENS', '1000001', '0–1000000'],
    ['MEMORY_IDLE_MINUTES', '0', '1–525600'],
    ['CHATS_KEEP_DAYS', '3651', '0–3650'],
  ])('%s=%s is reported with its bounds, and the default is used', (variable, value, expected) => {
    const { config, problems } = read({ [variable]: value })
    expect(problems).toEqual([{ variable, kind: 'not-a-number', expected }])
    expect(config).toEqual(read().config)
  })
})

describe('a card', () => {
  it('of one’s own has its text in the variable that DingTalk gives to new templates, or in the one that is set', () => {
    const own = { CARD_TEMPLATE_ID: 'own.schema' }
    expect(read(own).config.dingtalk.card).toEqual({ templateId: 'own.schema', textKey: 'content' })
    expect(read({ ...own, CARD_TEXT_KEY: 'answer' }).config.dingtalk.card.textKey).toBe('answer')
  })
})

describe('choices', () => {
  it.each([
    ['REPLY_VIA', 'webhook', { dingtalk: { replyVia: 'webhook' } }],
    ['REPLY_VIA', ' WebHook ', { dingtalk: { replyVia: 'webhook' } }],
    ['REPLY_VIA', 'card', { dingtalk: { replyVia: 'card' } }],
    ['THINKING_REACTION', 'true', { dingtalk: { thinkingReaction: true } }],
    ['GROUP_MEMORY', 'group', { memory: { scope: 'group' } }],
    ['BOT_LANGUAGE', 'EN', { language: 'en' }],
  ])('%s accepts %j', (variable, value, expected) => {
    const { config, problems } = read({ [variable]: value })
    expect(config).toMatchObject(expected)
    expect(problems).toEqual([])
  })

  it.each([
    ['REPLY_VIA', 'email', 'api / webhook / card'],
    ['THINKING_REACTION', '🤔', 'false / true'],
    ['GROUP_MEMORY', '群', 'user / group'],
    ['BOT_LANGUAGE', 'fr', 'zh / en'],
    ['WEB_SEARCH', 'on', 'off / auto'],
    ['DING_ALLOW_UNSIGNED', 'yes', 'false / true'],
  ])('%s=%s is reported with the choices, and the default is used', (variable, value, expected) => {
    const { config, problems } = read({ [variable]: value })
    expect(problems).toEqual([{ variable, kind: 'not-a-choice', expected }])
    expect(config).toEqual(read().config)
  })
})

describe('web search', () => {
  const SEARXNG = { WEB_SEARCH: 'auto', SEARCH_URL: 'https://searx.example/' }

  it.each([{}, { WEB_SEARCH: 'off' }, { WEB_SEARCH: 'off', SEARCH_URL: 'https://searx.example' }])(
    'is off with %j',
    (env) => {
      expect(read(env).config.search).toBeUndefined()
      expect(problemsOf(env)).toEqual([])
    },
  )

  it('asks the service at SEARCH_URL', () => {
    const { config, problems } = read({ ...SEARXNG, SEARCH_KEY: ' k ' })
    expect(config.search).toEqual({ service: { url: 'https://searx.example', key: 'k' } })
    expect(problems).toEqual([])
  })

  it('needs no key for a SearXNG', () => expect(problemsOf(SEARXNG)).toEqual([]))

  it.each(['https://api.tavily.com', 'https://api.bochaai.com'])('needs a key for %s', (SEARCH_URL) => {
    expect(problemsOf({ ...SEARXNG, SEARCH_URL })).toEqual([{ variable: 'SEARCH_KEY', kind: 'missing' }])
    expect(problemsOf({ ...SEARXNG, SEARCH_URL, SEARCH_KEY: 'k' })).toEqual([])
  })

  it('needs SEARCH_URL where the model service does not search by itself', () => {
    const missing = [{ variable: 'SEARCH_URL', kind: 'missing' }]
    expect(problemsOf({ WEB_SEARCH: 'auto' })).toEqual(missing)
    expect(problemsOf({ WEB_SEARCH: 'auto', OPENAI_BASE_URL: 'https://api.moonshot.cn/v1' })).toEqual([])
  })

  it('reports an address that is none once', () => {
    const { config, problems } = read({ ...SEARXNG, SEARCH_URL: 'searx.example' })
    expect(problems).toEqual([{ variable: 'SEARCH_URL', kind: 'not-a-url' }])
    expect(config.search).toEqual({ service: undefined })
  })
})

describe('addresses', () => {
  it.each([
    ['https://api.deepseek.com/', 'https://api.deepseek.com/v1'],
    [
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
    ],
    ['http://localhost:11434/v1//', 'http://localhost:11434/v1'],
    ['https://api.moonshot.cn/v1/chat/completions', 'https://api.moonshot.cn/v1'],
    ['"https://api.openai.com/v1"', 'https://api.openai.com/v1'],
  ])('of a model service are normalised: %s', (given, baseUrl) =>
    expect(read({ OPENAI_BASE_URL: given }).config.model.endpoint?.baseUrl).toBe(baseUrl),
  )

  it.each([
    'api.deepseek.com',
    'localhost:8080',
    'ftp://files.example',
    'javascript:alert(1)',
    'https://',
    '//x',
  ])('that are no URL are reported: %s', (given) => {
    const { config, problems } = read({ DING_API_URL: given })
    expect(problems).toEqual([{ variable: 'DING_API_URL', kind: 'not-a-url' }])
    expect(config.dingtalk.apiUrl).toBe('https://api.dingtalk.com')
  })

  it('of a model service that are no URL do not fall back to OpenAI, so that the key of one service is not sent to another', () => {
    const { config, problems } = read({ OPENAI_BASE_URL: 'api.deepseek.com/v1' })
    expect(problems).toEqual([{ variable: 'OPENAI_BASE_URL', kind: 'not-a-url' }])
    expect(config.model.endpoint?.baseUrl ?? '').not.toContain('openai')
  })

  it.each([
    ['https://me:secret@llm.example/v1', 'user:password@'],
    ['https://llm.example/v1#secret', '#…'],
    ['https://:secret@llm.example/v1#x', 'user:password@ #…'],
  ])('of a model service are used without %s; that is reported without the values', (given, expected) => {
    const { config, problems } = read({ OPENAI_BASE_URL: given })
    expect(config.model.endpoint?.baseUrl).toBe('https://llm.example/v1')
    expect(problems).toEqual([{ variable: 'OPENAI_BASE_URL', kind: 'partly-used', expected }])
    expect(JSON.stringify([config.model.endpoint, problems])).not.toContain('secret')
  })

  it('of a model service keep their query', () => {
    const given = 'https://llm.example/v1/chat/completions?api-version=2024-10-21&tenant=a%20b'
    const { config, problems } = read({ OPENAI_BASE_URL: given })
    expect(config.model.endpoint).toEqual({
      baseUrl: 'https://llm.example/v1',
      query: { 'api-version': '2024-10-21', tenant: 'a b' },
      usesApiKeyHeader: false,
    })
    expect(problems).toEqual([])
  })

  it("of DingTalk's two hosts are set separately", () => {
    const { dingtalk } = read({ DING_API_URL: 'http://a.example/', DING_OAPI_URL: 'http://b.example' }).config
    expect(dingtalk).toMatchObject({ apiUrl: 'http://a.example', oapiUrl: 'http://b.example' })
  })
})

describe('models and roles', () => {
  it('the default model is the first and is listed once', () =>
    expect(
      read({ OPENAI_MODEL: 'deepseek-chat', OPENAI_MODELS: 'qwen-plus, deepseek-chat，qwen-plus、kimi k2' })
        .config.model.names,
    ).toEqual(['deepseek-chat', 'qwen-plus', 'kimi', 'k2']))

  it('the first model of a list is the default where no other is set', () =>
    expect(read({ OPENAI_MODELS: 'qwen-plus,qwen-max' }).config.model.names).toEqual([
      'qwen-plus',
      'qwen-max',
    ]))

  it('roles are name=prompt, one on each line or separated by |', () => {
    const roles = '翻译＝把我说的译成英文\n 编辑 = 改得更短=更好 |诗人=写诗✍️'
    expect(read({ ROLES: roles }).config.model.roles).toEqual({
      翻译: '把我说的译成英文',
      编辑: '改得更短=更好',
      诗人: '写诗✍️',
    })
  })

  it('a role without a name or a prompt is reported, and the others are used', () => {
    const { config, problems } = read({ ROLES: '=无名\n空=\n\npoet|编辑=改短' })
    expect(config.model.roles).toEqual({ 编辑: '改短' })
    expect(problems).toEqual([{ variable: 'ROLES', kind: 'not-a-role', expected: '=无名 | 空= | poet' }])
  })

  it('a role cannot change inherited properties', () => {
    const { roles } = read({ ROLES: '__proto__=坏' }).config.model
    expect(Object.getPrototypeOf(roles)).toBe(Object.prototype)
    expect(roles.toString).toBe(Object.prototype.toString)
  })
})

it('all problems are reported at once, each with its variable', () => {
  const variables = problemsOf({
    DING_APP_KEY: undefined,
    DING_APP_SECRET: '"quoted"',
    OPENAI_KEY: 'full－width',
    OPENAI_BASE_URL: 'nowhere',
    BOT_LANGUAGE: 'de',
    MEMORY_TURNS: 'many',
  }).map(({ variable }) => variable)
  expect(variables.toSorted()).toEqual([
    'BOT_LANGUAGE',
    'DING_APP_KEY',
    'DING_APP_SECRET',
    'MEMORY_TURNS',
    'OPENAI_BASE_URL',
    'OPENAI_KEY',
  ])
})

it('problems contain names of variables and no values', () => {
  const secret = '这是 秘密 sk-123'
  const { problems } = read({
    OPENAI_KEY: secret,
    OPENAI_BASE_URL: secret,
    REPLY_VIA: secret,
    MEMORY_TURNS: secret,
  })
  expect(problems).toHaveLength(4)
  expect(JSON.stringify(problems)).not.toContain('sk-123')
})
