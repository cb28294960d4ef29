/** What `npm run stream` prints, in both languages on one line. */
export const texts = {
  keysMissing:
    'Stream mode needs DING_APP_KEY and DING_APP_SECRET in .env: DingTalk open platform → your app → Credentials. / ' +
    'Stream 模式需要在 .env 里设置 DING_APP_KEY 和 DING_APP_SECRET：钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息。',
  credentials: (evidence: string) =>
    `DingTalk does not accept DING_APP_KEY and DING_APP_SECRET (${evidence}): copy both again from Credentials, without ` +
    `spaces, and publish a version of the app. / 钉钉不接受 DING_APP_KEY 和 DING_APP_SECRET（${evidence}）：请从“凭证与基础信息”` +
    '重新复制，两端不要有空格，并且发布应用的版本。',
  refused: (evidence: string) =>
    `DingTalk refused the connection (${evidence}); trying again. Is a version of the app published? / ` +
    `钉钉拒绝了连接（${evidence}），正在重试。请确认应用已经发布版本。`,
  unreachable: (evidence: string) =>
    `DingTalk cannot be reached (${evidence}); trying again. Check the network: the firewall must allow api.dingtalk.com ` +
    `and wss-open-connection.dingtalk.com. / 连不上钉钉（${evidence}），正在重试。请检查网络，防火墙要放行这两个域名。`,
  connected:
    'Connected to DingTalk. Write to the robot. If it does not answer, set its message receiving mode to Stream and ' +
    'publish a version. Each message goes to only one of the connections of an app: stop other bots that use the same ' +
    'key. / 已连接钉钉，给机器人发消息试试。如果没有反应，请把机器人的消息接收模式设为 Stream 并发布版本；同一个应用有多个连接时，' +
    '每条消息只会发给其中一个，请关掉其他的。',
  connectedAgain: 'Connected again. / 已重新连接。',
  lost: 'The connection was lost; connecting again. / 连接断开，正在重新连接。',
  checkUp: (url: string) => `Check-up: ${url} / 自检页：${url}`,
  running: (reason: string) =>
    `Is npm run stream running already? ${reason} / npm run stream 是不是已经在运行？`,
  notAccepted: (status: number | string) =>
    `The function did not accept a message (${status}); DingTalk may send it again. / 云函数没有接收一条消息（${status}）。`,
  noMessage: 'DingTalk sent something that is not a robot message. / 钉钉发来的不是机器人消息。',
  notReplied: (evidence: string) =>
    `A reply did not reach DingTalk (${evidence}). / 一条回复没有发到钉钉（${evidence}）。`,
}
