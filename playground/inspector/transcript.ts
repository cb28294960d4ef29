import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ChatMessage } from './types'

/** All messages as the page shows them, oldest first. */
export interface Transcript {
  list(): ChatMessage[]
  find(id: string): ChatMessage | undefined
  /** The whole text of a message, also where the page received only its beginning. */
  wholeText(id: string): string | undefined
  add(message: Omit<ChatMessage, 'id'>): ChatMessage
  /** Changes some fields; an unknown id, as of a dropped message, is ignored. */
  update(id: string, change: Partial<ChatMessage>): void
  clear(): void
}

/** The oldest are dropped in blocks. */
const MAX_MESSAGES = 1_000
const DROP_BLOCK = 100
/** Longest text that a page receives at once: longer than the bot's answers, short enough for a browser to lay out. */
const SHOWN_CHARACTERS = 20_000

/**
 * Opens the transcript in `file` (JSON lines, the last line of an id counts; undefined: in memory).
 * @param onChange receives every message that is new or changed
 */
export function openTranscript(
  file: string | undefined,
  onChange: (message: ChatMessage) => void,
): Transcript {
  let messages = file ? read(file) : []
  const byId = new Map(messages.map((message) => [message.id, message]))
  let lastNumber = Math.max(0, ...messages.map(({ id }) => Number(id.slice(1))))
  if (file) compact(file, messages)

  const save = (message: ChatMessage) => {
    if (file) appendFileSync(file, `${JSON.stringify(message)}\n`)
    onChange(toShown(message))
  }

  return {
    list: () => messages.map(toShown),
    find: (id) => byId.get(id),
    wholeText: (id) => byId.get(id)?.text,
    add(fields) {
      const message = { ...fields, id: `m${++lastNumber}` }
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
  const messages = new Map<string, ChatMessage>()
  for (const line of readLines(file)) {
    try {
      const message = JSON.parse(line) as ChatMessage
      messages.set(message.id, message)
    } catch {
      // A line that a killed process left unfinished.
    }
  }
  return [...messages.values()].slice(-MAX_MESSAGES)
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
