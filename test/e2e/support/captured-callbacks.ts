/**
 * Callbacks as they were seen, with invented ids and words: the fields that differ from an ordinary message, and what
 * becomes of them. `kind` of source: DingTalk's `documentation`; an official `SDK`; a `connector`, another project that
 * reads callbacks, with its tests; a `report` of a person in a public forum.
 */
import { TEXTS } from '../../../functions/texts/languages'

const texts = TEXTS.zh
const ROBOT = '$:LWCP_v1:$Rb0tRb0tRb0tRb0tRb0tRb0tRb0tRb0t'
const COLLEAGUE = '$:LWCP_v1:$C0lleagueC0lleagueC0lleague12345'

export interface CapturedCallback {
  rule: string
  source: 'documentation' | 'SDK' | 'connector' | 'report'
  where: 'direct' | 'group'
  /** The fields beside those that every callback has. */
  fields: Record<string, unknown>
  /** What the model is shown of it, or what the person reads in the acknowledgement ('' for nothing), or what is sent. */
  outcome: { shown: string } | { read: string } | { sent: string }
}

const shown = (...lines: string[]) => ({ shown: lines.join('\n') })
const read = (text: string) => ({ read: text })
const sent = (text: string) => ({ sent: text })
const text = (content: unknown, more: object = {}) => ({ msgtype: 'text', text: { content, ...more } })
const rich = (richText: object[], more: object = {}) => ({
  msgtype: 'richText',
  content: { richText, ...more },
})
const record = (content: object) => ({ msgtype: 'chatRecord', content })
const onlyRobot = { isInAtList: true, atUsers: [{ dingtalkId: ROBOT }] }
const withColleague = {
  isInAtList: true,
  atUsers: [{ dingtalkId: ROBOT }, { dingtalkId: COLLEAGUE, staffId: '0123456789' }],
}
/** A message that quotes another one. */
const quoting = (repliedMsg: object, content = '什么意思？', more: object = {}) => ({
  ...text(content, { isReplyMsg: true, repliedMsg }),
  originalMsgId: 'msgO1dO1dO1dO1dO1dO1dO1dO1dQ==',
  ...more,
})
const quoted = (words: string, fromRobot = false, question = '什么意思？') => {
  const [before, after] = texts.quoted(fromRobot)
  return shown(before, words, after, ...(question ? [question] : []))
}
const notSent = (mark: string, fromRobot = false) => quoted(`${mark}\n${texts.notSent}`, fromRobot)

