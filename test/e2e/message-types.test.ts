import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import type { OutgoingMessage, WireVariant } from '../../playground/dingtalk/callback/messages'
import { type Person, TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import type { ChatMessage } from '../../playground/openai/protocol'
import { jpeg, png } from '../playground/openai/pictures'
import { useSharedBot } from '../support/use-bot'

const texts = TEXTS.zh
const bot = useSharedBot()
let person: Person
let people = 0

beforeEach(() => {
  // A new person for every test, so that no earlier turn is in the prompt.
  people += 1
  person = bot.dingtalk.directory.addPerson({ nick: `新人${people}`, staffId: `new${people}` })
  bot.dingtalk.faults.clear()
  bot.openai.answer('好')
})

const image = { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } }
const text = (words: string) => ({ type: 'text', text: words })
const GROUP = { in: TEST_GROUP_ID }
/** What the model is shown of a quote whose content DingTalk did not send. */
const unreadQuote = (mark: string, words: string, fromRobot = true) => {
  const [before, after] = texts.quoted(fromRobot)
  return [before, mark, texts.notSent, after, words].join('\n')
}

/** Messages that the model answers: what its prompt contains of them. */
const QUESTIONS: [title: string, message: OutgoingMessage, content: ChatMessage['content'] | unknown[]][] = [
  [
    'text in a group',
    { kind: 'text', text: '@AI助手 帮我总结一下 @小李 的方案', ...GROUP },
    '帮我总结一下 @小李 的方案',
  ],
  ['text in a direct chat', { kind: 'text', text: '你好' }, '你好'],
  [
    'a long text',
    { kind: 'text', text: `${'很长的问题。'.repeat(500)}🐢` },
    `${'很长的问题。'.repeat(500)}🐢`,
  ],
  [
    'rich text in a group',
    {
      kind: 'richText',
      pieces: [
        { text: ' 比较这两张图\n' },
        { picture: true },
        { picture: true },
        { text: '哪张更清楚', attrs: { bold: true } },
      ],
      ...GROUP,
    },
    [text('比较这两张图'), image, image, text('哪张更清楚')],
  ],
  [
    'rich text in a direct chat',
    { kind: 'richText', pieces: [{ text: '看' }, { emoji: '🤔' }, { picture: true }] },
    [text('看🤔'), image],
  ],
  [
    'rich text without pictures',
    { kind: 'richText', pieces: [{ text: ' 请' }, { at: 'xiaoli' }, { text: '看看' }], ...GROUP },
    '请@小李看看',
  ],
  ['a picture', { kind: 'picture' }, [image]],
  ['a voice message', { kind: 'audio', recognition: '今天天气怎么样' }, '今天天气怎么样'],
  ['markdown of another robot', { kind: 'markdown', text: '## 标题\n- 一\n- 二' }, '## 标题\n- 一\n- 二'],
  [
    'a forwarded conversation',
    {
      kind: 'chatRecord',
      title: '小测的聊天记录',
      summary: '…',
      records: [
        { senderNick: '小测', content: '你好' },
        { senderNick: '小李', content: '在' },
      ],
    },
    '小测的聊天记录\n小测: 你好\n小李: 在',
  ],
  [
    'a text file',
    { kind: 'file', fileName: '笔记.md', bytes: Buffer.from('# 会议\n三点') },
    '文件「笔记.md」的内容：\n# 会议\n三点',
  ],
  ...(['text', 'content', 'legacy'] as const).map((shape): [string, OutgoingMessage, string] => [
    `a quote, in the shape "${shape}"`,
    { kind: 'text', text: '这句是什么意思？', quote: { shape, text: '被引用的原文', from: 'xiaoli' } },
    '我引用了这条消息：\n被引用的原文\n我的问题：\n这句是什么意思？',
  ]),
  [
    'a quote with only its id',
    { kind: 'text', text: '这句是什么意思？', quote: { shape: 'idOnly' } },
    unreadQuote('[无法显示的消息]', '这句是什么意思？', false),
  ],
  [
    "a quote of the robot's own words, in a group",
    { kind: 'text', text: '@AI助手 再说细一点', quote: { text: '我之前说的' }, ...GROUP },
    '我引用了你之前的回答：\n我之前说的\n我的问题：\n再说细一点',
  ],
  [
    'a quoted picture',
    { kind: 'text', text: '这是哪里？', quote: { kind: 'picture', from: 'xiaoli' } },
    [text('我引用了这条消息：'), image, text('我的问题：\n这是哪里？')],
  ],
  [
    'a quote of text and pictures',
    {
      kind: 'text',
      text: '哪张？',
      quote: { kind: 'richText', pieces: [{ text: '两张' }, { picture: true }, { picture: true }] },
    },
    [text('我引用了你之前的回答：\n两张'), image, image, text('我的问题：\n哪张？')],
  ],
  [
    'a quoted text file',
    {
      kind: 'text',
      text: '总结',
      quote: { kind: 'file', attachment: { fileName: 'a.csv', bytes: Buffer.from('姓名,分数') } },
    },
    '我引用了你之前的回答：\n文件「a.csv」的内容：\n姓名,分数\n我的问题：\n总结',
  ],
  [
    'a quoted PDF',
    { kind: 'text', text: '总结', quote: { kind: 'file', attachment: { fileName: '报告.pdf' } } },
    '我引用了你之前的回答：\n[报告.pdf]\n我的问题：\n总结',
  ],
  [
    'a quoted card with text',
    { kind: 'text', text: '什么意思？', quote: { kind: 'cardTree', text: '卡片上的话' } },
    '我引用了你之前的回答：\n卡片上的话\n我的问题：\n什么意思？',
  ],
  ...(
    [
      ['a card without text', 'card', '[卡片]'],
      ['a video', 'video', '[视频]'],
      ['a voice message without recognised text', 'audio', '[语音]'],
      ['a sticker', 'unknownMsgType', '[无法显示的消息]'],
    ] as const
  ).map(([what, kind, mark]): [string, OutgoingMessage, string] => [
    `a quote of ${what}`,
    { kind: 'text', text: '什么意思？', quote: { kind } },
    unreadQuote(mark, '什么意思？'),
  ]),
  [
    'a quote of a quote',
    {
      kind: 'text',
      text: '谁说得对？',
      quote: { text: '不对', from: 'xiaoli', quote: { text: '地球是平的', from: 'guest' } },
    },
    '我引用了这条消息：\n地球是平的\n———\n不对\n我的问题：\n谁说得对？',
  ],
  [
    'a quote in rich text',
    { kind: 'richText', pieces: [{ text: '呢？' }], quote: { text: '原文' } },
    '我引用了你之前的回答：\n原文\n我的问题：\n呢？',
  ],
  [
    'only a mention, and a quote',
    { kind: 'text', text: '@AI助手', quote: { text: '原文' }, ...GROUP },
    '我引用了你之前的回答：\n原文\n我的问题：',
  ],
]

