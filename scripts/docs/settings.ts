/** Every setting as `.env.example`, the READMEs and the bundle describe it. `functions/config.ts` reads them. */

export interface Setting {
  name: string
  /** The default; empty for none. */
  fallback: string
  zh: string
  en: string
}

export const SETTINGS: Setting[] = [
  {
    name: 'DING_APP_KEY',
    fallback: '',
    zh: '应用的 Client ID（AppKey）。钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息',
    en: "The app's Client ID (AppKey): DingTalk open platform → your app → Credentials",
  },
  {
    name: 'DING_APP_SECRET',
    fallback: '',
    zh: '应用的 Client Secret（AppSecret）。同一页。没有它，任何回调都不接受',
    en: "The app's Client Secret (AppSecret), on the same page; without it no callback is accepted",
  },
  {
    name: 'OPENAI_KEY',
    fallback: '',
    zh: '大模型服务的 API Key，在服务商的控制台里创建。Ollama 这类不要密钥的服务填任意一个词',
    en: "API key of the model service, from the provider's console; any word for services without keys, such as Ollama",
  },
  {
    name: 'OPENAI_MODEL',
    fallback: 'gpt-5.4-mini',
    zh: '模型名称，照服务商文档里的写法',
    en: "Name of the model, as the provider's documentation writes it",
  },
  {
    name: 'OPENAI_MODELS',
    fallback: '',
    zh: '允许用 /model 选择的其他模型，用逗号分开',
    en: 'Further models that /model may choose, separated by commas',
  },
  {
    name: 'OPENAI_BASE_URL',
    fallback: 'https://api.openai.com/v1',
    zh: '任何兼容 OpenAI 的服务：DeepSeek、通义千问、Moonshot、Ollama……',
    en: 'Any service compatible with OpenAI: DeepSeek, Qwen, Moonshot, Ollama …',
  },
  {
    name: 'SYSTEM_PROMPT',
    fallback: '',
    zh: '机器人的身份和要求；不填就用内置的一段',
    en: 'Who the bot is and how it should answer; a built-in one where there is none',
  },
  {
    name: 'ROLES',
    fallback: '',
    zh: '/role 可以选的角色：名称=提示词，用 | 分开，例如 翻译=把我的话译成英文|周报=把要点写成周报',
    en: 'Roles for /role: name=prompt, separated by |, such as translator=Translate into English|poet=Answer in verse',
  },
  {
    name: 'ANSWER_TIMEOUT_SECONDS',
    fallback: '120',
    zh: '从收到消息到放弃等待大模型的秒数',
    en: 'Seconds from the callback to giving up on the model',
  },
  {
    name: 'GROUP_MEMORY',
    fallback: 'user',
    zh: '群里的记忆：user 各记各的，group 全群共用',
    en: 'Memory in groups: user for one each, group for one that all share',
  },
  {
    name: 'MEMORY_TURNS',
    fallback: '20',
    zh: '提示词里最多带上多少条之前的消息（一问一答算两条）',
    en: 'How many earlier messages go into the prompt at most (a question and its answer are two)',
  },
  {
    name: 'MEMORY_TOKENS',
    fallback: '6000',
    zh: '这些消息最多占多少 token（估算）',
    en: 'How many tokens those may take together (estimated)',
  },
  {
    name: 'MEMORY_IDLE_MINUTES',
    fallback: '120',
    zh: '停了这么多分钟之后算新话题',
    en: 'After so many quiet minutes a new topic begins',
  },
  {
    name: 'CHATS_KEEP_DAYS',
    fallback: '180',
    zh: '聊天记录保留的天数',
    en: 'Days for which the turns are kept',
  },
  {
    name: 'REPLY_VIA',
    fallback: 'api',
    zh: '先走哪条路回答：api 机器人接口；webhook 消息自带的回复地址（不占 API 调用量，群里能 @ 提问的人）',
    en: "Which channel answers take first: api, or webhook, the message's own reply address (not metered as an API call, can @ the asker in groups)",
  },
  {
    name: 'BOT_LANGUAGE',
    fallback: 'zh',
    zh: '机器人自己说的话：zh 中文，en 英文',
    en: 'Language of what the bot itself says: zh or en',
  },
  {
    name: 'DOCTOR_KEY',
    fallback: '',
    zh: '自己起一个口令（只用字母和数字）：机器人投入使用后，打开 网址?key=口令 仍能看到自检页',
    en: 'A password of your own, letters and digits only: opens the check-up page (ADDRESS?key=…) once the bot is at work',
  },
  {
    name: 'DING_ALLOW_UNSIGNED',
    fallback: 'false',
    zh: '教程的无密钥方式：true 并且不设置 AppKey 和 AppSecret 时，不验证签名，在 HTTP 响应里直接回答。任何人都能调用，只用于试验',
    en: "The tutorial's keyless mode: with true and neither key nor secret, callbacks are not verified and the answer is the HTTP body. Anybody can call it: for trials only",
  },
  {
    name: 'DING_API_URL',
    fallback: 'https://api.dingtalk.com',
    zh: '钉钉新版接口的地址，专属钉钉才需要改',
    en: "Address of DingTalk's API; only a dedicated DingTalk has another",
  },
  {
    name: 'DING_OAPI_URL',
    fallback: 'https://oapi.dingtalk.com',
    zh: '钉钉旧版接口的地址，回复地址只认这个来源',
    en: "Address of DingTalk's older API; reply addresses must come from this origin",
  },
]

/** Settings of the local runtime; Laf does not read them. */
export const RUNTIME_SETTINGS: Setting[] = [
  {
    name: 'PORT',
    fallback: '8000',
    zh: '本地运行时监听的端口',
    en: 'Port of the local runtime',
  },
  {
    name: 'HOST',
    fallback: '',
    zh: '本地运行时监听的地址；npm start 默认 127.0.0.1，npm run serve 默认 0.0.0.0',
    en: 'Address the local runtime listens on; 127.0.0.1 for npm start, 0.0.0.0 for npm run serve',
  },
  {
    name: 'DB_URI',
    fallback: '',
    zh: 'MongoDB 的连接串；不填就用 .data/ 里的内嵌数据库。多个副本必须用同一个 MongoDB',
    en: 'MongoDB connection string; without it an embedded database in .data/. Replicas must share one MongoDB',
  },
]
