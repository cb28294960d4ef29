import type { PromptFile } from '../prompt/files'
import type { Picture } from '../prompt/pictures'
import type { RequestSummary } from '../prompt/request-summary'
import type { Reply } from '../protocol'
import { findDemonstration } from './demonstrations'
import type { Language } from './language'
import { excerpt, languageOf } from './language'

/**
 * What the demo model answers: a demonstration when one was asked for, otherwise proof of what it was given.
 * Chinese, or English when the question is English. The same prompt always gets the same answer.
 */
export function answerDemo(sight: RequestSummary): Reply {
  const language = languageOf(sight.question)
  const reply = findDemonstration(sight.question)?.answer(language, sight) ?? describe(language, sight)
  // An answer that breaks off has no last line.
  const lines =
    reply.finish_reason === 'length' ? [NOTICE[language], reply.content] : [reply.content, NOTICE[language]]
  return { ...reply, content: lines.join('\n\n') }
}

/** The last line of the demo model's answers. */
export const NOTICE: Record<Language, string> = {
  zh: '（我是演示模型，不会思考。在 .env 里填好 OPENAI_KEY，回答你的就是真正的模型。）',
  en: '(I am a demo model and cannot think. Put OPENAI_KEY into .env and the real model answers.)',
}

function describe(language: Language, sight: RequestSummary): Reply {
  const { opening, nothingSaid, hint } = WORDS[language]
  const said = sight.question ? opening(excerpt(sight.question, 80)) : nothingSaid
  const proof = prove(language, sight).map((line) => `- ${line}`)
  return { content: [said, '', ...proof, '', hint].join('\n') }
}

function prove(
  language: Language,
  { earlier, earlierPictures, system, pictures, files }: RequestSummary,
): string[] {
  const words = WORDS[language]
  return [
    words.memory(earlier.length, excerpt(earlier.at(-1) ?? '', 40)),
    system ? words.system([...system].length, excerpt(system, 40)) : words.noSystem,
    ...(pictures.length > 0
      ? [words.pictures(pictures.map((picture) => describePicture(language, picture)))]
      : []),
    ...(earlierPictures > 0 ? [words.earlierPictures(earlierPictures)] : []),
    ...files.map((file) => words.file(file, [...file.text].length, excerpt(firstLine(file), 60))),
  ]
}

function describePicture(language: Language, picture: Picture): string {
  if (picture.kind === 'link') return WORDS[language].link(excerpt(picture.url, 60))
  return `${picture.type.toUpperCase()} ${picture.width}×${picture.height}（${picture.bytes} ${WORDS[language].bytes}）`
}

function firstLine({ text }: PromptFile): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? ''
}

const WORDS = {
  zh: {
    opening: (question: string) => `演示模型收到了：「${question}」`,
    nothingSaid: '演示模型收到了，你没有写字。',
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
    nothingSaid: 'The demo model got your message; you wrote no words.',
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
