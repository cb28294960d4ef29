import type { PromptFile } from '../prompt/files'
import type { Picture } from '../prompt/pictures'
import type { RequestSummary } from '../prompt/request-summary'
import type { Reply } from '../protocol'
import { findDemonstration } from './demonstrations'
import type { Language } from './language'
import { excerpt, languageOf } from './language'

/**
 * The demo model's answer: a demonstration if the question asks for one, otherwise a list of what the request contains.
 * It is in the language of the question, and the same for the same prompt.
 */
export function answerDemo(summary: RequestSummary): Reply {
  const language = languageOf(summary.question)
  const reply =
    findDemonstration(summary.question)?.answer(language, summary) ?? describeRequest(language, summary)
  // The notice comes first where the answer is unfinished, so that it ends in the middle of a sentence.
  const lines =
    reply.finish_reason === 'length' ? [NOTICE[language], reply.content] : [reply.content, NOTICE[language]]
  return { ...reply, content: lines.join('\n\n') }
}

/** The last line of the demo model's answers. */
export const NOTICE: Record<Language, string> = {
  zh: '（我是演示模型，不会思考。在 .env 里填好 OPENAI_KEY，回答你的就是真正的模型。）',
  en: '(I am a demo model and cannot think. Put OPENAI_KEY into .env and the real model answers.)',
}

function describeRequest(language: Language, summary: RequestSummary): Reply {
  const { opening, noText, hint } = TEXTS[language]
  const first = summary.question ? opening(excerpt(summary.question, 80)) : noText
  const list = listParts(language, summary).map((line) => `- ${line}`)
  return { content: [first, '', ...list, '', hint].join('\n') }
}

function listParts(
  language: Language,
  { earlier, earlierPictures, system, pictures, files }: RequestSummary,
): string[] {
  const texts = TEXTS[language]
  return [
    texts.memory(earlier.length, excerpt(earlier.at(-1) ?? '', 40)),
    system ? texts.system([...system].length, excerpt(system, 40)) : texts.noSystem,
    ...(pictures.length > 0
      ? [texts.pictures(pictures.map((picture) => describePicture(language, picture)))]
      : []),
    ...(earlierPictures > 0 ? [texts.earlierPictures(earlierPictures)] : []),
    ...files.map((file) => texts.file(file, [...file.text].length, excerpt(firstLine(file), 60))),
  ]
}

function describePicture(language: Language, picture: Picture): string {
  if (picture.kind === 'link') return TEXTS[language].link(excerpt(picture.url, 60))
  return `${picture.type.toUpperCase()} ${picture.width}×${picture.height}（${picture.bytes} ${TEXTS[language].bytes}）`
}

function firstLine({ text }: PromptFile): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? ''
}

const TEXTS = {
  zh: {
    opening: (question: string) => `演示模型收到了：「${question}」`,
    noText: '演示模型收到了，你没有写字。',
    memory: (turns: number, last: string) =>
      turns === 0 ? '之前的对话：没有，这是第一句' : `之前的对话：${turns} 轮，上一句是「${last}」`,
    system: (length: number, start: string) => `系统提示：${length} 个字，「${start}」`,
    noSystem: '系统提示：没有',
    pictures: (list: string[]) => `图片：${list.length} 张，${list.join('、')}`,
    earlierPictures: (count: number) => `之前的图片：${count} 张`,
    file: (file: PromptFile, length: number, start: string) =>
      `文件：${file.name}，${length} 个字，第一行是「${start}」`,
    link: (url: string) => `链接 ${url}（没有下载）`,
    bytes: '字节',
    hint: '发送「能试什么」，看看还有什么可以试。',
  },
  en: {
    opening: (question: string) => `The demo model got: “${question}”`,
    noText: 'The demo model got your message; you wrote no texts.',
    memory: (turns: number, last: string) =>
      turns === 0
        ? 'Earlier turns: none, this is the first'
        : `Earlier turns: ${turns}, the last was “${last}”`,
    system: (length: number, start: string) => `System prompt: ${length} characters, “${start}”`,
    noSystem: 'System prompt: none',
    pictures: (list: string[]) => `Pictures: ${list.length}, ${list.join(', ')}`,
    earlierPictures: (count: number) => `Earlier pictures: ${count}`,
    file: (file: PromptFile, length: number, start: string) =>
      `File: ${file.name}, ${length} characters, the first line is “${start}”`,
    link: (url: string) => `link ${url} (not fetched)`,
    bytes: 'bytes',
    hint: 'Send “what can I try” to see what else there is.',
  },
}
