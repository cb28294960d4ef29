import { inTerminalLanguage } from '../terminal-language'

const en = {
  keysMissing:
    'Stream mode needs DING_APP_KEY and DING_APP_SECRET in .env: DingTalk open platform → your app → Credentials.',
  credentials: (evidence: string) =>
    `DingTalk does not accept DING_APP_KEY and DING_APP_SECRET (${evidence}). Copy both again from DingTalk open ` +
    'platform → your app → Credentials, without spaces, and publish a version of the app.',
  refused: (evidence: string) =>
    `DingTalk refused the connection (${evidence}); trying again. Has a version of the app been published?`,
  unreachable: (evidence: string) =>
    `DingTalk cannot be reached (${evidence}); trying again. Check the network: the firewall must allow api.dingtalk.com ` +
    'and wss-open-connection.dingtalk.com.',
  connected:
    'Connected to DingTalk. Send the bot a message. If it does not answer, set its message receiving mode to Stream and ' +
    'publish a version. If an app has several connections, each message goes to only one of them, so stop other bots ' +
    'that use the same app.',
  connectedAgain: 'Connected again.',
  lost: 'The connection was lost; reconnecting.',
  checkUp: (url: string) => `Check-up: ${url}`,
  running: (reason: string) => `Is npm run stream already running? ${reason}`,
  notAccepted: (status: number | string) =>
    `The function did not accept a message (${status}); DingTalk may send it again.`,
  noMessage: 'DingTalk sent something that is not a robot message; it was ignored.',
  notReplied: (evidence: string) => `A reply could not be delivered to DingTalk (${evidence}).`,
}

const zh: typeof en = {
  keysMissing:
    'Stream 模式需要在 .env 里设置 DING_APP_KEY 和 DING_APP_SECRET：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。',
  credentials: (evidence) =>
    `钉钉不接受 DING_APP_KEY 和 DING_APP_SECRET（${evidence}）。请到 钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息 ` +
    '重新复制，前后不要带空格，并发布应用的新版本。',
  refused: (evidence) => `钉钉拒绝了连接（${evidence}），正在重试。请确认应用已经发布版本。`,
  unreachable: (evidence) =>
    `连不上钉钉（${evidence}），正在重试。请检查网络，防火墙需要放行 api.dingtalk.com 和 wss-open-connection.dingtalk.com。`,
  connected:
    '已连接钉钉，给机器人发条消息试试。如果没有反应，请把机器人的消息接收模式设为 Stream，并发布版本。同一个应用有多个连接时，' +
    '每条消息只会发给其中一个，请停掉使用同一个应用的其他机器人。',
  connectedAgain: '已重新连接。',
  lost: '连接已断开，正在重新连接。',
  checkUp: (url) => `自检页：${url}`,
  running: (reason) => `npm run stream 是不是已经在运行了？${reason}`,
  notAccepted: (status) => `云函数没有接收一条消息（${status}），钉钉可能会重新推送。`,
  noMessage: '钉钉推送的内容不是机器人消息，已忽略。',
  notReplied: (evidence) => `一条回复没有发送成功（${evidence}）。`,
}

/** What `npm run stream` prints, in the terminal's language. */
export const texts = inTerminalLanguage({ en, zh })
