/** Symptoms and remedies, in the sentences that the bot and its check-up page use. */
import type { Language } from '../../functions/config'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import type { Texts } from '../../functions/texts/types'

type Row = [symptom: string, remedy: string]

/** Block name → table: the most common ones for the setup guide, all of them for the troubleshooting page. */
export function symptoms(language: Language): Record<string, string> {
  const tables = {
    symptoms: [HEAD[language], NOT_FOUND[language], ...noReaction(language).slice(0, 2), ...common(language)],
    'symptoms-receiving': [HEAD[language], NOT_FOUND[language], ...noReaction(language)],
    'symptoms-answers': [HEAD_OF_ANSWERS[language], ...answers(language)],
    'symptoms-sending': [HEAD_OF_SENDING[language], ...sending(language)],
  }
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, toTable(rows)]))
}

const HEAD: Record<Language, Row> = { zh: ['现象', '处理'], en: ['What you see', 'What to do'] }
const HEAD_OF_ANSWERS: Record<Language, Row> = {
  zh: ['机器人说', '处理'],
  en: ['What the bot says', 'What to do'],
}
const HEAD_OF_SENDING: Record<Language, Row> = {
  zh: ['`refusals` 里的原因', '处理'],
  en: ['Reason in `refusals`', 'What to do'],
}

const COMMON: AnswerFailure[] = ['package-missing', 'key-refused', 'unreachable']

const NOT_FOUND: Record<Language, Row> = {
  zh: [
    '在群里添加机器人时找不到它，或者搜不到它的名字',
    '发布一个应用版本：“待发布内容”里勾选机器人，可见范围要包括使用的人。群必须是本组织的内部群。',
  ],
  en: [
    'You cannot find the robot when you add it to a group or search for it',
    'Publish a version of the app: tick the robot in it, and make the app visible to the people who will use it. The group must be an internal group (内部群) of the organisation.',
  ],
}

function noReaction(language: Language): Row[] {
  const { noCallbackFix, callbackProblemFix } = TEXTS[language].doctor
  const seen = (zh: string, en: string) =>
    language === 'zh' ? `没有反应，自检页显示${zh}` : `No answer; the check-up page says that ${en}`
  return [
    [seen('没有收到过消息', 'no message has arrived'), noCallbackFix],
    [seen('签名不对', 'a message had a wrong signature'), callbackProblemFix['wrong-signature']],
    [
      seen('时间相差一小时以上', "a message's time is off by an hour or more"),
      callbackProblemFix['out-of-date'],
    ],
    [seen('没有设置 DING_APP_SECRET', 'DING_APP_SECRET is not set'), callbackProblemFix['no-secret']],
    [seen('推送额度用完了', 'the quota of pushed messages is used up'), callbackProblemFix['over-quota']],
  ]
}

function common(language: Language): Row[] {
  const says = (sentence: string) =>
    language === 'zh' ? `机器人说：“${sentence}”` : `The bot says: “${sentence}”`
  return answers(language, COMMON).map(([sentence, remedy]) => [says(sentence), remedy])
}

/** Failures that the person who asked can act on alone have no row. */
function answers(language: Language, failures = Object.keys(TEXTS.zh.failure) as AnswerFailure[]): Row[] {
  const { doctor, failure }: Texts = TEXTS[language]
  return failures.flatMap((code): Row[] => {
    const remedy = REMEDIES[code]?.[language] ?? doctor.modelFix[code]
    return remedy ? [[failure[code], remedy]] : []
  })
}

function sending(language: Language): Row[] {
  return Object.entries(TEXTS[language].fix).map(([code, fix]) => [`\`${code}\``, fix])
}

/** What an admin can do, where the check-up page says nothing or speaks of itself. */
const REMEDIES: Partial<Record<AnswerFailure, Record<Language, string>>> = {
  'key-missing': {
    zh: '到大模型服务商的控制台新建一个 API Key，填进环境变量 OPENAI_KEY。',
    en: "Create an API key in the model provider's console and set it as the environment variable OPENAI_KEY.",
  },
  'address-wrong': {
    zh: '把环境变量 OPENAI_BASE_URL 改成服务商接口文档里的地址，例如 https://api.deepseek.com/v1；不要填官网首页。',
    en: "Set OPENAI_BASE_URL to the address in the provider's API documentation, such as https://api.deepseek.com/v1. The address of the provider's home page does not work.",
  },
  'rate-limited': {
    zh: '大模型服务限制了调用的频率。一直这样的话，到服务商的控制台看看限额（Limits），或者调小 MODEL_CONCURRENCY。',
    en: "The model service limits the number of questions. If this keeps happening, check the limits in the provider's console, or set a smaller MODEL_CONCURRENCY.",
  },
  timeout: {
    zh: '一直这样的话，换一个快一点的模型（OPENAI_MODEL），或者调大 ANSWER_TIMEOUT_SECONDS。',
    en: 'If this keeps happening, use a faster model (OPENAI_MODEL) or a larger ANSWER_TIMEOUT_SECONDS.',
  },
  'model-failed': {
    zh: '大模型服务出错了，或者 OPENAI_BASE_URL 填的不是接口地址（一般以 /v1 结尾，不是官网首页）。地址没有错的话，过几分钟再问。',
    en: 'The model service had a problem, or OPENAI_BASE_URL is not an API address (it usually ends in /v1 and is not the home page). If the address is right, ask again in a few minutes.',
  },
  'region-not-served': {
    zh: '这家服务不对服务器所在的地区开放（例如 OpenAI 不对中国大陆开放）。换一家，例如 DeepSeek 或通义千问。',
    en: 'The provider does not serve the region of your server: OpenAI, for example, does not serve mainland China. Use another one, such as DeepSeek or Qwen.',
  },
  'model-declined': {
    zh: '这是服务商的内容审核，机器人改不了。换个说法，或者换一个模型（OPENAI_MODEL）。',
    en: "This is the provider's content filter; the bot cannot change it. Rephrasing the question or using another model (OPENAI_MODEL) may help.",
  },
  'too-long': {
    zh: '经常出现的话，换一个上下文更长的模型（OPENAI_MODEL），或者调小 MEMORY_TOKENS。',
    en: 'If this happens often, use a model with a longer context (OPENAI_MODEL) or a smaller MEMORY_TOKENS.',
  },
  'pictures-unsupported': {
    zh: '把环境变量 OPENAI_MODEL 换成支持图片的模型。',
    en: 'Set OPENAI_MODEL to a model that accepts pictures.',
  },
  'drawing-unsupported': {
    zh: '把环境变量 OPENAI_IMAGE_MODEL 改成这家服务商的画图模型；服务商没有画图接口（images/generations）的话，删掉这个变量。',
    en: "Set OPENAI_IMAGE_MODEL to a drawing model of the same provider; remove it if the provider's API has no `images/generations`.",
  },
  interrupted: {
    zh: '回答的时候程序退出了几次。经常出现的话，看看日志，并给应用多一点内存。',
    en: 'The process stopped several times while it was answering. If this happens often, check the log and give the app more memory.',
  },
  internal: {
    zh: '在日志里找到这条消息的那一行，`evidence` 写着原因。',
    en: 'Find the line of this message in the log; its `evidence` says what happened.',
  },
}

/** The first row is the head. */
function toTable([head, ...rows]: Row[]): string {
  return [head, ['---', '---'], ...rows].map((cells = []) => `| ${cells.join(' | ')} |`).join('\n')
}
