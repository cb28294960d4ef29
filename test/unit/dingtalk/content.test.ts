import { describe, expect, it } from 'vitest'
import type { Piece } from '../../../functions/bot/question'
import { toContent } from '../../../functions/dingtalk/content'
import type { Content } from '../../../functions/dingtalk/types'

type Case = [rule: string, type: string, fields: Record<string, unknown>, expected: Content]

const ROBOT = '$:LWCP_v1:$Robot'
const pieces = (...list: (string | Piece)[]): Content => ({
  kind: 'pieces',
  pieces: list.map((one) => (typeof one === 'string' ? { text: one } : one)),
})
const unsupported = (type: string): Content => ({ kind: 'unsupported', type })

const KINDS: Case[] = [
  ['text, without the space before it in a group', 'text', { text: { content: ' 你好' } }, pieces('你好')],
  ['text in the form of the guide page', 'text', { content: ' 你好' }, pieces('你好')],
  ['text in content.content', 'text', { content: { content: '你好' } }, pieces('你好')],
  ['text in a JSON text', 'text', { text: '{"content":"你好"}' }, pieces('你好')],
  ['only a mention', 'text', { text: { content: ' ' } }, { kind: 'empty' }],
  ['no text at all', 'text', {}, { kind: 'empty' }],
  ['text that is an object', 'text', { text: { content: { $gt: '' } } }, { kind: 'empty' }],
  [
    'markdown from another robot',
    'markdown',
    { text: { content: '## 标题\n- 一' } },
    pieces('## 标题\n- 一'),
  ],
  [
    'a picture',
    'picture',
    { content: { downloadCode: 'A', pictureDownloadCode: 'B' } },
    pieces({ picture: 'A' }),
  ],
  [
    'a picture with a thumbnail code alone',
    'picture',
    { content: { pictureDownloadCode: 'B' } },
    pieces({ picture: 'B' }),
  ],
  ['a picture in a JSON text', 'picture', { content: '{"downloadCode":"A"}' }, pieces({ picture: 'A' })],
  ['a picture without a code', 'picture', { content: {} }, unsupported('picture')],
  [
    'a voice message, as its recognised text',
    'audio',
    { content: { recognition: ' 今天天气怎么样 ' } },
    pieces('今天天气怎么样'),
  ],
  [
    'a voice message without recognised text',
    'audio',
    { content: { recognition: ' ', downloadCode: 'A' } },
    unsupported('audio'),
  ],
  [
    'a file',
    'file',
    { content: { downloadCode: 'A', fileName: '笔记.md' } },
    pieces({ file: 'A', name: '笔记.md' }),
  ],
  ['a file without a name', 'file', { content: { downloadCode: 'A' } }, pieces({ file: 'A', name: '' })],
  ['a file without a code', 'file', { content: { fileName: 'a.txt' } }, unsupported('file')],
  ['a video', 'video', { content: { downloadCode: 'A', duration: '5' } }, unsupported('video')],
  ['a sticker', 'unknownMsgType', { content: { unknownMsgType: '暂不支持' } }, unsupported('unknownMsgType')],
  [
    'a shared document',
    'interactiveCard',
    { content: { biz_custom_action_url: 'dingtalk://x' } },
    unsupported('interactiveCard'),
  ],
  ['an unknown type', 'hologram', { content: { text: 'x' } }, unsupported('hologram')],
  ['a type with the name of an inherited property', 'constructor', {}, unsupported('constructor')],
  ['over quota', 'text', { errorCode: 20001, errorMessage: '超量' }, { kind: 'over-quota' }],
  ['over quota, with the code as text', 'text', { errorCode: '20001' }, { kind: 'over-quota' }],
  ['the error code 0 as no error', 'text', { errorCode: 0, text: { content: '你好' } }, pieces('你好')],
]

it.each(KINDS)('reads %s', (_, type, fields, expected) => expect(toContent(type, fields)).toEqual(expected))

