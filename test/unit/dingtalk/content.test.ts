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

  it('that is only a mention is empty', () =>
    expect(rich([{ text: '@AI助手' }], '2')).toEqual({ kind: 'empty' }))

  it.each([undefined, null, {}, 'x', 42, [null, 1, 'x', [], {}]])('of %j is empty', (odd) =>
    expect(rich(odd)).toEqual({ kind: 'empty' }),
  )

  it('of a thousand pieces is read up to a hundred', () => {
    const content = rich(
      Array.from({ length: 1_000 }, (_, n) => ({ type: 'picture', downloadCode: `c${n}` })),
    )
    expect(content.kind === 'pieces' && content.pieces.length).toBe(100)
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
    undefined,
    null,
    'x',
    [],
    {},
    { content: {} },
    { msgType: 'video', content: { downloadCode: 'A' } },
  ])('without a readable content is ignored: %j', (repliedMsg) =>
    expect(quoting(repliedMsg)).toEqual(pieces('这句是什么意思？')),
  )

  it('is read to three levels of quotes', () => {
    const nest = (depth: number): object => ({
      msgType: 'text',
      content: { text: `第${depth}层`, ...(depth < 1_000 ? { repliedMsg: nest(depth + 1) } : {}) },
    })
    expect(quoting(nest(1))).toEqual(withQuote(false, { text: '第3层第2层第1层' }))
  })

  it('of a card with a thousand levels is ignored', () => {
    let cardContent: object = { value: '底' }
    for (let level = 0; level < 1_000; level += 1) cardContent = { children: [cardContent] }
    expect(quoting({ msgType: 'interactiveCard', content: { cardContent } })).toEqual(
      pieces('这句是什么意思？'),
    )
  })
})