/** Messages that are answered in the HTTP body without the model: the text of the answer. */
const UNSUPPORTED: [title: string, message: OutgoingMessage, answer: string][] = [
  ['only a mention', { kind: 'text', text: '@AI助手', ...GROUP }, texts.empty],
  ['only a mention and spaces', { kind: 'text', text: '@AI助手   ', ...GROUP }, texts.empty],
  ['only a mention, in rich text', { kind: 'richText', pieces: [], ...GROUP }, texts.empty],
  ['a voice message without recognised text', { kind: 'audio', recognition: '' }, texts.voiceWithoutWords],
  [
    'only a mention, and a quote of a card',
    { kind: 'text', text: '@AI助手', quote: { kind: 'card' }, ...GROUP },
    texts.quoteNotSent,
  ],
  [
    'only a mention, and a quote with only its id',
    { kind: 'text', text: '@AI助手', quote: { shape: 'idOnly' }, ...GROUP },
    texts.quoteNotSent,
  ],
  ['a video', { kind: 'video' }, texts.unsupported],
  ['a sticker, a location, a name card', { kind: 'unknownMsgType' }, texts.unsupported],
  ['a shared document', { kind: 'interactiveCard' }, texts.unsupported],
  ['a photo sent as a file', { kind: 'file', fileName: '照片.HEIC' }, texts.unreadableFile],
  ['an archive', { kind: 'file', fileName: '资料.zip' }, texts.unreadableFile],
  ['a file without an extension', { kind: 'file', fileName: '无后缀' }, texts.unreadableFile],
]

const VARIANTS: [name: string, variant: WireVariant][] = [
  ['as documented', {}],
  ['with content as JSON text', { contentAsJson: true }],
  ['with numbers as text', { numbersAsStrings: true }],
  ['from an older client', { newerFields: false }],
  ['from a robot not yet published', { staffId: false }],
]

