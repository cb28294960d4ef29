/**
 * Every row of the table in order: its title and its limit. Scenarios return figures under the names of the rows; the
 * table in `docs/measured.md` has the same rows.
 */
export interface RowSpec {
  en: string
  zh: string
  /** The unit of the figures; none for counts and texts. */
  unit?: 'ms' | 's' | 'MB' | '%'
  /** The maximum of the ratio to the floor, or of the figure where there is no floor. */
  limit?: number
  /** Measured only where DB_URI names a MongoDB-protocol server. */
  needsServer?: true
  /** Measured only where its scenario is named. */
  onRequest?: true
}

const KINDS: [name: string, en: string, zh: string, limits: { upstream?: number; operations?: number }][] = [
  ['ordinary', 'an ordinary message', '普通消息', { upstream: 2, operations: 6 }],
  ['group', 'a message in a group', '群里的消息', { upstream: 2, operations: 6 }],
  ['picture', 'a picture', '图片', {}],
  ['command', 'a command', '命令', { upstream: 0 }],
  ['refusal', 'a refusal', '无法处理的消息', { upstream: 0 }],
  ['redelivery', 'a redelivery', '重复投递', { upstream: 0 }],
]

const CHANNELS: [name: string, en: string, zh: string][] = [
  ['api', 'the robot API', '机器人接口'],
  ['webhook', 'the webhook', 'webhook'],
  ['body', 'the HTTP body (commands)', 'HTTP 应答（命令）'],
]

/** Refused calls, in percent, by the number of processes. */
const MAX_REFUSED: [replicas: number, percent: number][] = [
  [1, 5],
  [3, 15],
]

/** People who write at the same time, while DingTalk takes 20 calls a second from the app. */
const PACE_ROWS = [300, 1_000].flatMap((people) =>
  MAX_REFUSED.flatMap(([replicas, percent]): [string, RowSpec][] => {
    const name = `pace-${people}-${replicas}`
    const [count, en] = [people.toLocaleString('en'), replicas === 1 ? '1 process' : `${replicas} processes`]
    const title = (what: string, zh: string) => ({
      en: `${count} people at once, 20 calls a second, ${en}: ${what}`,
      zh: `${count} 人同时提问，每秒 20 次调用，${replicas} 个进程：${zh}`,
    })
    return [
      [name, { ...title('time to the last answer', '到最后一个回答的时间'), unit: 's', limit: 1.2 }],
      [`${name}-refused`, { ...title('refused calls', '被拒绝的调用'), unit: '%', limit: percent }],
      [`${name}-repeated`, { ...title('answers sent twice', '重复发送的回答'), limit: 0 }],
      [
        `${name}-order`,
        {
          ...title(
            '99 of 100 overtaken in a process by at most',
            '同一进程里，99% 的人被后来者抢先的时间不超过',
          ),
          unit: 's',
          limit: 2,
        },
      ],
    ]
  }),
)

const STORES: [name: string, en: string, zh: string, more: Pick<RowSpec, 'needsServer' | 'onRequest'>][] = [
  ['embedded', 'embedded store', '内置数据库', { onRequest: true }],
  ['server', 'MongoDB protocol', 'MongoDB 协议', { needsServer: true }],
]

