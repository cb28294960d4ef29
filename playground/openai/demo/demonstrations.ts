import type { RequestSummary } from '../prompt/request-summary'
import type { Reply } from '../protocol'
import { excerpt, type Language, languageOf } from './language'
import { answerNews } from './news'
import { hostileHtml, longAnswer, markdownTour, someCode, someTable } from './samples'

/** A fixed answer that demonstrates what the bot does with one kind of content. */
export interface Demonstration {
  id: string
  /** A short question that contains one of these asks for it; the first one is suggested in `help`. */
  triggers: Record<Language, string[]>
  /** What it demonstrates. */
  shows: Record<Language, string>
  answer(language: Language, summary: RequestSummary): Reply
}

/** All demonstrations, in the order in which their triggers are tried. */
export const demonstrations: Demonstration[] = [
  {
    id: 'help',
    triggers: { zh: ['你能做什么', '能试什么'], en: ['what can you do', 'what can I try'] },
    shows: { zh: '能力介绍', en: 'what the bot can do' },
    answer: (language) => ({ content: listDemonstrations(language) }),
  },
  {
    id: 'memory',
    triggers: {
      zh: ['我刚才说了什么', '我刚才问了什么', '上一个问题'],
      en: ['what did I just say', 'what did I say', 'what did I ask', 'my previous question'],
    },
    shows: { zh: '看看机器人记不记得前面的对话', en: 'the bot remembers the conversation' },
    answer: (language, { earlier }) => ({ content: recall(language, earlier) }),
  },
  {
    id: 'code',
    triggers: { zh: ['写一段代码', '写代码'], en: ['write some code', 'show me code', 'code'] },
    shows: { zh: '代码块的显示效果', en: 'how a code block looks' },
    answer: (language) => ({ content: someCode(language) }),
  },
  {
    id: 'table',
    triggers: { zh: ['表格'], en: ['show me a table', 'a table', 'table'] },
    shows: {
      zh: '钉钉显示不了表格，机器人会改写成列表',
      en: 'DingTalk cannot show tables, so the bot turns them into lists',
    },
    answer: (language) => ({ content: someTable(language) }),
  },
  {
    id: 'markdown',
    triggers: { zh: ['各种排版', '排版'], en: ['show me markdown', 'markdown'] },
    shows: { zh: '标题、列表、引用和链接', en: 'headings, lists, a quote and a link' },
    answer: (language) => ({ content: markdownTour(language) }),
  },
  {
    id: 'long',
    triggers: { zh: ['回答得很长', '很长'], en: ['a long answer', 'long'] },
    shows: { zh: '约 40 KB，会分几条发送', en: 'about 40 KB, sent in several parts' },
    answer: (language) => ({ content: longAnswer(language) }),
  },
  {
    id: 'news',
    triggers: {
      zh: ['今天有什么新闻', '今天的新闻', '今日新闻'],
      en: ["what is today's news", "today's news", 'the news today'],
    },
    shows: { zh: '联网搜索', en: 'a web search' },
    answer: (language, summary) => answerNews(language, summary),
  },
  {
    id: 'thinking',
    triggers: { zh: ['思考一下', '思考'], en: ['think aloud', 'thinking', 'think'] },
    shows: { zh: '大模型的思考过程不会显示出来', en: "the model's reasoning is not shown" },
    answer: (language) => think(language),
  },
  {
    id: 'html',
    triggers: { zh: ['来一段 html', '恶意网页'], en: ['html', 'hostile html'] },
    shows: {
      zh: '恶意 HTML 只会显示为文字，不会执行',
      en: 'malicious HTML is shown as text and never executed',
    },
    answer: (language) => ({ content: hostileHtml(language) }),
  },
  {
    id: 'half',
    triggers: { zh: ['只说一半', '说一半'], en: ['half an answer', 'half'] },
    shows: { zh: '说到一半就达到长度上限', en: 'the answer stops at the length limit' },
    answer: (language) => ({ content: HALF[language].first, finish_reason: 'length' }),
  },
  {
    id: 'rest',
    triggers: { zh: ['继续'], en: ['go on', 'continue'] },
    shows: { zh: '接着说完上一个回答', en: 'the rest of that answer' },
    answer: (language) => ({ content: HALF[language].rest }),
  },
]

