/** What the doctor says in Chinese. */
import type { DoctorTexts } from './types'
import { zhUsage } from './zh-usage'

const CREDENTIALS = '钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息'

export const zhDoctor: DoctorTexts = {
  htmlLanguage: 'zh-CN',
  title: '钉钉机器人自检',
  alive:
    '机器人在运行。要看自检结果：在环境变量里设置 DOCTOR_KEY（自己起一个口令，随机的字母和数字，至少 16 个），然后打开 这个网址?key=口令。',
  partly:
    '现在读不到数据库，所以只显示这一项。要看全部结果，请在环境变量里设置 DOCTOR_KEY，然后打开 这个网址?key=口令。',
  allGood: '都没有问题。在群里 @ 机器人，或者单独给它发一句话试试。',
  someWaiting: (count) => `没有发现问题，还有 ${count} 项待确认。`,
  someBad: (count) => `有 ${count} 项需要处理。`,
  checked: (at, minutes, nextAt) =>
    `各项都是刚刚检查的，只有“时钟”“钉钉凭证”“机器人权限”“大模型”“联网搜索”要问外面的服务，结果是${minutes > 0 ? ` ${minutes} 分钟前` : '刚才'}（北京时间 ${at}）的。改好之后，请在 ${nextAt} 以后刷新，这几项会重新检查。`,
  footer:
    '这里不显示密钥，也不显示聊天内容。机器人回答过第一条消息以后，要有 DOCTOR_KEY 才能看到这一页。控制台的菜单名称可能会变，意思不会变。',
  console: '钉钉开放平台',
  fixLabel: '怎么办：',
  codeLabel: '钉钉返回的代码：',
  state: { good: '✓ 正常', bad: '✗ 要处理', unknown: '… 待确认' },
  name: {
    settings: '环境变量',
    clock: '时钟',
    database: '数据库',
    token: '钉钉凭证',
    permission: '机器人权限',
    model: '大模型',
    search: '联网搜索',
    callback: '接收消息',
    delivery: '发送回答',
  },
  good: {
    settings: '需要的都有，格式也对。',
    clock: '服务器的时间准确。',
    database: '可以读写。',
    token: '钉钉认可 DING_APP_KEY 和 DING_APP_SECRET。',
    permission: '应用可以用机器人的身份发消息、下载图片和文件。',
    model: '能回答。',
    search: '搜索服务正常。',
    delivery: '最近没有被钉钉拒绝的回答。',
  },
  bad: {
    clock: '服务器的时间不准，钉钉发来的消息会被当作过期，不处理。',
    database: '不能读写。机器人还能回答，但不记得前面的对话，重启时可能漏掉消息。',
    token: '拿不到钉钉的访问凭证。回答只能走消息自带的回复地址，图片和文件也看不了。',
    permission: '应用不能用机器人的身份调用接口。回答只能走消息自带的回复地址，图片和文件也看不了。',
    model: '不能回答。',
    search: '现在不能联网搜索，机器人会不搜索直接回答。',
  },
  unknown: {
    clock: '连不上钉钉，没法核对时间。',
    token: '先填好 DING_APP_KEY 和 DING_APP_SECRET，才能检查。',
    permission: '先解决“钉钉凭证”的问题，才能检查。',
    model: '先填好 OPENAI_KEY，才能检查。',
    callback: '数据库读不到，不知道有没有收到过消息。',
    delivery: '数据库读不到，不知道有没有被拒绝的回答。',
  },
  settingsFix:
    '在 Laf：设置 → 环境变量，改好后点“更新”，不用重启，从下一条消息开始生效；自己部署：改 .env 文件，然后重启程序。',
  keyless: '现在不验证签名（DING_ALLOW_UNSIGNED=true），任何人都能冒充钉钉来提问，只能用于试验。',
  keylessFix: `正式使用请删掉 DING_ALLOW_UNSIGNED，填好 DING_APP_KEY 和 DING_APP_SECRET，在这里找到：${CREDENTIALS}。`,
  clockFix: (minutes) => `相差约 ${minutes} 分钟。请校准服务器的时间；在 Laf 上请联系 Laf 的客服。`,
  databaseFix:
    '在 Laf：打开应用，看数据库是否正常，必要时重启应用；自己部署：检查环境变量 DB_URI 和 MongoDB。',
  databaseClock: (seconds) =>
    `它的时钟比服务器${seconds > 0 ? '快' : '慢'} ${Math.abs(seconds)} 秒，机器人以数据库的时钟为准。`,
  noAnswer: '钉钉没有正常回应，这次没能检查。',
  busyFix:
    '钉钉没有正常回应。请过几分钟再刷新；如果一直这样，请检查服务器能不能访问 api.dingtalk.com，还有环境变量 DING_API_URL（一般不用设置）。',
  modelFix: {
    'package-missing':
      '没有安装依赖 openai。在 Laf：开发页面左下角 NPM 依赖 → 添加 openai（版本 6）→ 保存并重启；自己部署：运行 npm install。',
    'key-refused':
      '大模型服务不接受 OPENAI_KEY。请到服务商的控制台 → API Key 页面新建一个，填进环境变量 OPENAI_KEY；不用 OpenAI 的话，还要把 OPENAI_BASE_URL 设成这家服务商的接口地址。',
    'model-unknown':
      '模型名称或者接口地址不对。请对照服务商的接口文档检查两个环境变量：OPENAI_MODEL（模型名称，一个字母也不能错）和 OPENAI_BASE_URL（一般以 /v1 结尾）。',
    'model-quota': '额度用完了。请到大模型服务商的控制台 → 费用（Billing）页面充值。',
    'rate-limited':
      '大模型服务限制了提问的次数。请过几分钟再刷新；如果一直这样，请到服务商的控制台查看限额（Limits）。',
    timeout:
      '等了一会儿没有回答。请稍后再刷新；如果一直这样，请换一个快一点的模型（环境变量 OPENAI_MODEL），或者检查 OPENAI_BASE_URL。',
    unreachable:
      '连不上大模型服务。请检查环境变量 OPENAI_BASE_URL：网址有没有写错，服务有没有在运行，服务器能不能访问它（国内的服务器一般访问不了 api.openai.com）。',
    'model-failed':
      '大模型服务出错了，或者环境变量 OPENAI_BASE_URL 填的不是接口地址。接口地址在服务商的接口文档里，一般以 /v1 结尾，不是官网首页。如果地址没有错，请过几分钟再刷新。',
    'model-empty': '大模型什么也没有回答。请检查环境变量 OPENAI_MODEL 是不是用来聊天的模型。',
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
    '用浏览器打开云函数的网址，复制地址栏里的网址（有问号的话，问号和后面的不要），填到：钉钉开放平台 → 应用开发 → 你的应用 → 机器人 → 消息接收模式选“HTTP 模式” → 消息接收地址；再到 版本管理与发布 发布新版本，然后在群里 @ 机器人。',
  callbackProblem: {
    'no-secret': (time) =>
      `收到了消息（${time}），但是没有 DING_APP_SECRET，没法确认是钉钉发来的，所以没有处理。`,
    'wrong-signature': (time) => `收到了签名不对的消息（${time}），没有处理。`,
    'out-of-date': (time) => `收到了钉钉的消息（${time}），但是时间差了一小时以上，没有处理。`,
    'over-quota': (time) => `钉钉通知（${time}）：消息推送的额度用完了，机器人收不到消息的内容。`,
  },
  callbackProblemFix: {
    'no-secret': `请填好环境变量 DING_APP_SECRET，在这里找到：${CREDENTIALS} → Client Secret。`,
    'wrong-signature': `如果那时你在钉钉里给机器人发过消息，就是 DING_APP_SECRET 和钉钉里的不一样，请重新复制：${CREDENTIALS} → Client Secret。如果没有发过，就是别人乱发的，不用管。`,
    'out-of-date':
      '如果“时钟”那一项不正常，请先校准服务器的时间。如果时钟正常，就是有人重发了以前的消息，不用管。',
    'over-quota':
      '请在钉钉管理后台（oa.dingtalk.com）查看套餐的用量，升级或者购买；不处理的话，下个月会恢复。',
  },
  lastRefusal: (time) => `钉钉拒绝过一条回答：${time}。`,
  refusalPasses: '处理好之后，等下一条回答送到，这一项会自己恢复正常。',
  usage: zhUsage,
}