/** One callback a row. */
const ROWS: [
  rule: string,
  source: CapturedCallback['source'],
  where: CapturedCallback['where'],
  fields: CapturedCallback['fields'],
  outcome: CapturedCallback['outcome'],
][] = [
  // Mentions and commands.
  [
    'a colleague who is mentioned in the text stays',
    'documentation',
    'group',
    { ...text(' 帮我总结一下 @小李 的方案'), ...withColleague },
    shown('帮我总结一下 @小李 的方案'),
  ],
  [
    'a mention behind a command leaves no space',
    'report',
    'group',
    { ...text('新话题'), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command behind the space of the mention',
    'connector',
    'group',
    { ...text(' /new'), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command behind a mention with spaces in its name, in plain text',
    'report',
    'group',
    { ...text('@AI 小 助手 /new'), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command before a mention with spaces in its name',
    'report',
    'group',
    { ...text('/new @AI 小 助手'), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command with a full-width slash behind a special space',
    'report',
    'group',
    { ...text('\u2005／新话题'), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command in rich text, as HarmonyOS sends it',
    'connector',
    'group',
    { ...rich([{ text: '@AI助手' }, { text: '/new' }]), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command without a slash behind a name with spaces, as HarmonyOS sends it',
    'report',
    'group',
    { ...rich([{ text: '@AI 小 助手 ' }, { text: ' 新话题' }]), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command before the mention, as HarmonyOS sends it',
    'report',
    'group',
    { ...rich([{ text: '/new ' }, { text: '@AI 小 助手' }]), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a command and a name with spaces in one element',
    'report',
    'group',
    { ...rich([{ text: '@AI 小 助手 /new' }]), ...onlyRobot },
    read(texts.command.newDone),
  ],
  [
    'a question behind a name with spaces, as HarmonyOS sends it',
    'report',
    'group',
    { ...rich([{ text: '@AI 小 助手' }, { text: ' 今天星期几' }]), ...onlyRobot },
    shown('今天星期几'),
  ],
  [
    'a mention of a colleague as an element of its own stays',
    'connector',
    'group',
    {
      ...rich([{ text: '@AI助手' }, { text: ' 请' }, { type: 'at', atName: '小李' }, { text: ' 看看' }]),
      ...withColleague,
    },
    shown('请@小李 看看'),
  ],
  [
    'a word that begins with @ in a group',
    'report',
    'group',
    { ...text(' @types/node 怎么装'), ...onlyRobot },
    shown('@types/node 怎么装'),
  ],
  [
    'a word that begins with @ in a direct chat',
    'report',
    'direct',
    text('@types/node 怎么装'),
    shown('@types/node 怎么装'),
  ],
  [
    'a word that begins with @ in rich text',
    'report',
    'group',
    { ...rich([{ text: '@AI助手' }, { text: ' ' }, { text: '@types/node 怎么装' }]), ...onlyRobot },
    shown('@types/node 怎么装'),
  ],
  ['only a mention', 'report', 'group', { ...text(' '), ...onlyRobot }, read(texts.empty)],
  [
    'only a mention with spaces in its name, as HarmonyOS sends it',
    'report',
    'group',
    { ...rich([{ text: '@AI 小 助手' }, { text: ' ' }]), ...onlyRobot },
    read(texts.empty),
  ],

  // Kinds of messages.
  [
    'a text in the form of the guide page',
    'documentation',
    'direct',
    { msgtype: 'text', content: ' 你好' },
    shown('你好'),
  ],
  [
    'rich text with types, an emoji and a skill',
    'SDK',
    'direct',
    rich([
      { type: 'text', text: '看' },
      { type: 'emoji', text: '🤔' },
      { type: 'skill', skillData: { id: '1' } },
      { text: '吧', attrs: { bold: true } },
    ]),
    shown('看🤔吧'),
  ],
  [
    'rich text whose content is JSON text',
    'connector',
    'direct',
    { msgtype: 'richText', content: '{"richText":[{"text":"你好"}]}' },
    shown('你好'),
  ],
  [
    'markdown of another robot',
    'connector',
    'direct',
    { msgtype: 'markdown', text: { content: '## 标题\n- 一' } },
    shown('## 标题\n- 一'),
  ],
  [
    'a voice message with its words',
    'documentation',
    'direct',
    {
      msgtype: 'audio',
      content: { duration: '4000', downloadCode: 'mIofN681AUD==', recognition: '今天天气怎么样' },
    },
    shown('今天天气怎么样'),
  ],
  [
    'a voice message without words',
    'report',
    'direct',
    { msgtype: 'audio', content: { duration: 900, downloadCode: 'mIofN681AUD==' } },
    read(texts.voiceWithoutWords),
  ],
  [
    'a voice message with empty words',
    'report',
    'direct',
    { msgtype: 'audio', content: { duration: 900, downloadCode: 'mIofN681AUD==', recognition: '' } },
    read(texts.voiceWithoutWords),
  ],
  [
    'a video',
    'documentation',
    'direct',
    { msgtype: 'video', content: { duration: '5', downloadCode: 'mIofN681VID==', videoType: 'mp4' } },
    read(texts.unsupported),
  ],
  [
    'a sticker',
    'documentation',
    'direct',
    {
      msgtype: 'unknownMsgType',
      ai_robot_sessionid: '',
      content: { unknownMsgType: '该消息类型，机器人暂不支持接收。' },
    },
    read(texts.unsupported),
  ],
  [
    'a document that is shared',
    'connector',
    'direct',
    {
      msgtype: 'interactiveCard',
      content: {
        biz_custom_action_url: 'dingtalk://dingtalkclient/page/yunpan?type=file&spaceId=1&fileId=2',
      },
    },
    read(texts.unsupported),
  ],
  [
    'a PDF',
    'documentation',
    'direct',
    {
      msgtype: 'file',
      content: { downloadCode: 'mIofN681FIL==', fileName: '报告.pdf', spaceId: '1', fileId: '2' },
    },
    // It is read; DingTalk does not have this one.
    sent(texts.failure['file-unreadable']),
  ],
  [
    'the notice that the monthly quota is used up',
    'documentation',
    'direct',
    { msgtype: 'text', errorCode: '20001', errorMessage: '受调用量超量影响' },
    read(''),
  ],

  // Forwarded conversations.
  [
    'a record of ids, with the names in a summary that is JSON text',
    'report',
    'direct',
    record({
      summary: '["甲:明天几点","乙:九点"]',
      chatRecord:
        '[{"senderId":"$:LWCP_v1:$a","msgType":"text","content":"明天几点","createAt":1760000000000},' +
        '{"senderId":"$:LWCP_v1:$b","msgType":"text","content":"九点","createAt":1760000001000}]',
    }),
    shown('甲: 明天几点', '乙: 九点'),
  ],
  [
    'a record with nicknames and a title',
    'connector',
    'direct',
    record({
      title: '小测的聊天记录',
      summary: '小测: 你好\n小李: 在',
      chatRecord: '[{"senderNick":"小测","content":"你好"},{"senderNick":"小李","content":"在"}]',
    }),
    shown('小测的聊天记录', '小测: 你好', '小李: 在'),
  ],
  [
    'a record whose list is an array named records',
    'connector',
    'direct',
    record({
      records: [
        { senderName: '小测', msgType: 'text', content: { text: '你好' } },
        { senderName: '小李', msgType: 'text', content: { content: '在' } },
      ],
    }),
    shown('小测: 你好', '小李: 在'),
  ],
  [
    'a record whose list is named messages',
    'connector',
    'direct',
    record({ messages: [{ senderName: '小测', msgtype: 'text', text: { content: '你好' } }] }),
    shown('小测: 你好'),
  ],
  [
    'a record of fewer messages than were chosen',
    'report',
    'direct',
    record({
      isForwardMsg: '1',
      summary: '["甲:一","乙:二","丙:三","丁:四"]',
      chatRecord: '[{"senderId":"$:a","msgType":"text","content":"一"}]',
    }),
    shown('甲: 一'),
  ],
  [
    'a record of pictures and files',
    'connector',
    'direct',
    record({
      summary: '["甲:[图片]","乙:[文件]","甲:看一下"]',
      chatRecord: JSON.stringify([
        { senderId: '$:a', msgType: 'picture', content: '{"downloadCode":"mIofN681PIC=="}' },
        { senderId: '$:b', msgType: 'file', content: { fileName: '报告.pdf' } },
        { senderId: '$:a', msgType: 'text', content: '看一下' },
      ]),
    }),
    shown('甲: [图片]', '乙: [文件：报告.pdf]', '甲: 看一下'),
  ],
  [
    'a record in a record',
    'connector',
    'direct',
    record({
      title: '群聊',
      chatRecord: [
        { senderNick: '甲', content: '转给你' },
        {
          senderNick: '甲',
          msgType: 'chatRecord',
          content: { title: '项目群', chatRecord: '[{"senderNick":"丙","content":"上线了"}]' },
        },
        { senderNick: '乙', content: '收到' },
      ],
    }),
    shown('群聊', '甲: 转给你', '甲: 项目群', '丙: 上线了', '乙: 收到'),
  ],
  [
    'a record with a row that is not understood',
    'connector',
    'direct',
    record({
      chatRecord: [
        { senderNick: '甲', content: '前' },
        { senderNick: '乙', msgType: 'calendar', content: { eventId: '1' } },
        { senderNick: '甲', content: '后' },
      ],
    }),
    shown('甲: 前', '乙: [无法显示的消息]', '甲: 后'),
  ],
  [
    'a record with rich text in it',
    'connector',
    'direct',
    record({
      chatRecord: [
        {
          senderNick: '甲',
          msgType: 'richText',
          content: { richText: [{ msgType: 'text', content: '看图' }, { text: '！' }] },
        },
      ],
    }),
    shown('甲: 看图！'),
  ],
  [
    'a record with a summary only',
    'report',
    'direct',
    record({ title: '群聊', summary: '["甲:明天几点","乙:九点"]', chatRecord: '' }),
    shown('群聊', '甲:明天几点', '乙:九点'),
  ],

  // Quotes.
  [
    'a quote with its words in content.text',
    'connector',
    'direct',
    quoting({ msgType: 'text', senderId: COLLEAGUE, content: { text: '原文' } }),
    quoted('原文'),
  ],
  [
    'a quote with its words in content.content',
    'connector',
    'direct',
    quoting({ msgType: 'text', senderId: ROBOT, content: { content: '我说过的' } }),
    quoted('我说过的', true),
  ],
  [
    'a quote in the older form',
    'connector',
    'direct',
    {
      ...text('什么意思？'),
      quoteMessage: { msgtype: 'text', text: { content: '原文' }, senderId: COLLEAGUE },
    },
    quoted('原文'),
  ],
  [
    'a quote in rich text',
    'connector',
    'direct',
    rich([{ text: '什么意思？' }], {
      isReplyMsg: true,
      repliedMsg: { msgType: 'text', content: { text: '原文' } },
    }),
    quoted('原文'),
  ],
  [
    "a quote of a robot's card, of which only its kind is sent",
    'report',
    'group',
    {
      ...quoting({ msgType: 'interactiveCard', senderId: ROBOT, msgId: 'msgC==' }, ' 什么意思？'),
      ...onlyRobot,
    },
    notSent('[卡片]', true),
  ],
  [
    'a quote of a card with a placeholder for its words',
    'connector',
    'direct',
    quoting({ msgType: 'interactiveCard', content: { text: '[interactive card message]' } }),
    notSent('[卡片]'),
  ],
  [
    'a quote of a card with the tree of its words',
    'connector',
    'direct',
    quoting({
      msgType: 'interactiveCard',
      senderId: ROBOT,
      content: {
        cardContent: { elementType: 'card', children: [{ elementType: 'markdown', value: '卡片上的话' }] },
      },
    }),
    quoted('卡片上的话', true),
  ],
  [
    'a quote of an unknown kind',
    'connector',
    'direct',
    quoting({ msgType: 'unknownMsgType', content: { unknownMsgType: '该消息类型，机器人暂不支持接收。' } }),
    notSent('[无法显示的消息]'),
  ],
  [
    'a quote of a document of which only the name is sent',
    'connector',
    'direct',
    quoting({ msgType: 'unknownMsgType', content: { fileName: '合同.docx' } }),
    notSent('[文件：合同.docx]'),
  ],
  [
    'a quote of a video',
    'connector',
    'direct',
    quoting({ msgType: 'video', content: { downloadCode: 'mIofN681VID==', duration: '5' } }),
    notSent('[视频]'),
  ],
  [
    'a quote of a voice message without words',
    'report',
    'direct',
    quoting({ msgType: 'audio', content: { downloadCode: 'mIofN681AUD==' } }),
    notSent('[语音]'),
  ],
  [
    'a quote of a voice message with words',
    'connector',
    'direct',
    quoting({ msgType: 'audio', content: { downloadCode: 'mIofN681AUD==', recognition: '下午开会' } }),
    quoted('下午开会'),
  ],
  [
    'a quote of a PDF',
    'connector',
    'direct',
    quoting({ msgType: 'file', content: { downloadCode: 'mIofN681FIL==', fileName: '报告.pdf' } }),
    quoted('[报告.pdf]'),
  ],
  [
    'a quote of a picture that DingTalk no longer has',
    'report',
    'direct',
    quoting({ msgType: 'picture', content: { downloadCode: 'mIofN681G0NE==' } }),
    quoted('[图片]'),
  ],
  [
    'a quote of a forwarded conversation, with its summary',
    'connector',
    'direct',
    quoting({ msgType: 'chatRecord', content: { title: '群聊', summary: '["甲:明天几点"]' } }),
    quoted('群聊\n甲:明天几点'),
  ],
  [
    'a quote of a quote',
    'connector',
    'direct',
    quoting({
      msgType: 'text',
      content: {
        text: '不对',
        isReplyMsg: true,
        repliedMsg: { msgType: 'text', content: { text: '地球是平的' } },
      },
    }),
    quoted('地球是平的\n———\n不对'),
  ],
  [
    'a quote of which only ids are sent',
    'connector',
    'direct',
    {
      ...text('什么意思？', { isReplyMsg: true }),
      originalMsgId: 'msgN3v3rS33nN3v3rS33nQ==',
      originalProcessQueryKey: 'kEyN3v3rS33n==',
    },
    notSent('[无法显示的消息]'),
  ],
  [
    'a quote of which nothing is sent',
    'connector',
    'direct',
    text('什么意思？', { isReplyMsg: true }),
    notSent('[无法显示的消息]'),
  ],
  [
    'a command as the reply to a card',
    'report',
    'direct',
    quoting({ msgType: 'interactiveCard', senderId: ROBOT }, '新话题'),
    read(texts.command.newDone),
  ],
  [
    'only a mention, and a quote of a text',
    'report',
    'group',
    { ...quoting({ msgType: 'text', content: { text: '原文' } }, ' '), ...onlyRobot },
    quoted('原文', false, ''),
  ],
  [
    'only a mention, and a quote of a card',
    'report',
    'group',
    { ...quoting({ msgType: 'interactiveCard', senderId: ROBOT }, ' '), ...onlyRobot },
    read(texts.quoteNotSent),
  ],
]

export const CAPTURED_CALLBACKS: CapturedCallback[] = ROWS.map(([rule, source, where, fields, outcome]) => ({
  rule,
  source,
  where,
  fields,
  outcome,
}))