describe('rich text', () => {
  const rich = (richText: unknown, conversationType = '1') =>
    toContent('richText', { conversationType, content: { richText } })

  it('keeps texts and pictures in order', () =>
    expect(
      rich([
        { text: '比较这两张图\n' },
        { type: 'picture', downloadCode: 'A', pictureDownloadCode: 'a' },
        { type: 'picture', downloadCode: 'B' },
        { text: '哪张更清楚', attrs: { bold: true } },
      ]),
    ).toEqual(pieces('比较这两张图', { picture: 'A' }, { picture: 'B' }, '哪张更清楚')))

  it('in a group leaves out the mention of the robot', () =>
    expect(rich([{ text: '@AI助手' }, { text: ' 你好' }], '2')).toEqual(pieces('你好')))

  it('in a group leaves out the mention of the robot before other text', () =>
    expect(rich([{ text: '@AI助手 你好' }], '2')).toEqual(pieces('你好')))

  it('in a direct chat keeps a text that looks like a mention', () =>
    expect(rich([{ text: '@media 是什么' }])).toEqual(pieces('@media 是什么')))

  it('keeps the mentions of others', () =>
    expect(
      rich([{ text: '@AI助手' }, { text: ' 请' }, { type: 'at', atName: '小李' }, { text: ' 看看' }], '2'),
    ).toEqual(pieces('请@小李 看看')))

  it('keeps emoji and leaves out pieces without text', () =>
    expect(rich([{ text: '好' }, { type: 'emoji', text: '👍' }, { type: 'skill', skillData: {} }])).toEqual(
      pieces('好👍'),
    ))

  const ROBOT_ONLY = [{ dingtalkId: ROBOT }]
  const both = [{ dingtalkId: '$:colleague', staffId: '1' }, { dingtalkId: ROBOT }]
  it.each<[elements: object[], atUsers: object[], words: string]>([
    [[{ text: '@AI 小 助手' }, { text: ' 你好' }], ROBOT_ONLY, '你好'],
    [[{ text: '@AI 小 助手' }, { text: '/new' }], ROBOT_ONLY, '/new'],
    [[{ text: '你好 ' }, { text: '@AI 小 助手' }], ROBOT_ONLY, '你好'],
    [[{ text: '你好' }, { text: '@AI 小 助手 ' }, { text: ' ' }], ROBOT_ONLY, '你好'],
    [[{ text: '你' }, { type: 'at', atName: 'AI 小 助手' }, { text: '好' }], ROBOT_ONLY, '你好'],
    [[{ text: '@小李 ' }, { text: '和 ' }, { text: '@AI 助手' }, { text: ' 看看' }], both, '@小李 和  看看'],
    [[{ text: '@AI助手' }, { text: '@types/node 怎么装' }], ROBOT_ONLY, '@types/node 怎么装'],
    [[{ text: '@types/node 怎么装' }], ROBOT_ONLY, '@types/node 怎么装'],
    [[{ text: '@AI 小 助手 /new' }], ROBOT_ONLY, '@AI 小 助手 /new'],
    [[{ text: '看 ' }, { text: '@types/node 怎么装' }, { text: ' 呢' }], [], '看 @types/node 怎么装 呢'],
    [[{ text: '请问 @小李 在吗' }], [], '请问 @小李 在吗'],
    [[{ text: '@AI助手，你好' }], ROBOT_ONLY, '你好'],
    [[{ text: '@AI助手，它是什么？' }, { text: '为什么？' }], ROBOT_ONLY, '它是什么？为什么？'],
    [[{ text: '@Override 是什么注解' }, { text: '@AI助手' }], ROBOT_ONLY, '@Override 是什么注解'],
  ])('in a group: %j with the mentions %j says %j', (richText, atUsers, words) =>
    expect(
      toContent('richText', { conversationType: '2', chatbotUserId: ROBOT, atUsers, content: { richText } }),
    ).toEqual(pieces(words)),
  )

  it('loses no words before a picture', () =>
    expect(rich([{ text: '@AI助手 比较' }, { type: 'picture', downloadCode: 'A' }], '2')).toEqual(
      pieces('比较', { picture: 'A' }),
    ))

  it('with a picture before the mention keeps the words after it', () =>
    expect(rich([{ type: 'picture', downloadCode: 'A' }, { text: '@AI助手 这是什么' }], '2')).toEqual({
      kind: 'pieces',
      pieces: [{ picture: 'A' }, { text: '这是什么' }],
    }))

  it('of a mention and an empty text is empty', () =>
    expect(rich([{ text: '@AI 小 助手' }, { text: ' ' }], '2')).toEqual({ kind: 'empty' }))

  it('that is only a mention is empty', () =>
    expect(rich([{ text: '@AI助手' }], '2')).toEqual({ kind: 'empty' }))

  it.each([undefined, null, {}, 'x', 42, [null, 1, 'x', [], {}]])('of %j is empty', (odd) =>
    expect(rich(odd)).toEqual({ kind: 'empty' }),
  )

  it('of a thousand pieces is read up to a hundred', () => {
    const content = rich(Array.from({ length: 1_000 }, (_, n) => ({ text: `第${n}。` })))
    const text = Array.from({ length: 100 }, (_, n) => `第${n}。`).join('')
    expect(content).toEqual(pieces(text, { unread: 'rest' }))
  })

  it('of a thousand pictures is read up to twenty', () => {
    const content = rich(
      Array.from({ length: 1_000 }, (_, n) => ({ type: 'picture', downloadCode: `c${n}` })),
    )
    const pictures = Array.from({ length: 20 }, (_, n) => ({ picture: `c${n}` }))
    expect(content).toEqual(pieces(...pictures, { unread: 'rest' }))
  })

  it('has a mark for a picture without a code', () => {
    expect(rich([{ text: '看' }, { type: 'picture' }])).toEqual(pieces('看', { unread: 'picture' }))
    expect(rich([{ type: 'picture' }])).toEqual(unsupported('richText'))
  })
})