describe.each(VARIANTS)('%s', (_, variant) => {
  it.each(QUESTIONS)('%s is answered by the model', async (_, message, content) => {
    const line = await bot.ask({ ...message, variant, from: person })
    expect(line).toMatchObject({ result: 'answered' })
    expect(bot.openai.store.calls.at(-1)?.body.messages.slice(1)).toEqual([{ role: 'user', content }])
    const reached = message.in ? {} : { recipients: [person.id] }
    expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({
      text: expect.stringMatching(/^好/),
      ...reached,
    })
  })

  it.each(UNSUPPORTED)(
    '%s is answered in the HTTP body, without an upstream call',
    async (_, message, answer) => {
      const { calls } = bot.openai.store
      const before = [calls.length, bot.dingtalk.store.calls.length]
      await bot.ask({ ...message, variant, from: person })
      expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({ via: 'body', text: answer })
      expect([calls.length, bot.dingtalk.store.calls.length]).toEqual(before)
    },
  )

  it('an over-quota callback is not answered and has a line in the log', async () => {
    const before = bot.dingtalk.store.deliveries.length
    const { msgId } = await bot.send({ kind: 'overQuota', variant, from: person })
    expect(bot.dingtalk.store.callbacks.at(-1)).toMatchObject({
      status: 200,
      responseBody: '{"msgtype":"empty"}',
    })
    await bot.until('the line', () => bot.lines.some(({ id }) => String(id).endsWith(String(msgId))))
    expect(bot.lines.at(-1)).toMatchObject({ result: 'over-quota' })
    expect(bot.dingtalk.store.deliveries).toHaveLength(before)
  })
})

describe('a picture', () => {
  /** The content of the last prompt with whole pictures, of which the emulator stores only the beginning. */
  const shown = async (message: OutgoingMessage) => {
    let content: ChatMessage['content']
    bot.openai.answer(({ messages }) => {
      content = messages.at(-1)?.content
      return '好'
    })
    await bot.ask({ ...message, from: person })
    return content
  }
  const dataUrl = (type: string, bytes: Buffer) => ({
    type: 'image_url',
    image_url: { url: `data:${type};base64,${bytes.toString('base64')}` },
  })

  it('reaches the model byte for byte, with the type of its bytes', async () => {
    const bytes = png(640, 480)
    expect(await shown({ kind: 'picture', bytes, contentType: 'text/html' })).toEqual([
      dataUrl('image/png', bytes),
    ])
  })

  it('reaches the model in its place between text and other pictures', async () => {
    const [first, second] = [png(2, 1), jpeg(1, 2)]
    const pieces = [
      { text: '左' },
      { picture: true as const, bytes: first },
      { text: '右' },
      { picture: true as const, bytes: second },
    ]
    expect(await shown({ kind: 'richText', pieces })).toEqual([
      text('左'),
      dataUrl('image/png', first),
      text('右'),
      dataUrl('image/jpeg', second),
    ])
  })

  it('of 9 MB reaches the model', async () => {
    const bytes = Buffer.concat([png(4_000, 3_000), Buffer.alloc(9 * 1024 * 1024)])
    const [picture] = (await shown({ kind: 'picture', bytes })) as { image_url: { url: string } }[]
    expect(picture?.image_url.url).toHaveLength(dataUrl('image/png', bytes).image_url.url.length)
  })

  it('is remembered as a mark and not sent again with the next question', async () => {
    await bot.ask({ kind: 'richText', pieces: [{ text: '这是什么？' }, { picture: true }], from: person })
    await bot.ask({ kind: 'text', text: '什么颜色？', from: person })
    expect(bot.openai.store.calls.at(-1)?.body.messages.slice(1)).toEqual([
      { role: 'user', content: '这是什么？\n[图片]' },
      { role: 'assistant', content: '好' },
      { role: 'user', content: '什么颜色？' },
    ])
  })

  it('is downloaded by its downloadCode, not by the code of its thumbnail', async () => {
    bot.dingtalk.faults.set('thumbnail-broken')
    expect(await bot.ask({ kind: 'picture', from: person })).toMatchObject({ result: 'answered' })
  })
})

