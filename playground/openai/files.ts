import type { ChatMessage } from './protocol'
import { partsOf } from './protocol'

/** The text of a file that came with a question. */
export interface SeenFile {
  name: string
  text: string
}

/**
 * Separates the files of a user message from its words. A file is a `file` part with text in its data URL,
 * a fenced block after a line that names a file (`notes.md:`), or a tag with a name
 * (`<file name="notes.md">` … `</file>`), each on lines of their own.
 */
export function separateFiles(message: ChatMessage): { words: string; files: SeenFile[] } {
  const words: string[] = []
  const files: SeenFile[] = []
  for (const part of partsOf(message)) {
    if (part.type === 'file' && part.file) files.push(decode(part.file))
    if (part.type !== 'text' || !part.text) continue
    const found = scan(part.text.split('\n'))
    words.push(...found.words)
    files.push(...found.files)
  }
  return { words: words.join('\n').trim(), files }
}

const FENCE = /^(`{3,}|~{3,})[^`]*$/
const TAG = /^<([a-z_-]{1,20}) [^<>]{0,80}?(?:name|filename|path)="([^"<>]{1,255})"[^<>]{0,80}>$/i
const FILE_NAME = /[^\s/\\"'“”「」『』《》<>:：()（）[\]`*]{1,120}\.[a-z0-9]{1,8}(?![a-z0-9])/i

function scan(lines: string[]): { words: string[]; files: SeenFile[] } {
  const words: string[] = []
  const files: SeenFile[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimEnd()
    const block = openedBy(line, words)
    if (!block) {
      words.push(line)
      continue
    }
    let last = at + 1
    while (last < lines.length && lines[last]?.trim() !== block.closedBy) last += 1
    if (block.fence) words.pop() // the line with the name belongs to the file
    files.push({ name: block.name, text: lines.slice(at + 1, last).join('\n') })
    at = last
  }
  return { words, files }
}

function openedBy(line: string, words: string[]) {
  const tag = line.length < 512 ? TAG.exec(line) : null
  if (tag) return { name: tag[2] ?? '', closedBy: `</${tag[1]}>`, fence: false }
  const fence = FENCE.exec(line)?.[1]
  const before = words.at(-1) ?? ''
  const name = fence && before.length < 512 ? FILE_NAME.exec(before)?.[0] : undefined
  return name && fence ? { name, closedBy: fence, fence: true } : undefined
}

function decode(file: { filename?: string; file_data?: string; file_id?: string }): SeenFile {
  const name = file.filename ?? file.file_id ?? '?'
  const data = file.file_data ?? ''
  const comma = data.indexOf(',')
  const base64 = data.startsWith('data:') ? data.slice(comma + 1) : data
  return { name, text: Buffer.from(base64, 'base64').toString('utf8') }
}
