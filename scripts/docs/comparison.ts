/** The comparison with other bots in the READMEs. A mark says what the linked source shows, and nothing more. */
import type { Language } from '../../functions/config'
import { table } from './table'

/** Other bots for DingTalk; each cell is a link to where it can be seen. */
export function comparison(language: Language): string {
  const head = ['', ...BOTS.map(({ name, url }) => (url ? `[${name[language]}](${url})` : name[language]))]
  const show = (cell: Cell) => (cell === '?' ? cell : `[${cell.says[language]}](${cell.source[language]})`)
  const rows = COMPARISON.map((row) => `| ${[row[language], ...row.cells.map(show)].join(' | ')} |`)
  return table(head, rows)
}

type Texts = Record<Language, string>

/** What a cell says and where that can be seen; `?`: not verified. */
type Cell = '?' | { says: Texts; source: Texts }

interface ComparedRow {
  en: string
  zh: string
  /** In the order of `BOTS`. */
  cells: [Cell, Cell, Cell, Cell, Cell]
}

const file = (repository: string, commit: string, name: string) =>
  `https://github.com/${repository}/blob/${commit}/${name}`
const ERYAJF = ['eryajf/chatgpt-dingtalk', '5cdd6714e7fbd37c29591103017878b826a37997'] as const
const CONNECTOR = 'DingTalk-Real-AI/dingtalk-openclaw-connector'
const COW = ['zhayujie/CowAgent', '34908b020c16d746108b9bcc8b234759f2362466'] as const
const LANGBOT = 'langbot-app/LangBot'

/** The files that were read, in the versions that were read. */
const SEEN = {
  eryajf: {
    main: file(...ERYAJF, 'main.go'),
    config: file(...ERYAJF, 'config.example.yml'),
    stream: file(...ERYAJF, 'pkg/dingbot/stream.go'),
  },
  connector: {
    readme: file(CONNECTOR, '056707de5d9ec450982e727a784b8cd2009788f2', 'README.md'),
    connection: file(CONNECTOR, '12c46b80a3f5e80a4f872847813f3e791574b34e', 'src/core/connection.ts'),
    handler: file(CONNECTOR, '1cb84d219ce52fba442413f608022cfd1f304046', 'src/core/message-handler.ts'),
  },
  cow: {
    readme: file('zhayujie/CowAgent', '0564370dccba28c6890cb8823f93a17d9a705256', 'docs/zh/README.md'),
    channel: file(...COW, 'channel/dingtalk/dingtalk_channel.py'),
    message: file(...COW, 'channel/dingtalk/dingtalk_message.py'),
  },
  langbot: {
    readme: file(LANGBOT, '1a699bf68d83889c9501efad3a98dbbd36da57f1', 'README.md'),
    api: file(LANGBOT, 'fd529ac18b091c891e0e1e64e342c2a3ecbc08eb', 'src/langbot/libs/dingtalk_api/api.py'),
    adapter: file(
      LANGBOT,
      '647272f7de42f3635f3f7c1d61aa206cbc5ef477',
      'src/langbot/pkg/platform/sources/dingtalk.py',
    ),
  },
}

const MEASURED = { en: 'docs/measured.md', zh: 'docs/measured.zh-CN.md' }
const SETUP = { en: 'docs/setup.md', zh: 'docs/setup.zh-CN.md' }
const LIMITS = { en: '#limits', zh: '#限制' }

const says = (source: string | Texts, en: string, zh: string): Cell => ({
  says: { en, zh },
  source: typeof source === 'string' ? { en: source, zh: source } : source,
})
const yes = (source: string | Texts) => says(source, '✓', '✓')
const no = (source: string | Texts) => says(source, '✗', '✗')

/** The columns; the first is this bot. */
const BOTS: { name: Texts; url?: string }[] = [
  { name: { en: 'This bot', zh: '本项目' } },
  {
    name: { en: 'chatgpt-dingtalk', zh: 'chatgpt-dingtalk' },
    url: 'https://github.com/eryajf/chatgpt-dingtalk',
  },
  {
    name: { en: 'OpenClaw connector', zh: 'OpenClaw 连接器' },
    url: 'https://github.com/DingTalk-Real-AI/dingtalk-openclaw-connector',
  },
  {
    name: { en: 'CowAgent (chatgpt-on-wechat)', zh: 'CowAgent（chatgpt-on-wechat）' },
    url: 'https://github.com/zhayujie/CowAgent',
  },
  { name: { en: 'LangBot', zh: 'LangBot' }, url: 'https://github.com/langbot-app/LangBot' },
]

const STREAM = ['Stream', 'Stream'] as const
const BOTH = ['HTTP, Stream', 'HTTP、Stream'] as const