export const ROWS: Record<string, RowSpec> = {
  'ack-p50': { en: 'Acknowledgement, warm, p50', zh: '应答，热，p50', unit: 'ms', limit: 2 },
  'ack-p95': { en: 'Acknowledgement, warm, p95', zh: '应答，热，p95', unit: 'ms' },
  'ack-p99': { en: 'Acknowledgement, warm, p99', zh: '应答，热，p99', unit: 'ms' },
  'ack-cold': {
    en: 'Acknowledgement, first message of a process',
    zh: '应答，进程的第一条消息',
    unit: 'ms',
  },
  'wait-p50': {
    en: 'Waiting time on top of the model (1,000 ms) and a send (60 ms), p50',
    zh: '模型（1,000 ms）和发送（60 ms）之外的等待，p50',
    unit: 'ms',
    limit: 1.5,
  },
  'wait-p95': {
    en: 'Waiting time on top of the model (1,000 ms) and a send (60 ms), p95',
    zh: '模型（1,000 ms）和发送（60 ms）之外的等待，p95',
    unit: 'ms',
  },
  cpu: { en: 'CPU per message', zh: '每条消息的 CPU', unit: 'ms', limit: 2 },
  'per-core': { en: 'Messages per second and core', zh: '每核每秒的消息数' },
  'loop-p99': {
    en: 'Event loop delay under full load, p99',
    zh: '满负荷时事件循环的延迟，p99',
    unit: 'ms',
  },
  ...Object.fromEntries(
    KINDS.flatMap(([name, en, zh, { upstream, operations }]): [string, RowSpec][] => [
      [`upstream-${name}`, { en: `Upstream calls: ${en}`, zh: `上游调用：${zh}`, limit: upstream }],
      [
        `operations-${name}`,
        { en: `Database operations: ${en}`, zh: `数据库操作：${zh}`, limit: operations },
      ],
    ]),
  ),
  'before-ack': {
    en: 'Database operations before the acknowledgement: an ordinary message',
    zh: '应答之前的数据库操作：普通消息',
    limit: 1,
  },
  ...Object.fromEntries(
    CHANNELS.flatMap(([name, en, zh]): [string, RowSpec][] => [
      [
        `metered-${name}`,
        { en: `DingTalk API calls an answer: ${en}`, zh: `每个回答的钉钉 API 调用次数：${zh}` },
      ],
      [`pushes-${name}`, { en: `DingTalk pushes an answer: ${en}`, zh: `每个回答的钉钉推送次数：${zh}` }],
      [
        `quota-${name}`,
        {
          en: `Answers a month in DingTalk's standard edition (5,000 API calls, 3,000 pushes): ${en}`,
          zh: `钉钉标准版每月（API 5,000 次、推送 3,000 次）够用的回答数：${zh}`,
        },
      ],
    ]),
  ),
  'burst-answered': {
    en: 'Burst: all people write at the same time, the model takes 2 s: answered',
    zh: '突发：所有人同时提问，模型用时 2 s：已回答',
  },
  'burst-time': {
    en: 'Burst: time to the last answer',
    zh: '突发：到最后一个回答的时间',
    unit: 's',
    limit: 1.3,
  },
  'burst-memory': { en: 'Burst: memory at its peak', zh: '突发：内存峰值', unit: 'MB' },
  ...Object.fromEntries(PACE_ROWS),
  'growth-embedded-1000': {
    en: 'A message after 1,000 turns compared with one after 10, embedded store',
    zh: '1,000 轮之后的消息与 10 轮之后相比，内置数据库',
    unit: 'ms',
    limit: 1.2,
  },
  'growth-embedded-100000': {
    en: 'A message after 100,000 turns compared with one after 10, embedded store',
    zh: '100,000 轮之后的消息与 10 轮之后相比，内置数据库',
    unit: 'ms',
    limit: 1.2,
  },
  'growth-server-1000': {
    en: 'A message after 1,000 turns compared with one after 10, MongoDB protocol',
    zh: '1,000 轮之后的消息与 10 轮之后相比，MongoDB 协议',
    unit: 'ms',
    limit: 1.2,
    needsServer: true,
  },
  'growth-server-100000': {
    en: 'A message after 100,000 turns compared with one after 10, MongoDB protocol',
    zh: '100,000 轮之后的消息与 10 轮之后相比，MongoDB 协议',
    unit: 'ms',
    limit: 1.2,
    needsServer: true,
  },
  ...Object.fromEntries(
    STORES.flatMap(([store, en, zh, more]): [string, RowSpec][] => [
      [
        `usage-page-${store}`,
        {
          en: `The usage page with a million counters and a year of turns, ${en}`,
          zh: `用量页，一百万个计数、一年的聊天记录，${zh}`,
          unit: 'ms',
          limit: 1_000,
          ...more,
        },
      ],
      [
        `usage-stats-${store}`,
        {
          en: `\`/stats\` with a million counters and a year of turns, ${en}`,
          zh: `\`/stats\`，一百万个计数、一年的聊天记录，${zh}`,
          unit: 'ms',
          limit: 1_000,
          ...more,
        },
      ],
      [
        `export-time-${store}`,
        {
          en: `The export of 100,000 turns, ${en}`,
          zh: `导出 100,000 条聊天记录，${zh}`,
          unit: 's',
          ...more,
        },
      ],
      [
        `export-memory-${store}`,
        {
          en: `Memory that this export needs in addition, ${en}`,
          zh: `导出时多占的内存，${zh}`,
          unit: 'MB',
          limit: 50,
          ...more,
        },
      ],
    ]),
  ),
  'cards-cpu': {
    en: 'CPU per message on cards (in the place of the floor: without cards)',
    zh: '卡片：每条消息的 CPU（“下限”是不用卡片的机器人）',
    unit: 'ms',
    limit: 2,
    onRequest: true,
  },
  'cards-calls': {
    en: 'DingTalk API calls of an answer on a card, ten seconds long',
    zh: '卡片：十秒钟的回答占用的钉钉 API 调用次数',
    limit: 8,
    onRequest: true,
  },
  'cards-first-words': {
    en: "From the model's first words to those on the card",
    zh: '卡片：从模型写出第一个字到卡片上看到',
    unit: 'ms',
    limit: 1_500,
    onRequest: true,
  },
  'start-ack': {
    en: 'From the start of a process to its first acknowledgement',
    zh: '从进程启动到第一次应答',
    unit: 'ms',
  },
  'load-openai': { en: 'Loading `openai`', zh: '加载 `openai`', unit: 'ms' },
  'load-axios': { en: 'Loading `axios`', zh: '加载 `axios`', unit: 'ms' },
  'loaded-early': {
    en: 'Of these, loaded before the first acknowledgement',
    zh: '其中在第一次应答之前加载的',
  },
}

/** Whether every run of the whole bench has figures of the row. */
export function isAlwaysMeasured(name: string): boolean {
  const { needsServer, onRequest } = ROWS[name] ?? {}
  return !needsServer && !onRequest
}
