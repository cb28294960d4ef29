/** Every setting as `.env.example`, the READMEs and the bundle describe it. `functions/config.ts` reads them. */

export interface Setting {
  name: string
  /** The default, where there is one. */
  fallback?: string
  zh: string
  en: string
}

export const SETTINGS: Setting[] = [
  {
    name: 'DING_APP_KEY',
    zh: '应用的 Client ID（AppKey）。钉钉开放平台 → 应用开发 → 你的应用 → 凭证与基础信息',
    en: "The app's Client ID (AppKey): DingTalk open platform → your app → Credentials",
  },
  {
    name: 'DING_APP_SECRET',
    zh: '应用的 Client Secret（AppSecret），在同一页。不设置就拒绝所有回调',
    en: "The app's Client Secret (AppSecret), on the same page; without it every callback is refused",
  },
  {
    name: 'OPENAI_KEY',
    zh: '大模型服务的 API Key，在服务商的控制台里创建。Ollama 等不需要密钥的服务可以填任意内容。写成 OPENAI_API_KEY 也可以',
    en: 'API key of the model service, from its console; any text for services that need none, such as Ollama. The name OPENAI_API_KEY works, too',
  },
  {
    name: 'OPENAI_MODEL',
    fallback: 'gpt-6-luna',
    zh: '模型名称，与服务商文档一致',
    en: "Name of the model, as in the provider's documentation",
  },
  {
    name: 'OPENAI_MODELS',
    zh: '可以用 /model 切换的其他模型，用逗号分隔',
    en: 'Other models that /model can select, separated by commas',
  },
  {
    name: 'OPENAI_BASE_URL',
    fallback: 'https://api.openai.com/v1',
    zh: '任何兼容 OpenAI 的服务：DeepSeek、通义千问、智谱、Kimi、豆包、硅基流动、Azure、Ollama……有没有 /v1 都可以。不使用代理服务器',
    en: 'Any service compatible with OpenAI: DeepSeek, Qwen, GLM, Kimi, Doubao, SiliconFlow, Azure, Ollama …, with or without /v1. Proxies are not used',
  },
  {
    name: 'OPENAI_EXTRA',
    zh: '加到每个请求里的参数，写成 JSON，例如 {"enable_search":true,"reasoning_effort":"low"}',
    en: 'Parameters for every request, as JSON, for example {"enable_search":true,"reasoning_effort":"low"}',
  },
  {
    name: 'OPENAI_IMAGE_MODEL',
    fallback: '',
    en: 'A model of the same service that draws, such as `gpt-image-2`: people can then send /draw. The service must have the `images/generations` endpoint; each picture costs extra',
    zh: '同一个服务里能画图的模型，例如 `gpt-image-2`；设置后可以发 /画图。服务要提供 `images/generations` 接口，每张图另外计费',
  },
  {
    name: 'OPENAI_PRICE_INPUT',
    zh: '模型的价格，每百万输入 Token，只写数字，例如 1.25；设置后用量页会显示费用',
    en: "The model's price per million input tokens, a number such as 1.25: the usage page then shows costs",
  },
  {
    name: 'OPENAI_PRICE_OUTPUT',
    zh: '模型的价格，每百万输出 Token',
    en: "The model's price per million output tokens",
  },
  {
    name: 'SYSTEM_PROMPT',
    zh: '系统提示词：机器人的身份和回答要求；不填则使用内置的提示词',
    en: 'System prompt: who the bot is and how it answers; a built-in one by default',
  },
  {
    name: 'ROLES',
    zh: '/role 可选的角色：名称=提示词，用 | 分隔，例如 翻译=把我的话译成英文|周报=把要点写成周报',
    en: 'Roles for /role: name=prompt, separated by |, for example translator=Translate into English|poet=Answer in verse',
  },
  {
    name: 'ANSWER_TIMEOUT_SECONDS',
    fallback: '120',
    zh: '等待大模型回答的最长时间（秒），从收到消息算起',
    en: 'How long to wait for the model, in seconds from the callback',
  },
  {
    name: 'MODEL_CONCURRENCY',
    fallback: '64',
    zh: '一个进程同时让大模型回答多少个问题，其余的排队；排队的时间不算进 ANSWER_TIMEOUT_SECONDS',
    en: 'Questions that one process asks the model at the same time; the rest wait, and their wait does not count towards ANSWER_TIMEOUT_SECONDS',
  },
  {
    name: 'WEB_SEARCH',
    fallback: 'off',
    zh: '联网搜索：auto 由模型决定什么时候搜索，off 不搜索。通义千问、智谱、Kimi 用它们自带的搜索，其他服务用 SEARCH_URL；搜索的内容会发给这些服务。gpt-5.4 到 gpt-6-luna 打开后回答时不思考（reasoning_effort 为 none）',
    en: 'Web search: auto (the model decides when) or off. Qwen, GLM and Kimi search by themselves, other services use SEARCH_URL; what is searched for is sent there. gpt-5.4 to gpt-6-luna then answer without reasoning (effort none)',
  },
  {
    name: 'SEARCH_URL',
    zh: '搜索服务的地址：https://api.tavily.com、https://api.bochaai.com（博查），或者 SearXNG 的网址（要在它的设置里允许 json）',
    en: 'Address of the search service: https://api.tavily.com, https://api.bochaai.com, or that of a SearXNG (its settings must allow json)',
  },
  {
    name: 'SEARCH_KEY',
    zh: '搜索服务的 API Key；SearXNG 一般不需要',
    en: 'API key of the search service; a SearXNG usually needs none',
  },
  {
    name: 'GROUP_MEMORY',
    fallback: 'user',
    zh: '群聊的上下文：user 每人独立，group 全群共享',
    en: 'Conversation memory in groups: user (one for each person) or group (one for the whole group)',
  },
  {
    name: 'MEMORY_TURNS',
    fallback: '20',
    zh: '提示词最多包含多少条历史消息（一问一答算两条）',
    en: 'Maximum number of earlier messages in the prompt (a question and its answer are two)',
  },
  {
    name: 'MEMORY_TOKENS',
    fallback: '6000',
    zh: '历史消息最多占用的 token 数（估算）',
    en: 'Maximum number of tokens of these messages (estimated)',
  },
  {
    name: 'MEMORY_IDLE_MINUTES',
    fallback: '120',
    zh: '超过多少分钟没有新消息就开始新话题',
    en: 'Minutes without a message after which a new topic begins',
  },
  {
    name: 'CHATS_KEEP_DAYS',
    fallback: '180',
    zh: '聊天记录保留的天数；0 表示不保存聊天内容，也就没有上下文',
    en: 'Days for which conversations are stored; 0 stores no words at all, so that there is no memory',
  },
  {
    name: 'REPLY_VIA',
    fallback: 'api',
    zh: '优先使用的发送方式：api 机器人接口；webhook 消息自带的回复地址（不占 API 调用量，在群里能 @ 提问的人）；card AI 卡片，边写边显示（每个回答占 2～8 次 API 调用，见 docs/cards.zh-CN.md）',
    en: "How answers are sent first: api (the robot API), webhook (the message's own reply address: does not count as an API call, can @ the asker in groups) or card (an AI card that shows the answer while it is written: two to eight API calls each, see docs/cards.md)",
  },
  {
    name: 'CARD_TEMPLATE_ID',
    fallback: '382e4302-551d-4880-bf29-a30acfab2e71.schema',
    zh: 'REPLY_VIA=card 用的卡片模板；默认是钉钉 SDK 自带的公共模板',
    en: "The card template for REPLY_VIA=card; by default the public one of DingTalk's own SDK",
  },
  {
    name: 'CARD_TEXT_KEY',
    fallback: 'msgContent',
    zh: '模板里存放回答的变量名；换成自己的模板以后默认是 content',
    en: 'The variable of the template that holds the answer; content by default for a template of your own',
  },
  {
    name: 'THINKING_REACTION',
    fallback: 'false',
    zh: '设为 true 时，回答之前先给提问加一个“🤔思考中”的表情，答完收回（多占两次 API 调用）',
    en: 'If true, the question gets the reaction 🤔思考中 until its answer is there (two more API calls)',
  },
  {
    name: 'BOT_LANGUAGE',
    fallback: 'zh',
    zh: '机器人自身提示的语言：zh 中文，en 英文',
    en: "Language of the bot's own messages: zh or en",
  },
  {
    name: 'DOCTOR_KEY',
    zh: '自定义口令（随机的字母和数字，至少 16 个）：机器人投入使用后，用 网址?key=口令 打开自检页',
    en: 'A password of your choice, at least 16 random letters and digits: opens the check-up page (ADDRESS?key=…) once the bot is in use',
  },
  {
    name: 'DING_ALLOW_UNSIGNED',
    fallback: 'false',
    zh: '教程的无密钥模式：设为 true 并且不设置 AppKey 和 AppSecret 时，不验证签名，直接在 HTTP 响应里回答。任何人都能调用，仅用于试验',
    en: "The tutorial's keyless mode: if true, and without AppKey and AppSecret, callbacks are not verified and the answer is the HTTP body. Anyone can call it: for trials only",
  },
  {
    name: 'DING_API_URL',
    fallback: 'https://api.dingtalk.com',
    zh: '钉钉新版接口的地址，只有专属钉钉需要修改',
    en: "Address of DingTalk's API; only a dedicated DingTalk needs another one",
  },
  {
    name: 'DING_OAPI_URL',
    fallback: 'https://oapi.dingtalk.com',
    zh: '钉钉旧版接口的地址；回复地址必须与它同源',
    en: "Address of DingTalk's older API; reply addresses must have this origin",
  },
  {
    name: 'DING_CALLS_PER_SECOND',
    fallback: '20',
    zh: '钉钉每秒允许这个应用调用多少次接口：标准版是 20，购买扩容包后最高 60。多出来的消息按收到的先后排队发送',
    en: 'How many calls a second DingTalk takes from the app: 20 in the standard edition, up to 60 with an add-on. More messages than that are sent in order of arrival',
  },
  {
    name: 'ADMINS',
    zh: '管理员的员工 ID，用逗号分隔（发 /whoami 可以看到自己的）。可以用管理员命令，不受名单和次数限制',
    en: 'Staff IDs of the admins, separated by commas (people see theirs with /whoami): admin commands, no lists and no limits',
  },
  {
    name: 'ALLOW_USERS',
    zh: '只有这些员工 ID 可以用；不填则都可以。没有员工 ID 的人不在任何名单里',
    en: 'Only these staff IDs may use the bot; everyone by default. People without a staff ID are on no list',
  },
  {
    name: 'DENY_USERS',
    zh: '这些员工 ID 不能用，优先于 ALLOW_USERS',
    en: 'These staff IDs may not use the bot, even if ALLOW_USERS has them',
  },
  {
    name: 'ALLOW_GROUPS',
    zh: '只在这些群（会话 ID）里可以用；不填则都可以。不影响单聊',
    en: 'Only these groups (conversation IDs) may use the bot; all by default. Direct chats are not concerned',
  },
  {
    name: 'LIMIT_USER_PER_MINUTE',
    fallback: '0',
    zh: '每人每分钟最多几个回答；0 不限',
    en: 'Answers for one person in a minute; 0: no limit',
  },
  {
    name: 'LIMIT_USER_PER_DAY',
    fallback: '0',
    zh: '每人每天最多几个回答（北京时间）；0 不限',
    en: "Answers for one person in a day of China's time; 0: no limit",
  },
  {
    name: 'LIMIT_PER_MONTH',
    fallback: '0',
    zh: '机器人每月最多几个回答（北京时间）；0 不限',
    en: "Answers of the bot in a month of China's time; 0: no limit",
  },
  {
    name: 'LIMIT_TOKENS_PER_MONTH',
    fallback: '0',
    zh: '机器人每月最多用多少 token（按大模型服务返回的数字）；0 不限',
    en: 'Tokens of the bot in a month, as the model service counts them; 0: no limit',
  },
]

