import { type ChatMessage, partsOf } from '../protocol'

/** A file in a question. */
export interface PromptFile {
  name: string
  text: string
}

/** The parts of a user message. */
export interface MessageParts {
  question: string
  /** The quoted message's text without its files; empty for a picture. Undefined without a quote. */
  quoted?: string
  files: PromptFile[]
}

/**
 * Separates the files and the quoted message in a user message from the question. A file is a `file` part, or text after a line that names it:
 * a tag (`<file name="notes.md">` … `</file>`), a fenced block, or everything after a colon up to the question.
 */
export function separateParts(message: ChatMessage): MessageParts {
  const lines: string[] = []
  const files: PromptFile[] = []
  for (const part of partsOf(message)) {
    if (part.type === 'file' && part.file) files.push(decode(part.file))
    if (part.type !== 'text' || !part.text) continue
    const found = findFiles(part.text.split('\n'))
    lines.push(...found.otherLines)
    files.push(...found.files)
  }
  return { ...separateQuote(lines), files }
}

const TAG = /^<([a-z_-]{1,20}) [^<>]{0,80}?(?:name|filename|path)="([^"<>]{1,255})"[^<>]{0,80}>$/i
const FENCE = /^(`{3,}|~{3,})[^`]*$/
const FILE_NAME = /[^\s/\\"'“”「」『』《》<>:：()（）[\]`*]{1,120}\.[a-z0-9]{1,10}(?![a-z0-9])/i
/** The line with which bots introduce the question after a quoted message or a file. */
const QUESTION = /^(我的问题|问题|my question|question)[:：]/i
/** The line with which they introduce a quoted message, after the name of the person in a group's shared memory. */
const QUOTE = /^(?:[^：]{1,60}：)?(我引用了|引用|I quote|I am quoting|quote).{0,30}[:：]$/i
/** What they tell the model about the quoted message. */
const ASIDE = /^[（(].*[）)]$/
/** Longer lines do not name a file; the limit keeps the expressions above fast. */
const MAX_LINE_CHARACTERS = 400

function findFiles(lines: string[]): { otherLines: string[]; files: PromptFile[] } {
  const otherLines: string[] = []
  const files: PromptFile[] = []
  let at = 0
  while (at < lines.length) {
    const block = startOfFile(lines[at] ?? '', lines[at + 1] ?? '')
    if (!block) {
      otherLines.push(lines[at] ?? '')
      at += 1
      continue
    }
    const from = at + block.headLines
    let end = from
    while (end < lines.length && !block.isEnd((lines[end] ?? '').trim())) end += 1
    files.push({ name: block.name, text: lines.slice(from, end).join('\n') })
    at = block.endBelongs ? end + 1 : end
  }
  return { otherLines, files }
}

function startOfFile(line: string, next: string) {
  if (line.length > MAX_LINE_CHARACTERS) return undefined
  const tag = TAG.exec(line.trim())
  if (tag)
    return {
      name: tag[2] ?? '',
      headLines: 1,
      endBelongs: true,
      isEnd: (end: string) => end === `</${tag[1]}>`,
    }
  const fence = next.length > MAX_LINE_CHARACTERS ? undefined : FENCE.exec(next.trim())?.[1]
  // The name is searched for last: it is the slowest expression, and most lines do not name a file.
  const name = fence || /[:：]\s*$/.test(line) ? FILE_NAME.exec(line)?.[0] : undefined
  if (!name) return undefined
  return fence
    ? { name, headLines: 2, endBelongs: true, isEnd: (end: string) => end === fence }
    : { name, headLines: 1, endBelongs: false, isEnd: (end: string) => QUESTION.test(end) }
}

/** If a line introduces the question, the lines from there on are the question; else all lines. */
function separateQuote(lines: string[]): { question: string; quoted?: string } {
  const at = lines.findLastIndex((line) => line.length < MAX_LINE_CHARACTERS && QUESTION.test(line))
  const toText = (some: string[]) => some.join('\n').trim()
  if (at < 0) return { question: toText(lines) }
  const question = toText([(lines[at] ?? '').replace(QUESTION, ''), ...lines.slice(at + 1)])
  const [first = '', ...quoted] = lines.slice(0, at)
  if (!QUOTE.test(first.trim())) return { question }
  return { question, quoted: toText(quoted.filter((line) => !ASIDE.test(line))) }
}

function decode(file: { filename?: string; file_data?: string; file_id?: string }): PromptFile {
  const name = file.filename ?? file.file_id ?? '?'
  const data = file.file_data ?? ''
  const comma = data.indexOf(',')
  const base64 = data.startsWith('data:') ? data.slice(comma + 1) : data
  return { name, text: Buffer.from(base64, 'base64').toString('utf8') }
}
