/** What the doctor says in Chinese. */
import type { DoctorTexts } from './types'
import { zhUsage } from './zh-usage'

const CREDENTIALS = '钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息'

export const zhDoctor: DoctorTexts = {
  htmlLanguage: 'zh-CN',
  title: '钉钉机器人自检',
  alive:
    '机器人正在运行。要查看自检结果，请设置环境变量 DOCTOR_KEY（自己定一个口令，至少 16 位随机字母和数字），然后打开 这个网址?key=口令。',
  partly:
    '暂时读不到数据库，所以只显示这一项。要查看全部结果，请设置环境变量 DOCTOR_KEY，然后打开 这个网址?key=口令。',
  wrongKeys: '口令输错的次数太多，请稍后再试。',
  allGood: '一切正常。在群里 @ 机器人，或者和它单聊试试。',
  someWaiting: (count) => `没有发现问题，还有 ${count} 项待确认。`,
  someBad: (count) => `有 ${count} 项需要处理。`,
  checked: (at, minutes, nextAt) =>
    `“时钟”“钉钉凭证”“机器人权限”“大模型”“联网搜索”需要访问外部服务，显示的是${minutes > 0 ? ` ${minutes} 分钟前` : '刚才'}（北京时间 ${at}）的检查结果，其他各项都是实时检查的。改好之后，请在 ${nextAt} 以后刷新，这几项会重新检查。`,
  footer:
    '这里不显示密钥，也不显示聊天内容。机器人回答过第一条消息之后，需要 DOCTOR_KEY 才能查看自检结果。控制台的菜单名称可能与这里略有不同。',
  console: '钉钉开放平台',
  fixLabel: '解决办法：',
  codeLabel: '钉钉返回的错误码：',
  state: { good: '✓ 正常', bad: '✗ 待处理', unknown: '… 待确认' },
  name: {
    settings: '环境变量',
    clock: '时钟',
    database: '数据库',
    token: '钉钉凭证',
    permission: '机器人权限',
    card: 'AI 卡片',
    model: '大模型',
    search: '联网搜索',
    callback: '接收消息',
    delivery: '发送回答',
  },
  good: {
    settings: '必填项都已填写，格式正确。',
    clock: '服务器时间准确。',
    database: '可以读写。',
    token: 'DING_APP_KEY 和 DING_APP_SECRET 有效。',
    permission: '应用可以用机器人的身份发消息、下载图片和文件。',
    card: '卡片可以创建和更新。',
    model: '可以正常回答。',
    search: '搜索服务正常。',
    delivery: '最近没有回答被钉钉拒绝。',
  },
  bad: {
    clock: '服务器时间不准，钉钉发来的消息会被当成过期消息，不会处理。',
    database: '读写失败。机器人仍能回答，但记不住前面的对话，重启时可能漏掉消息。',
    token: '无法获取钉钉的访问凭证。回答只能通过消息自带的回复地址发送，图片和文件也读不了。',
    permission: '应用不能用机器人的身份调用接口。回答只能通过消息自带的回复地址发送，图片和文件也读不了。',
    model: '无法回答。',
    search: '现在无法联网搜索，机器人会不搜索直接回答。',
    card: '卡片用不了，回答会改用普通消息发出。',
  },
  unknown: {
    clock: '连不上钉钉，无法核对时间。',
    token: '先填好 DING_APP_KEY 和 DING_APP_SECRET，才能检查。',
    permission: '先解决“钉钉凭证”的问题，才能检查。',
    card: '这次没能检查。请先看“钉钉凭证”和“机器人权限”。',
    model: '先填好 OPENAI_KEY，才能检查。',
    callback: '读不到数据库，无法确认是否收到过消息。',
    delivery: '读不到数据库，无法确认是否有回答被拒绝。',
  },
  settingsFix:
    '在 Laf：设置 → 环境变量，改好后点“更新”，不用重启，从下一条消息开始生效；自己部署：改 .env 文件，然后重启程序。',
  keyless: '目前不验证签名（DING_ALLOW_UNSIGNED=true），任何人都能冒充钉钉发消息，只能用于测试。',
  keylessFix: `正式使用前请删掉 DING_ALLOW_UNSIGNED，填好 DING_APP_KEY 和 DING_APP_SECRET，获取位置：${CREDENTIALS}。`,
  clockFix: (minutes) => `相差约 ${minutes} 分钟。请校准服务器时间；在 Laf 上请联系 Laf 的客服。`,
  databaseFix:
    '在 Laf：打开应用，看数据库是否正常，必要时重启应用；自己部署：检查环境变量 DB_URI 和 MongoDB。',
  databaseClock: (seconds) =>
    `数据库的时钟比服务器${seconds > 0 ? '快' : '慢'} ${Math.abs(seconds)} 秒，机器人以数据库的时钟为准。`,
  noAnswer: '钉钉没有正常响应，这次没有检查成功。',
  busyFix:
    '钉钉没有正常响应。请过几分钟再刷新；如果一直这样，请检查服务器能否访问 api.dingtalk.com，以及环境变量 DING_API_URL（一般不用设置）。',
  modelFix: {
    'package-missing':
      '没有安装依赖 openai。在 Laf：开发页面左下角 NPM 依赖 → 添加 openai（版本 6）→ 保存并重启；自己部署：运行 npm install。',
    'document-package-missing':
      '没有安装读 PDF 的依赖。在 Laf：开发页面左下角 NPM 依赖 → 添加 @hyzyla/pdfium → 保存并重启；自己部署：运行 npm install @hyzyla/pdfium。',
    'key-refused':
      '大模型服务不接受 OPENAI_KEY。请到服务商的控制台 → API Key 页面新建一个，填进环境变量 OPENAI_KEY；不用 OpenAI 的话，还要把 OPENAI_BASE_URL 设成这家服务商的接口地址。',
    'model-unknown':
      '模型名称或者接口地址不对。请对照服务商的接口文档检查两个环境变量：OPENAI_MODEL（模型名称，一个字母也不能错）和 OPENAI_BASE_URL（一般以 /v1 结尾）。',
    'model-quota': '额度用完了。请到大模型服务商的控制台 → 费用（Billing）页面充值。',
    'rate-limited':
      '大模型服务暂时限流。请过几分钟再刷新；如果一直这样，请到服务商的控制台查看限额（Limits）。',
    timeout:
      '大模型响应超时。请稍后再刷新；如果一直这样，请换一个快一点的模型（环境变量 OPENAI_MODEL），或者检查 OPENAI_BASE_URL。',
    unreachable:
      '连不上大模型服务。请检查环境变量 OPENAI_BASE_URL：网址有没有写错，服务有没有在运行，服务器能不能访问它（国内的服务器一般访问不了 api.openai.com）。',
    'model-failed':
      '大模型服务出错了，或者环境变量 OPENAI_BASE_URL 填的不是接口地址。接口地址在服务商的接口文档里，一般以 /v1 结尾，不是官网首页。如果地址没有错，请过几分钟再刷新。',
    'model-empty': '大模型返回的内容是空的。请检查环境变量 OPENAI_MODEL 是不是聊天模型。',
  },
  modelShutdown: (name, date) => `大模型能回答，但服务商宣布 ${name} 的停用日期是 ${date}。`,
  modelShutdownFix: '请在这之前把环境变量 OPENAI_MODEL 换成别的模型。',
  searchFix: {
    'key-refused':
      '搜索服务拒绝了请求。请对照服务商控制台检查环境变量 SEARCH_KEY，再看看余额够不够。如果用的是自己部署的 SearXNG，请在它的 settings.yml 的 search.formats 里加上 json。',
    quota: '搜索服务的次数或额度用完了。请到搜索服务商的控制台查看套餐。',
    unreachable:
      '连不上搜索服务，或者它回应太慢。请检查环境变量 SEARCH_URL：网址有没有写错，服务有没有在运行，服务器能不能访问它。',
    failed:
      'SEARCH_URL 的网址不是搜索服务。请填 https://api.tavily.com、https://api.bochaai.com 或者 SearXNG 的网址，并检查 SEARCH_KEY。',
  },
  lastCallback: (time) => `最近一次收到钉钉的消息：${time}。`,
  noCallback: '还没有收到过钉钉的消息。',
  quietDay: '最近 24 小时没有收到过钉钉的消息。',
  noCallbackFix:
    '用浏览器打开云函数的网址，复制地址栏里的网址（如果有问号，去掉问号和后面的部分），填到：钉钉开放平台 → 应用开发 → 你的应用 → 机器人 → 消息接收模式选“HTTP 模式” → 消息接收地址；再到 版本管理与发布 发布新版本，然后在群里 @ 机器人。',
  callbackProblem: {
    'no-secret': (time) =>
      `收到了消息（${time}），但没有设置 DING_APP_SECRET，无法确认是钉钉发来的，所以没有处理。`,
    'wrong-signature': (time) => `收到了签名不正确的消息（${time}），没有处理。`,
    'out-of-date': (time) => `收到了钉钉的消息（${time}），但时间相差一小时以上，没有处理。`,
    'over-quota': (time) => `钉钉通知（${time}）：消息推送额度已用完，机器人收不到消息内容。`,
  },
  callbackProblemFix: {
    'no-secret': `请填好环境变量 DING_APP_SECRET，获取位置：${CREDENTIALS} → Client Secret。`,
    'wrong-signature': `如果那时你在钉钉里给机器人发过消息，说明 DING_APP_SECRET 和钉钉里的不一致，请重新复制：${CREDENTIALS} → Client Secret。如果没有发过，那是别人发来的无效请求，不用处理。`,
    'out-of-date':
      '如果“时钟”一项不正常，请先校准服务器时间。如果时钟正常，那是有人重发了以前的消息，不用处理。',
    'over-quota':
      '请在钉钉管理后台（oa.dingtalk.com）查看套餐用量，升级套餐或者加购；不处理的话，下个月会恢复。',
  },
  lastRefusal: (time) => `钉钉在 ${time} 拒绝过一条回答。`,
  refusalPasses: '处理好之后，下一条回答成功送达时，这一项会自动恢复正常。',
  usage: zhUsage,
}