/** Groups of settings in the READMEs: a setting is in the first whose `names` it matches. */
export const SETTING_GROUPS: { zh: string; en: string; names: RegExp }[] = [
  {
    zh: '必须设置的三项',
    en: 'The three that are needed',
    names: /^(DING_APP_KEY|DING_APP_SECRET|OPENAI_KEY)$/,
  },
  { zh: '模型', en: 'Model', names: /^(OPENAI_|MODEL_|SYSTEM_PROMPT|ROLES|ANSWER_|WEB_|SEARCH_)/ },
  { zh: '记忆', en: 'Memory', names: /^(GROUP_MEMORY|MEMORY_|CHATS_)/ },
  { zh: '权限和用量', en: 'Access and limits', names: /^(ADMINS|ALLOW_|DENY_|LIMIT_|DOCTOR_|DING_ALLOW_)/ },
  { zh: '发送', en: 'Delivery', names: /^(REPLY_|CARD_|THINKING_|BOT_LANGUAGE|DING_CALLS_)/ },
  { zh: '部署', en: 'Hosting', names: /./ },
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
    zh: '本地运行时监听的地址；npm start 默认 127.0.0.1，npm run serve 默认 0.0.0.0',
    en: 'Address the local runtime listens on; by default 127.0.0.1 for npm start, 0.0.0.0 for npm run serve',
  },
  {
    name: 'DB_URI',
    zh: 'MongoDB 的连接串，用户名和密码里的 @ 要写成 %40；不填则使用 .data/ 里的内嵌数据库。多个副本必须共用一个 MongoDB',
    en: 'MongoDB connection string, with each @ in the user name or password written as %40; by default an embedded database in .data/. Replicas must share one MongoDB',
  },
]