describe('a forwarded conversation', () => {
  const record = (content: object) => toContent('chatRecord', { content })
  const rows = [
    { senderNick: '小测', content: '你好' },
    { senderNick: '小李', content: '在' },
  ]

  it('is read as names and texts', () => {
    const expected = pieces('小测的聊天记录\n小测: 你好\n小李: 在')
    expect(record({ title: '小测的聊天记录', chatRecord: JSON.stringify(rows) })).toEqual(expected)
    expect(record({ title: '小测的聊天记录', chatRecord: rows })).toEqual(expected)
  })

  it('is read from its summary where its records are broken', () =>
    expect(record({ summary: '小测: 你好', chatRecord: '[' })).toEqual(pieces('小测: 你好')))

  it('without text is unsupported', () => expect(record({})).toEqual(unsupported('chatRecord')))

  it('has the names of a summary in the same order where its rows have ids only', () => {
    const chatRecord = [
      { senderId: '$:1', msgType: 'text', content: '明天几点' },
      { senderId: '$:2', msgType: 'text', content: '九点' },
      { senderId: '$:1', msgType: 'text', content: '好' },
      { senderId: '$:3', msgType: 'text', content: '带电脑' },
    ]
    const summary = '["甲:明天几点","乙：九点"]'
    const expected = pieces('甲: 明天几点\n乙: 九点\n甲: 好\n#1: 带电脑')
    expect(record({ summary, chatRecord: JSON.stringify(chatRecord) })).toEqual(expected)
    expect(record({ summary: JSON.parse(summary), records: chatRecord })).toEqual(expected)
  })

  it.each([
    ['content', { content: '好' }],
    ['content.text', { content: { text: '好' } }],
    ['content.content', { content: { content: '好' } }],
    ['text', { text: '好' }],
    ['text.content', { text: { content: '好' } }],
    ['a rich text', { msgType: 'richText', content: { richText: [{ text: '好' }] } }],
    ['a recognised voice message', { msgType: 'audio', content: { recognition: '好' } }],
    ['an unknown type with a text', { msgType: 'hologram', content: '好' }],
  ])('has the text of %s', (_, row) =>
    expect(record({ chatRecord: [{ senderName: '甲', ...row }] })).toEqual(pieces('甲: 好')),
  )

  it('that is JSON keeps a text that is JSON', () => {
    const content = '{"text":"x"}'
    expect(record({ chatRecord: [{ senderName: '甲', content }] })).toEqual(pieces(`甲: ${content}`))
  })

  it.each([
    [{ msgType: 'picture', content: { downloadCode: 'A' } }, { unread: 'picture' }],
    [
      { msgType: 'file', content: { fileName: '报告.pdf' } },
      { unread: 'file', name: '报告.pdf' },
    ],
    [
      { msgType: 'file', fileName: '报告.pdf' },
      { unread: 'file', name: '报告.pdf' },
    ],
    [
      { msgType: 'file', content: '{"fileName":"报告.pdf"}' },
      { unread: 'file', name: '报告.pdf' },
    ],
    [{ msgType: 'audio', content: {} }, { unread: 'voice' }],
    [{ msgType: 'video', content: {} }, { unread: 'video' }],
    [{ msgType: 'interactiveCard', content: {} }, { unread: 'card' }],
    [{ msgType: 'hologram', content: { x: 1 } }, { unread: 'other' }],
    [{ content: 42 }, { unread: 'other' }],
  ] as [object, Piece][])('has a mark for %j and keeps the rows around it', (row, mark) =>
    expect(
      record({
        chatRecord: [
          { senderNick: '甲', content: '前' },
          { senderNick: '乙', ...row },
          { senderNick: '甲', content: '后' },
        ],
      }),
    ).toEqual(pieces('甲: 前', { ...mark, before: '乙: ' } as Piece, '甲: 后')),
  )

  it.each([null, 42, [], true])('has a mark for a row that is %j', (row) =>
    expect(record({ chatRecord: [{ senderNick: '甲', content: '前' }, row] })).toEqual(
      pieces('甲: 前', { unread: 'other' }),
    ),
  )

  it('may hold others, to three levels', () => {
    const nest = (depth: number): object => ({
      title: `第${depth}层`,
      chatRecord: JSON.stringify([
        { senderNick: '甲', content: `话${depth}` },
        { senderNick: '乙', msgType: 'chatRecord', content: depth < 5 ? nest(depth + 1) : {} },
      ]),
    })
    expect(record(nest(1))).toEqual(
      pieces('第1层\n甲: 话1\n乙: 第2层\n甲: 话2\n乙: 第3层\n甲: 话3', { unread: 'rest', before: '乙: ' }),
    )
  })

  it('of a thousand rows, also in others, is read up to a hundred', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => ({ content: `${n}` }))
    const read = record({ chatRecord: [{ msgType: 'chatRecord', content: { records: many } }, ...many] })
    const lines = Array.from({ length: 99 }, (_, n) => `${n}`)
    expect(read).toMatchObject({
      pieces: [{ text: lines.join('\n') }, { unread: 'rest' }, { unread: 'rest' }],
    })
  })

  it('that is quoted is read, or its summary', () => {
    const quoted = (content: object) => {
      const repliedMsg = { msgType: 'chatRecord', content }
      return toContent('text', { text: { content: '总结', repliedMsg } })
    }
    const quote = (text: string) => ({ ...pieces('总结'), quote: { fromRobot: false, pieces: [{ text }] } })
    expect(quoted({ title: '群聊', chatRecord: rows })).toEqual(quote('群聊\n小测: 你好\n小李: 在'))
    expect(quoted({ title: '群聊', summary: '["甲:好"]' })).toEqual(quote('群聊\n甲:好'))
  })
})