/** Longer questions ask for no demonstration: they may contain a trigger by chance. */
const MAX_ASKING_CHARACTERS = 40

/** The demonstration that a question asks for, or undefined. */
export function findDemonstration(question: string): Demonstration | undefined {
  if (question.length > MAX_ASKING_CHARACTERS) return undefined
  const language = languageOf(question) ?? 'zh'
  const text = question
    .toLowerCase()
    .replaceAll(/[\s.!?。！？]+/g, ' ')
    .trim()
  return demonstrations.find(({ triggers }) => triggers[language].some((trigger) => asksFor(text, trigger)))
}

/** A trigger of one English word must be the whole question: "How long is the Great Wall?" asks for no long answer. */
function asksFor(question: string, trigger: string): boolean {
  const asked = trigger.toLowerCase()
  return /^[a-z]+$/.test(asked) ? question === asked : question.includes(asked)
}

function listDemonstrations(language: Language): string {
  const { opening, colon, more } = TRY[language]
  const others = demonstrations.filter(({ id }) => id !== 'help')
  const rows = others.map(({ triggers, shows }) => `- **${triggers[language][0]}**${colon}${shows[language]}`)
  return [opening, '', ...rows, '', more].join('\n')
}

/** The most earlier questions that `memory` lists. */
const MAX_RECALLED = 10

function recall(language: Language, earlier: string[]): string {
  const last = earlier.at(-1)
  if (last === undefined) return RECALL[language].nothing
  const newest = earlier.slice(-MAX_RECALLED)
  const list = newest.map(
    (question, index) => `${earlier.length - newest.length + index + 1}. ${excerpt(question, 60)}`,
  )
  return [RECALL[language].last(last), '', RECALL[language].all(earlier.length), '', ...list].join('\n')
}

function think(language: Language): Reply {
  const { thought, tagged, answer } = THINKING[language]
  // The two forms in which models return reasoning: DeepSeek's field, and tags at the beginning of the answer.
  return { reasoning_content: thought, content: `<think>\n${tagged}\n</think>\n\n${answer}` }
}

const TRY = {
  zh: {
    opening: '你好！我可以回答问题、写代码、做表格，也会记得我们前面聊了什么。可以发下面这些试试：',
    colon: '：',
    more: '也可以发图片、文件、语音，或者引用一条消息，我会告诉你收到了什么。',
  },
  en: {
    opening:
      'Hello! I can answer questions, write code and make tables, and I remember what we talked about. Try sending one of these:',
    colon: ': ',
    more: 'You can also send a picture, a file or a voice message, or quote a message, and I will tell you what I got.',
  },
}

const RECALL = {
  zh: {
    nothing: '这是你发给我的第一条消息，之前还没有说过别的。',
    last: (question: string) => `你上一句说的是：「${question}」`,
    all: (count: number) => `我记得的 ${count} 条消息：`,
  },
  en: {
    nothing: 'Nothing yet: this is your first message.',
    last: (question: string) => `You just said: “${question}”`,
    all: (count: number) => (count === 1 ? 'I remember 1 message:' : `I remember ${count} messages:`),
  },
}

const THINKING = {
  zh: {
    thought: '用户想看思考过程。先想一想：7 × 6 等于多少？7 × 6 = 42。（这段思考不该被看到。）',
    tagged: '再检查一遍：42 ÷ 6 = 7，没错。（这段思考也不该被看到。）',
    answer: '答案是 42：7 × 6 = 42。',
  },
  en: {
    thought: 'The user wants to see thinking. What is 7 × 6? 7 × 6 = 42. (This reasoning must not be shown.)',
    tagged: 'Checking again: 42 ÷ 6 = 7, correct. (Nor must this reasoning.)',
    answer: 'The answer is 42: 7 × 6 = 42.',
  },
}

const HALF = {
  zh: {
    first: '从前有一座山，山上有一座庙，庙里有一个老和尚，正在给小和尚讲故事。他讲的是',
    rest: '从前有一座山，山上有一座庙……这个故事讲不完，就讲到这里。',
  },
  en: {
    first: 'Once upon a time there was a mountain, and on it a temple, and in it an old monk who was telling',
    rest: 'that once upon a time there was a mountain, and on it a temple … This story has no end, so it ends here.',
  },
}
