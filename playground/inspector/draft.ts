import type { MessageKind, OutgoingMessage, Quote, RichPiece } from '../dingtalk/callback/messages'
import type { Conversation, Person } from '../dingtalk/directory'
import { ids } from '../dingtalk/ids'
import type { Attachments, UploadedFile } from './attachments'
import type { ChatMessage } from './types'

/** A message as a person wrote it on the page. */
export interface Draft {
  from: Person
  where: Conversation
  kind: 'text' | 'voice' | 'file'
  text: string
  /** In a group the robot receives only messages that @ it. */
  mentioned: boolean
  pictures: UploadedFile[]
  file?: UploadedFile
  quoted?: ChatMessage
}

/** Why a request body is not a draft. The page sends only valid ones; other programs may not. */
export class DraftError extends Error {
  override readonly name = 'DraftError'
}

const MAX_TEXT_CHARACTERS = 100_000
const MAX_PICTURES = 9
const CHARACTERS_PER_SECOND = 4

/**
 * Reads the body of a request to send a message.
 * @param find looks up people, conversations and messages by id
 * @throws DraftError
 */
export function readDraft(
  body: unknown,
  find: {
    person(id: string): Person | undefined
    conversation(id: string): Conversation | undefined
    message(id: string): ChatMessage | undefined
  },
): Draft {
  const given = (body ?? {}) as Record<string, unknown>
  const from = find.person(String(given.from)) ?? fail('from: unknown person')
  const where = find.conversation(String(given.conversationId)) ?? fail('conversationId: unknown')
  if (!where.members.includes(from.id)) fail('from: not in this conversation')
  const kind = given.kind ?? 'text'
  if (kind !== 'text' && kind !== 'voice' && kind !== 'file') fail('kind: text, voice or file')
  const text = typeof given.text === 'string' ? given.text : ''
  if (text.length > MAX_TEXT_CHARACTERS) fail(`text: ${MAX_TEXT_CHARACTERS} characters at most`)
  const pictures = Array.isArray(given.pictures) ? given.pictures.map(readFile) : []
  if (pictures.length > MAX_PICTURES) fail(`pictures: ${MAX_PICTURES} at most`)
  const file = given.file === undefined ? undefined : readFile(given.file)
  if (kind === 'file' && !file) fail('file: missing')
  if (kind !== 'file' && !text.trim() && pictures.length === 0 && where.type === '1') fail('text: missing')
  if (kind !== 'text' && where.type === '2') fail('kind: in a group the robot receives no voice and no files')
  const quoted =
    given.quote === undefined ? undefined : (find.message(String(given.quote)) ?? fail('quote: unknown'))
  return { from, where, kind, text, mentioned: given.mentioned !== false, pictures, file, quoted } as Draft
}

/** The draft as DingTalk would send it. */
export function toOutgoing(draft: Draft, attachments: Attachments): OutgoingMessage {
  const common = { from: draft.from.id, in: draft.where.id, msgId: ids.msg() }
  return { ...common, ...toKind(draft, attachments) }
}

function toKind(draft: Draft, attachments: Attachments): MessageKind {
  const { kind, text, pictures, where, file } = draft
  const quote = draft.quoted && toQuote(draft.quoted, attachments)
  if (kind === 'voice') return { kind: 'audio', recognition: text, durationMs: voiceSeconds(text) * 1_000 }
  if (kind === 'file' && file) return { kind: 'file', ...toAttachment(file) }
  const [only] = pictures
  if (!only) return { kind: 'text', text, quote }
  // A message with text, several pictures, a quote or an @ is a rich text.
  if (pictures.length === 1 && !text.trim() && !quote && where.type === '1') {
    return { kind: 'picture', ...toAttachment(only) }
  }
  const texts: RichPiece[] = text.trim() ? [{ text }] : []
  const pieces = [...texts, ...pictures.map((one) => ({ picture: true as const, ...toAttachment(one) }))]
  return { kind: 'richText', pieces, quote }
}

function toQuote(quoted: ChatMessage, attachments: Attachments): Quote {
  const from = quoted.from === 'robot' ? ('robot' as const) : quoted.from
  const about = { from, createdAt: quoted.at, msgId: quoted.msgId, processQueryKey: quoted.processQueryKey }
  const source = quoted.pictures?.[0] ?? quoted.file?.url
  const attached = source ? attachments.find(source) : undefined
  if (attached && !quoted.text) {
    return { ...about, kind: quoted.file ? 'file' : 'picture', attachment: toAttachment(attached) }
  }
  // Of a card DingTalk sends no text.
  if (quoted.card) return { ...about, kind: 'card' }
  return { ...about, kind: 'text', text: quoted.text }
}

function readFile(given: unknown): UploadedFile {
  const { name, type, base64 } = (given ?? {}) as Record<string, unknown>
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) fail('base64: missing or broken')
  return {
    name: typeof name === 'string' ? name.slice(0, 200) : 'file',
    type: typeof type === 'string' ? type : '',
    bytes: Buffer.from(base64 as string, 'base64'),
  }
}

const toAttachment = ({ bytes, name, type }: UploadedFile) => ({
  bytes,
  fileName: name,
  ...(type && { contentType: type }),
})

/** How long it takes to say a text, in seconds. */
export const voiceSeconds = (text: string) => Math.max(1, Math.ceil(text.length / CHARACTERS_PER_SECOND))

function fail(message: string): never {
  throw new DraftError(message)
}