describe('a quoted message', () => {
  const quoting = (repliedMsg: unknown, content = '这句是什么意思？') =>
    toContent('text', { chatbotUserId: ROBOT, text: { content, isReplyMsg: true, repliedMsg } })
  const withQuote = (fromRobot: boolean, ...quoted: object[]) => ({
    ...pieces('这句是什么意思？'),
    quote: { fromRobot, pieces: quoted },
  })

  it.each([
    ['content.text', { text: '被引用的原文' }],
    ['content.content', { content: '被引用的原文' }],
    ['a JSON text', '{"text":"被引用的原文"}'],
    ['a bare text', '被引用的原文'],
  ])('is read from %s', (_, content) =>
    expect(quoting({ msgType: 'text', senderId: 'x', content })).toEqual(
      withQuote(false, { text: '被引用的原文' }),
    ),
  )

  it('is of the robot when its sender is the robot', () =>
    expect(quoting({ msgType: 'text', senderId: ROBOT, content: { text: '我说过' } })).toEqual(
      withQuote(true, { text: '我说过' }),
    ))

  it.each([
    ['newer', { text: { content: '问', repliedMsg: { msgType: 'text', content: { text: '原文' } } } }],
    ['older', { text: { content: '问' }, quoteMessage: { text: { content: '原文' } } }],
  ])('is not of the robot when neither sender nor robot is named, in the %s shape', (_, fields) =>
    expect(toContent('text', fields)).toMatchObject({ quote: { fromRobot: false } }),
  )

  it('of rich text keeps its order, with its other field names', () =>
    expect(
      quoting({
        msgType: 'richText',
        content: {
          richText: [
            { msgType: 'text', content: '看图' },
            { msgType: 'picture', downloadCode: 'A' },
          ],
        },
      }),
    ).toEqual(withQuote(false, { text: '看图' }, { picture: 'A' })))

  it('of a picture or a file keeps the download code', () => {
    expect(quoting({ msgType: 'picture', content: { downloadCode: 'A' } })).toEqual(
      withQuote(false, { picture: 'A' }),
    )
    expect(quoting({ msgType: 'file', content: { downloadCode: 'A', fileName: 'a.md' } })).toEqual(
      withQuote(false, { file: 'A', name: 'a.md' }),
    )
  })

  it("of a robot's card is read from the tree of the card", () => {
    const cardContent = {
      elementType: 'card',
      children: [{ value: '第一' }, { children: [{ value: '第二' }] }],
    }
    expect(quoting({ msgType: 'interactiveCard', content: { cardContent } })).toEqual(
      withQuote(false, { text: '第一第二' }),
    )
  })

  it('in rich text is read from content', () =>
    expect(
      toContent('richText', {
        content: { richText: [{ text: '问' }], repliedMsg: { msgType: 'text', content: { text: '原文' } } },
      }),
    ).toEqual({ ...pieces('问'), quote: { fromRobot: false, pieces: [{ text: '原文' }] } }))

  it('is read in the older shape', () =>
    expect(
      toContent('text', {
        chatbotUserId: ROBOT,
        text: { content: '问' },
        quoteMessage: { msgtype: 'text', text: { content: '原文' }, senderId: ROBOT },
      }),
    ).toEqual({ ...pieces('问'), quote: { fromRobot: true, pieces: [{ text: '原文' }] } }))

  it('with only a mention is a question about it', () =>
    expect(quoting({ msgType: 'text', content: { text: '原文' } }, ' ')).toEqual({
      ...pieces(),
      quote: { fromRobot: false, pieces: [{ text: '原文' }] },
    }))

  it.each([
    [undefined, 'other'],
    [null, 'other'],
    ['x', 'other'],
    [[], 'other'],
    [{}, 'other'],
    [{ content: {} }, 'other'],
    [{ msgType: 'unknownMsgType', content: { unknownMsgType: '暂不支持' } }, 'other'],
    [{ msgType: 'constructor', content: {} }, 'other'],
    [{ msgType: 'video', content: { downloadCode: 'A' } }, 'video'],
    [{ msgType: 'audio', content: { downloadCode: 'A' } }, 'voice'],
    [{ msgType: 'picture', content: {} }, 'picture'],
    [{ msgType: 'interactiveCard', content: {} }, 'card'],
    [{ msgType: 'interactiveCard', content: { text: '[Interactive Card Message]' } }, 'card'],
  ] as const)('without its content is a mark: %j', (repliedMsg, unread) =>
    expect(quoting(repliedMsg)).toEqual(withQuote(false, { unread })),
  )

  it('of a file without a code keeps the name', () =>
    expect(quoting({ msgType: 'unknownMsgType', content: { fileName: '报告.pdf' } })).toEqual(
      withQuote(false, { unread: 'file', name: '报告.pdf' }),
    ))

  it('of which only ids are sent keeps the ids', () => {
    const ids = { originalMsgId: 'msgOld==', originalProcessQueryKey: 'key==' }
    expect(toContent('text', { text: { content: '问' }, ...ids })).toEqual({
      ...pieces('问'),
      quote: {
        fromRobot: false,
        pieces: [{ unread: 'other' }],
        ids: { msgId: 'msgOld==', sendKey: 'key==' },
      },
    })
  })

  it('whose words are sent has no ids', () =>
    expect(
      toContent('text', {
        originalMsgId: 'msgOld==',
        text: { content: '问', repliedMsg: { msgType: 'text', content: { text: '原文' } } },
      }),
    ).toEqual({ ...pieces('问'), quote: { fromRobot: false, pieces: [{ text: '原文' }] } }))

  it('is read to three levels of quotes', () => {
    const nest = (depth: number): object => ({
      msgType: 'text',
      content: { text: `第${depth}层`, ...(depth < 1_000 ? { repliedMsg: nest(depth + 1) } : {}) },
    })
    expect(quoting(nest(1))).toEqual(withQuote(false, { text: '第3层\n———\n第2层\n———\n第1层' }))
  })

  it('of a card with a thousand levels is a mark', () => {
    let cardContent: object = { value: '底' }
    for (let level = 0; level < 1_000; level += 1) cardContent = { children: [cardContent] }
    expect(quoting({ msgType: 'interactiveCard', content: { cardContent } })).toEqual(
      withQuote(false, { unread: 'card' }),
    )
  })
})

