import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ChatMessage } from './types'

/** The conversation as the page shows it, oldest first. */
export interface Transcript {
  list(): ChatMessage[]
  find(id: string): ChatMessage | undefined
  /** The text in full, where the message itself has only its beginning. */
  wholeText(id: string): string | undefined
  add(message: Omit<ChatMessage, 'id'>): ChatMessage
  /** Changes some fields; unknown ids are ignored, because the message may be forgotten by now. */
  update(id: string, change: Partial<ChatMessage>): void
  clear(): void
}

/** More than anybody scrolls through; the oldest are dropped in blocks. */
const MAX_MESSAGES = 1_000
const DROP_BLOCK = 100
/** A page gets this much of a text at first: more than any answer of the bot's, less than what freezes a browser. */
export const SHOWN_CHARACTERS = 20_000

/**
 * Opens the transcript kept in `file` (JSON lines, the last of an id counts; absent: memory only).
 * @param changed hears of every message that is new or different
 */
export function openTranscript(
  file: string | undefined,
  changed: (message: ChatMessage) => void,
): Transcript {
  let messages = file ? read(file) : []
  const byId = new Map(messages.map((message) => [message.id, message]))
  let lastNumber = Math.max(0, ...messages.map(({ id }) => Number(id.slice(1))))
  if (file) compact(file, messages)

  const save = (message: ChatMessage) => {
    if (file) appendFileSync(file, `${JSON.stringify(message)}\n`)
    changed(toShown(message))
  }

  return {
    list: () => messages.map(toShown),
    find: (id) => byId.get(id),
    wholeText: (id) => byId.get(id)?.text,
    add(given) {
      const message = { ...given, id: `m${++lastNumber}` }
      messages.push(message)
      byId.set(message.id, message)
      if (messages.length > MAX_MESSAGES + DROP_BLOCK) {
        for (const old of messages.slice(0, -MAX_MESSAGES)) byId.delete(old.id)
        messages = messages.slice(-MAX_MESSAGES)
      }
      save(message)
      return message
    },
    update(id, change) {
      const message = byId.get(id)
      if (message) save(Object.assign(message, change))
    },
    clear() {
      messages = []
      byId.clear()
      if (file) compact(file, messages)
    },
  }
}

function toShown(message: ChatMessage): ChatMessage {
  if (message.text.length <= SHOWN_CHARACTERS) return message
  return { ...message, text: message.text.slice(0, SHOWN_CHARACTERS), wholeLength: message.text.length }
}

function read(file: string): ChatMessage[] {
  const found = new Map<string, ChatMessage>()
  for (const line of readLines(file)) {
    try {
      const message = JSON.parse(line) as ChatMessage
      found.set(message.id, message)
    } catch {
      // A line that a dying process left unfinished.
    }
  }
  return [...found.values()].slice(-MAX_MESSAGES)
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

function compact(file: string, messages: ChatMessage[]): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  renameSync(`${file}.new`, file)
}