describe('one sentence is sent, without a model call', () => {
  const cannot = async (message: OutgoingMessage, sentence: string) => {
    const asked = bot.openai.store.calls.length
    const delivered = bot.dingtalk.store.deliveries.length
    await bot.ask({ ...message, from: person })
    expect(bot.dingtalk.store.deliveries.slice(delivered).map(({ text }) => text)).toEqual([sentence])
    expect(bot.openai.store.calls).toHaveLength(asked)
  }
  const { failure } = texts
  const PICTURES: [string, OutgoingMessage][] = [
    ['on its own', { kind: 'picture' }],
    ['in rich text', { kind: 'richText', pieces: [{ text: '这是什么？' }, { picture: true }] }],
  ]

  it.each([
    ['text', Buffer.from('这不是图片')],
    ['HTML', Buffer.from('<html></html>')],
    ['empty', Buffer.from('')],
  ])('for a picture that is %s', (_, bytes) =>
    cannot({ kind: 'picture', bytes }, failure['picture-unreadable']),
  )

  it('for a picture of 30 MB', async () => {
    const bytes = Buffer.concat([png(10, 10), Buffer.alloc(30 * 1024 * 1024)])
    await cannot({ kind: 'picture', bytes }, failure['picture-too-large'])
  })

  it.each(PICTURES)('for a download that answers 403: %s', async (_, message) => {
    bot.dingtalk.faults.set('file-gone')
    await cannot(message, failure['picture-unreadable'])
  })

  it.each(PICTURES)('for a download code that has expired: %s', async (_, message) => {
    bot.dingtalk.faults.set('download-expired')
    await cannot(message, failure['picture-unreadable'])
  })

  it('for a missing permission', async () => {
    bot.dingtalk.faults.set('permission-missing', { on: 'download' })
    await cannot({ kind: 'picture' }, failure['picture-unreadable'])
  })

  it('at the deadline for a download that hangs', async () => {
    bot.dingtalk.faults.set('hang', { on: 'file' })
    bot.stopMaintenance()
    const asked = bot.openai.store.calls.length
    const files = bot.dingtalk.store.counts.calls.download
    const { msgId } = await bot.send({ kind: 'picture', from: person })
    await bot.until('the download', () => bot.dingtalk.store.counts.calls.download > files)
    bot.clock.advance(120_000)
    await bot.until('the end', () => bot.lines.some(({ id }) => String(id).endsWith(String(msgId))))
    expect(bot.dingtalk.store.deliveries.at(-1)?.text).toBe(failure.timeout)
    expect(bot.openai.store.calls).toHaveLength(asked)
  })

  it.each([
    ['with a NUL in it, named .txt', 'data.txt', Buffer.from('BM\u0000\u0000'), 'file-unreadable'],
    ['with only spaces in it', '空.md', Buffer.from(' \n'), 'file-unreadable'],
    ['of 2 MB', '大.log', Buffer.alloc(2 * 1024 * 1024, 'x'), 'file-too-large'],
  ] as const)('for a text file %s', (_, fileName, bytes, kind) =>
    cannot({ kind: 'file', fileName, bytes }, failure[kind]),
  )

  it('for no picture whose download fails only once', async () => {
    bot.dingtalk.faults.set('unavailable', { on: 'download', times: 1 })
    expect(await bot.ask({ kind: 'picture', from: person })).toMatchObject({ result: 'answered' })
  })
})

describe('a quote of which DingTalk sends only ids', () => {
  const ask = async (message: OutgoingMessage, from = person) => {
    await bot.ask({ ...message, from })
    return bot.prompt()?.at(-1)
  }
  const [ofRobot, myQuestion] = texts.quoted(true)

  it.each([{}, GROUP])('is the answer that was sent under the key, %j', async (where) => {
    bot.openai.answer('地球是圆的')
    await ask({ kind: 'text', text: '@AI助手 地球是什么形状', ...where })
    const { processQueryKey } = bot.dingtalk.store.deliveries.at(-1) ?? {}
    const quote = { kind: 'card', processQueryKey } as const
    const asker = 'in' in where ? bot.dingtalk.directory.person('xiaoli') : person
    const shown = await ask({ kind: 'text', text: '@AI助手 为什么？', quote, ...where }, asker)
    expect(shown).toContain([ofRobot, '地球是圆的', myQuestion, ''].join('\n'))
  })

  it('is the question of that id', async () => {
    const { msgId } = await bot.send({ kind: 'text', text: '一加一等于几', from: person })
    await bot.until('the answer', () => bot.lines.some(({ id }) => String(id).endsWith(String(msgId))))
    const shown = await ask({ kind: 'text', text: '再答一次', quote: { shape: 'idOnly', msgId } })
    const [before, after] = texts.quoted(false)
    expect(shown).toBe([before, '一加一等于几', after, '再答一次'].join('\n'))
  })

  it('is not a message of another conversation', async () => {
    await ask({ kind: 'text', text: '@AI助手 群里的问题', ...GROUP })
    const { processQueryKey } = bot.dingtalk.store.deliveries.at(-1) ?? {}
    const shown = await ask({ kind: 'text', text: '什么？', quote: { kind: 'card', processQueryKey } })
    expect(shown).toBe(unreadQuote('[卡片]', '什么？'))
  })
})

it.each([
  ['UTF-8', Buffer.from('你好')],
  ['GB18030', Buffer.from('c4e3bac3', 'hex')],
  ['UTF-16', Buffer.from('fffe604f7d59', 'hex')],
])('a text file in %s is read', async (_, bytes) => {
  await bot.ask({ kind: 'file', fileName: 'a.txt', bytes, from: person })
  expect(bot.openai.store.calls.at(-1)?.body.messages.at(-1)?.content).toBe('文件「a.txt」的内容：\n你好')
})

afterEach(() => {
  for (const { status } of bot.dingtalk.store.callbacks) expect(status).toBe(200)
})
