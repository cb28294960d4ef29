import { describe, expect, it } from 'vitest'
import { buildCallback } from '../../../../playground/dingtalk/callback/build-callback'
import { DEFAULT_ROBOT } from '../../../../playground/dingtalk/callback/context'
import type { Quote } from '../../../../playground/dingtalk/callback/messages'

const CODE = expect.stringMatching(/^mIofN681YE3f/)
const FROM_ROBOT = { senderId: DEFAULT_ROBOT.userId, senderNick: 'AI助手' }

function quoting(quote: Quote, kind: 'text' | 'richText' = 'text') {
  const message =
    kind === 'text'
      ? { kind, text: '这句是什么意思？', quote }
      : { kind, pieces: [{ text: '这句是什么意思？' }], quote }
  // biome-ignore lint/suspicious/noExplicitAny: a callback body may have any shape
  return buildCallback(message, { now: () => 1_760_000_000_000 }) as any
}

describe('a quote', () => {
  it('is in text.repliedMsg, and its id also at the top level', () => {
    const body = quoting({ text: '被引用的原文', msgId: 'msgOld==', processQueryKey: 'pqk==' })
    expect(body.originalMsgId).toBe('msgOld==')
    expect(body.originalProcessQueryKey).toBe('pqk==')
    expect(body.text).toEqual({
      content: '这句是什么意思？',
      isReplyMsg: true,
      repliedMsg: {
        msgType: 'text',
        msgId: 'msgOld==',
        ...FROM_ROBOT,
        createdAt: 1_759_999_990_000,
        content: { text: '被引用的原文' },
      },
    })
  })

  it('of a richText message is in content.repliedMsg', () => {
    const body = quoting({ text: '原文' }, 'richText')
    expect(body.content).toMatchObject({ isReplyMsg: true, repliedMsg: { content: { text: '原文' } } })
  })

  it('has its text in content.content with the shape `content`', () => {
    expect(quoting({ text: '原文', shape: 'content' }).text.repliedMsg.content).toEqual({ content: '原文' })
  })

  it('is a quoteMessage at the top level with the shape `legacy`', () => {
    const body = quoting({ text: '原文', shape: 'legacy', msgId: 'msgOld==', from: '小李' })
    expect(body.text).toEqual({ content: '这句是什么意思？' })
    expect(body.quoteMessage).toEqual({
      msgId: 'msgOld==',
      msgtype: 'text',
      text: { content: '原文' },
      senderNick: '小李',
      senderId: expect.stringMatching(/^\$:LWCP_v1/),
    })
  })

  it('is only an id with the shape `idOnly`', () => {
    const body = quoting({ shape: 'idOnly', msgId: 'msgOld==' })
    expect(body.text).toEqual({ content: '这句是什么意思？', isReplyMsg: true })
    expect(body.originalMsgId).toBe('msgOld==')
  })

  it('may contain another quote', () => {
    const { repliedMsg } = quoting({ text: '二', quote: { text: '一', from: '小李' } }).text
    expect(repliedMsg.content).toMatchObject({
      text: '二',
      repliedMsg: { senderNick: '小李', content: { text: '一' } },
    })
  })

  it.each<[Quote, string, object]>([
    [{ kind: 'picture' }, 'picture', { downloadCode: CODE }],
    [{ kind: 'audio' }, 'audio', { downloadCode: CODE }],
    [{ kind: 'video' }, 'video', { downloadCode: CODE }],
    [
      { kind: 'file', attachment: { fileName: '报告.pdf' } },
      'file',
      { downloadCode: CODE, fileName: '报告.pdf' },
    ],
    [
      { kind: 'richText', pieces: [{ text: '看' }, { picture: true }] },
      'richText',
      {
        richText: [
          { msgType: 'text', content: '看' },
          { msgType: 'picture', downloadCode: CODE },
        ],
      },
    ],
    [{ kind: 'unknownMsgType' }, 'unknownMsgType', {}],
    [{ kind: 'card' }, 'interactiveCard', {}],
    [
      { kind: 'cardTree', text: '卡片' },
      'interactiveCard',
      { cardContent: { elementType: 'card', children: [{ elementType: 'markdown', value: '卡片' }] } },
    ],
  ])('of $kind has msgType %s', (quote, msgType, content) => {
    expect(quoting(quote).text.repliedMsg).toMatchObject({ msgType })
    expect(quoting(quote).text.repliedMsg.content).toEqual(content)
  })
})
