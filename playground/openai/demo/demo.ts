import type { PromptFile } from '../prompt/files'
import type { Picture } from '../prompt/pictures'
import type { RequestSummary } from '../prompt/request-summary'
import type { Reply } from '../protocol'
import { findDemonstration } from './demonstrations'
import type { Language } from './language'
import { excerpt, languageOfRequest } from './language'

/**
 * The demo model's answer: a demonstration if the question asks for one, otherwise a list of what the request contains.
 * It is in the language of the question, and the same for the same prompt. The first answer of a conversation says that
 * it is a demo.
 */
export function answerDemo(summary: RequestSummary): Reply {
  const language = languageOfRequest(summary)
  const reply =
    findDemonstration(summary.question)?.answer(language, summary) ?? describeRequest(language, summary)
  if (summary.earlier.length > 0 || reply.tool_calls) return reply
  // The notice comes first where the answer is unfinished, so that it ends in the middle of a sentence.
  const lines =
    reply.finish_reason === 'length' ? [NOTICE[language], reply.content] : [reply.content, NOTICE[language]]
  return { ...reply, content: lines.join('\n\n') }
}

/** Stands in the first answer of a conversation. */
export const NOTICE: Record<Language, string> = {
  zh: '（这是演示模型，回答都是预先写好的。想用真正的大模型，请在 .env 里填写 OPENAI_KEY，然后重新启动。）',
  en: '(This is a demo model with prepared answers. To use a real model, set OPENAI_KEY in .env and restart.)',
}

function describeRequest(language: Language, summary: RequestSummary): Reply {
  const list = listParts(language, summary).map((line) => `- ${line}`)
  return { content: [toOpening(language, summary), '', ...list, '', TEXTS[language].hint].join('\n') }
}

function toOpening(language: Language, { question, pictures, files }: RequestSummary): string {
  const texts = TEXTS[language]
  if (question) return texts.gotText(excerpt(question, 80))
  if (files.length > 0) return texts.gotFile(files.map(({ name }) => name))
  return pictures.length > 0 ? texts.gotPictures(pictures.length) : texts.gotNothing
}

function listParts(
  language: Language,
  { earlier, earlierPictures, system, quoted, pictures, files }: RequestSummary,
): string[] {
  const texts = TEXTS[language]
  return [
    ...(quoted === undefined ? [] : [quoted ? texts.quoted(excerpt(quoted, 80)) : texts.quotedBelow]),
    ...(pictures.length > 0
      ? [texts.pictures(pictures.map((picture) => describePicture(language, picture)))]
      : []),
    ...files.map((file) => texts.file(file, [...file.text].length, excerpt(firstLine(file), 60))),
    texts.memory(earlier.length, excerpt(earlier.at(-1) ?? '', 40)),
    ...(earlierPictures > 0 ? [texts.earlierPictures(earlierPictures)] : []),
    system ? texts.system([...system].length, excerpt(system, 40)) : texts.noSystem,
  ]
}

function describePicture(language: Language, picture: Picture): string {
  const { link, comma } = TEXTS[language]
  if (picture.kind === 'link') return link(excerpt(picture.url, 60))
  return `${picture.type.toUpperCase()} ${picture.width}×${picture.height}${comma}${toSize(picture.bytes)}`
}

/** `800 B`, `32 KB`, `1.2 MB` */
function toSize(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  return bytes < 1_048_576 ? `${Math.round(bytes / 1_024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}

function firstLine({ text }: PromptFile): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? ''
}

const TEXTS = {
  zh: {
    gotText: (question: string) => `我收到了：「${question}」`,
    gotPictures: (count: number) => `我收到了 ${count} 张图片，没有附文字。`,
    gotFile: (names: string[]) => `我收到了文件 ${names.join('、')}。`,
    gotNothing: '我收到了一条没有内容的消息。',
    quoted: (text: string) => `引用的消息：「${text}」`,
    quotedBelow: '引用的消息：图片或文件，见下面',
    pictures: (list: string[]) => `图片（${list.length} 张）：${list.join('；')}`,
    file: (file: PromptFile, length: number, start: string) =>
      `文件 ${file.name}：${length} 个字，第一行是「${start}」`,
    memory: (turns: number, last: string) =>
      turns === 0
        ? '之前的对话：无'
        : `之前的对话：${turns} 轮${last ? `，你的上一条消息是「${last}」` : ''}`,
    earlierPictures: (count: number) => `之前的图片：${count} 张`,
    system: (length: number, start: string) => `系统提示词：${length} 个字，「${start}」`,
    noSystem: '系统提示词：无',
    link: (url: string) => `链接 ${url}（未下载）`,
    comma: '，',
    hint: '发「你能做什么」，看看还可以试什么。',
  },
  en: {
    gotText: (question: string) => `I got your message: “${question}”`,
    gotPictures: (count: number) =>
      count === 1
        ? 'I got your picture, without any text.'
        : `I got your ${count} pictures, without any text.`,
    gotFile: (names: string[]) => `I got your file ${names.join(', ')}.`,
    gotNothing: 'I got a message without any content.',
    quoted: (text: string) => `Quoted message: “${text}”`,
    quotedBelow: 'Quoted message: a picture or file, see below',
    pictures: (list: string[]) =>
      list.length === 1 ? `Picture: ${list[0]}` : `${list.length} pictures: ${list.join('; ')}`,
    file: (file: PromptFile, length: number, start: string) =>
      `File ${file.name}: ${length} characters, starting with “${start}”`,
    memory: (turns: number, last: string) => {
      const count = turns === 1 ? '1 question' : `${turns} questions`
      if (turns === 0) return 'Earlier conversation: none'
      return `Earlier conversation: ${count}${last ? `, the last one was “${last}”` : ''}`
    },
    earlierPictures: (count: number) => `Earlier pictures: ${count}`,
    system: (length: number, start: string) => `System prompt: ${length} characters, “${start}”`,
    noSystem: 'System prompt: none',
    link: (url: string) => `link ${url} (not downloaded)`,
    comma: ', ',
    hint: 'Send “what can you do” to see what else you can try.',
  },
}