describe('a message is bounded', () => {
  const LONG = '字'.repeat(1_000_000)
  const rest: Piece = { unread: 'rest' }

  it('to 60,000 characters with its quote, and says that the rest is left out', () => {
    const repliedMsg = { msgType: 'text', content: { text: LONG } }
    expect(toContent('text', { text: { content: LONG, repliedMsg } })).toEqual({
      ...pieces(LONG.slice(0, 60_000), rest),
      quote: { fromRobot: false, pieces: [rest] },
    })
    expect(toContent('text', { text: { content: '问'.repeat(10_000), repliedMsg } })).toMatchObject({
      quote: { pieces: [{ text: LONG.slice(0, 50_000) }, rest] },
    })
  })

  it('without half an emoji at the end', () => {
    const content = toContent('text', { text: { content: `a${'🐢'.repeat(40_000)}` } })
    expect(content).toEqual(pieces(`a${'🐢'.repeat(29_999)}`, rest))
  })

  it.each(['x'.repeat(4_097), '码'.repeat(10), 'a b', 42])(
    'and a download code that is none reads as absent (%#)',
    (downloadCode) => {
      expect(toContent('picture', { content: { downloadCode } })).toEqual(unsupported('picture'))
      expect(toContent('file', { content: { downloadCode, fileName: 'a.md' } })).toEqual(unsupported('file'))
    },
  )

  it.each([
    [`${LONG}.md`, `${'字'.repeat(252)}.md`],
    [LONG, '字'.repeat(255)],
    ['会\n议\u202e\u0000 纪要.md', '会 议 纪要.md'],
    [`a.${'x'.repeat(30)}`, `a.${'x'.repeat(30)}`],
  ])('and a file name to 255 characters with its ending (%#)', (fileName, name) =>
    expect(toContent('file', { content: { downloadCode: 'A', fileName } })).toEqual(
      pieces({ file: 'A', name }),
    ),
  )
})
