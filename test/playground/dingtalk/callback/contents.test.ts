import { describe, expect, it } from 'vitest'
import { buildCallback } from '../../../../playground/dingtalk/callback/build-callback'
import { DEFAULT_ROBOT } from '../../../../playground/dingtalk/callback/context'
import type { OutgoingMessage } from '../../../../playground/dingtalk/callback/messages'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'

// biome-ignore lint/suspicious/noExplicitAny: a callback body may have any shape
const build = (message: OutgoingMessage) => buildCallback(message) as any
const CODE = expect.stringMatching(/^mIofN681YE3f[0-9A-Za-z+/]+=*$/)

const PIECES: OutgoingMessage = {
  kind: 'richText',
  pieces: [
    { text: ' 比较这两张图\n' },
    { picture: true },
    { picture: true },
    { text: '哪张更清楚', attrs: { bold: true } },
    { at: '小李' },
    { emoji: '😀' },
  ],
}
const PICTURE = { type: 'picture', downloadCode: CODE, pictureDownloadCode: CODE }

describe('the content of each kind', () => {
  it('richText in a group lists the members that it mentions', () => {
    expect(build({ ...PIECES, in: TEST_GROUP_ID }).atUsers).toEqual([
      { dingtalkId: DEFAULT_ROBOT.userId },
      { dingtalkId: expect.any(String), staffId: '01234567890' },
    ])
  })

  it('richText in a group has the mention of the robot as an element of its own', () => {
    const { msgtype, content } = build({ ...PIECES, in: TEST_GROUP_ID })
    expect(msgtype).toBe('richText')
    expect(content.richText).toEqual([
      { text: '@AI助手' },
      { text: ' 比较这两张图\n' },
      PICTURE,
      PICTURE,
      { text: '哪张更清楚', attrs: { bold: true } },
      { type: 'at', atName: '小李', atUserId: '01234567890' },
      { type: 'emoji', text: '😀' },
    ])
  })

  it('richText in a direct chat has no mention of the robot', () => {
    expect(build(PIECES).content.richText[0]).toEqual({ text: ' 比较这两张图\n' })
  })

  it.each<[OutgoingMessage, object]>([
    [{ kind: 'picture' }, { msgtype: 'picture', content: { downloadCode: CODE, pictureDownloadCode: CODE } }],
    [
      { kind: 'audio', recognition: '今天天气怎么样', durationMs: 4_000 },
      { msgtype: 'audio', content: { duration: 4_000, downloadCode: CODE, recognition: '今天天气怎么样' } },
    ],
    [
      { kind: 'video' },
      { msgtype: 'video', content: { duration: 4_000, downloadCode: CODE, videoType: 'mp4' } },
    ],
    [
      { kind: 'file', fileName: '报告.pdf' },
      {
        msgtype: 'file',
        content: { downloadCode: CODE, fileName: '报告.pdf', spaceId: '1234567890', fileId: '9876543210' },
      },
    ],
    [
      { kind: 'unknownMsgType' },
      {
        msgtype: 'unknownMsgType',
        ai_robot_sessionid: '',
        content: { unknownMsgType: '该消息类型，机器人暂不支持接收。' },
      },
    ],
    [
      { kind: 'interactiveCard' },
      {
        msgtype: 'interactiveCard',
        content: {
          biz_custom_action_url:
            'dingtalk://dingtalkclient/page/yunpan?route=previewDentry&type=file&spaceId=123&fileId=456',
        },
      },
    ],
    [
      { kind: 'markdown', text: '## 标题\n- 一' },
      { msgtype: 'markdown', text: { content: '## 标题\n- 一' } },
    ],
    [
      {
        kind: 'chatRecord',
        title: '小测的聊天记录',
        summary: '小测: 你好',
        records: [{ senderNick: '小测', content: '你好' }],
      },
      {
        msgtype: 'chatRecord',
        content: {
          title: '小测的聊天记录',
          summary: '小测: 你好',
          chatRecord: '[{"senderNick":"小测","content":"你好"}]',
        },
      },
    ],
    [
      { kind: 'overQuota' },
      {
        msgtype: 'text',
        errorCode: 20001,
        errorMessage: '受调用量超量影响，当前我的消息服务已经暂停。请联系你所在的组织管理员并予以处理',
      },
    ],
  ])('$kind', (message, expected) => {
    const { msgtype, text, content, ai_robot_sessionid, errorCode, errorMessage } = build(message)
    const kindFields = { msgtype, text, content, ai_robot_sessionid, errorCode, errorMessage }
    expect(JSON.parse(JSON.stringify(kindFields))).toEqual(expected)
  })

  it('raw is the given body, unchanged', () => {
    expect(build({ kind: 'raw', body: [1, { $gt: '' }] })).toEqual([1, { $gt: '' }])
  })
})