/** As read in November 2026, in the versions that the links name. */
const COMPARISON: ComparedRow[] = [
  {
    en: 'Receives messages via',
    zh: '接收消息的方式',
    cells: [
      says(SETUP, ...BOTH),
      says(SEEN.eryajf.main, ...BOTH),
      says(SEEN.connector.connection, ...STREAM),
      says(SEEN.cow.channel, ...STREAM),
      says(SEEN.langbot.api, ...STREAM),
    ],
  },
  {
    en: 'Runs as',
    zh: '运行方式',
    cells: [
      says(SETUP, 'cloud function, server', '云函数、服务器'),
      says(SEEN.eryajf.main, 'server', '服务器'),
      says(SEEN.connector.readme, 'plugin of OpenClaw', 'OpenClaw 插件'),
      says(SEEN.cow.readme, 'server, PC', '服务器、个人电脑'),
      says(SEEN.langbot.readme, 'server, hosted', '服务器、官方托管'),
    ],
  },
  {
    en: 'A message that DingTalk pushes twice is answered once',
    zh: '钉钉重复推送的消息只回答一次',
    cells: [
      says(MEASURED, '✓ across replicas', '✓ 多个副本也是'),
      no(SEEN.eryajf.main),
      says(SEEN.connector.connection, '✓ in one process, 5 min', '✓ 单个进程，5 分钟'),
      says(SEEN.cow.channel, '✓ in one process', '✓ 单个进程'),
      '?',
    ],
  },
  {
    en: 'A message that is interrupted by a restart is still answered',
    zh: '回答到一半重启，之后会接着回答',
    cells: [
      yes(MEASURED),
      '?',
      '?',
      says(SEEN.cow.channel, '✗ drops messages older than 60 s', '✗ 超过 60 秒的消息会丢弃'),
      '?',
    ],
  },
  {
    en: 'The answer appears while it is written',
    zh: '边生成边显示',
    cells: [
      no(LIMITS),
      yes(SEEN.eryajf.stream),
      yes(SEEN.connector.readme),
      yes(SEEN.cow.channel),
      yes(SEEN.langbot.adapter),
    ],
  },
  {
    en: 'Reads pictures',
    zh: '读图片',
    cells: [
      yes('test/e2e/message-types.test.ts'),
      no(SEEN.eryajf.main),
      yes(SEEN.connector.handler),
      yes(SEEN.cow.message),
      yes(SEEN.langbot.api),
    ],
  },
  {
    en: 'Understands voice messages',
    zh: '听语音',
    cells: [
      yes('test/e2e/message-types.test.ts'),
      no(SEEN.eryajf.main),
      yes(SEEN.connector.handler),
      yes(SEEN.cow.message),
      says(SEEN.langbot.api, 'passes them on', '交给后续流程'),
    ],
  },
  {
    en: 'Reads text files',
    zh: '读文本文件',
    cells: [
      yes('test/e2e/message-types.test.ts'),
      no(SEEN.eryajf.main),
      yes(SEEN.connector.handler),
      says(SEEN.cow.message, 'passes them on', '交给后续流程'),
      says(SEEN.langbot.api, 'passes them on', '交给后续流程'),
    ],
  },
  {
    en: 'Reads Word and PDF',
    zh: '读 Word 和 PDF',
    cells: [yes('test/e2e/documents.test.ts'), no(SEEN.eryajf.main), yes(SEEN.connector.readme), '?', '?'],
  },
  {
    en: 'Access can be restricted',
    zh: '可以设置谁能用',
    cells: [
      yes('test/e2e/access.test.ts'),
      yes(SEEN.eryajf.config),
      yes(SEEN.connector.handler),
      '?',
      yes(SEEN.langbot.readme),
    ],
  },
  {
    en: 'Limits of use',
    zh: '限制用量',
    cells: [yes('test/e2e/limits.test.ts'), yes(SEEN.eryajf.config), '?', '?', yes(SEEN.langbot.readme)],
  },
  {
    en: 'Web search',
    zh: '联网搜索',
    cells: [yes('test/e2e/search.test.ts'), '?', '?', yes(SEEN.cow.readme), yes(SEEN.langbot.readme)],
  },
  {
    en: 'Other messengers (WeChat, Feishu …)',
    zh: '其他平台（微信、飞书等）',
    cells: [no(LIMITS), '?', '?', yes(SEEN.cow.readme), yes(SEEN.langbot.readme)],
  },
  {
    en: 'Used with the real DingTalk',
    zh: '在真正的钉钉里用过',
    cells: [
      no(LIMITS),
      yes('https://github.com/eryajf/chatgpt-dingtalk/issues/44'),
      yes('https://github.com/DingTalk-Real-AI/dingtalk-openclaw-connector/issues/302'),
      yes('https://github.com/zhayujie/CowAgent/pull/1559'),
      yes('https://github.com/langbot-app/LangBot/issues/1523'),
    ],
  },
]
