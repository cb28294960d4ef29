import type { MessageKind, OutgoingMessage, Quote, RichPiece } from '../dingtalk/callback/messages'
import type { Conversation, Person } from '../dingtalk/directory'
import { ids } from '../dingtalk/ids'
import type { Attached, Attachments } from './attachments'
import type { ChatMessage } from './types'

/** What a person wrote on the page. */
export interface Draft {
  from: Person
  where: Conversation
  kind: 'text' | 'voice' | 'file'
  text: string
  /** In a group DingTalk tells the robot only what is addressed to it. */
  mentioned: boolean
  pictures: Attached[]
  file?: Attached
  quoted?: ChatMessage
}

/** Why a request is not a draft; the page prevents all of them, so this is for programs. */
export class DraftError extends Error {
  override readonly name = 'DraftError'
}

const MAX_TEXT_CHARACTERS = 100_000
const MAX_PICTURES = 9
const CHARACTERS_PER_SECOND = 4

/**
 * Reads the body of a request to send; throws a `DraftError` for what is none.
 * @param find looks up people, conversations and messages by id
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
  const pictures = Array.isArray(given.pictures) ? given.pictures.map(readAttached) : []
  if (pictures.length > MAX_PICTURES) fail(`pictures: ${MAX_PICTURES} at most`)
  const file = given.file === undefined ? undefined : readAttached(given.file)
  if (kind === 'file' && !file) fail('file: missing')
  if (kind !== 'file' && !text.trim() && pictures.length === 0 && where.type === '1') fail('text: missing')
  if (kind !== 'text' && where.type === '2') fail('kind: DingTalk brings no voice or file from a group')
  const quoted =
    given.quote === undefined ? undefined : (find.message(String(given.quote)) ?? fail('quote: unknown'))
  return { from, where, kind, text, mentioned: given.mentioned !== false, pictures, file, quoted } as Draft
}

/** The draft as DingTalk would send it. */
export function toOutgoing(draft: Draft, attachments: Attachments): OutgoingMessage {
  const common = { from: draft.from.id, in: draft.where.id, msgId: ids.msg() }
  return { ...common, ...toKind(draft, attachments) }
}

/** The draft as the page shows it. */
export function toBubble(draft: Draft, attachments: Attachments, at: number): Omit<ChatMessage, 'id'> {
  const { from, where, kind, text, pictures, file, quoted, mentioned } = draft
  return {
    at,
    conversationId: where.id,
    from: from.id,
    kind: kind === 'text' && pictures.length > 0 && !text ? 'picture' : kind,
    text,
    ...(where.type === '2' && mentioned && { mentions: ['robot'] }),
    ...(pictures.length > 0 && { pictures: pictures.map((one) => attachments.keep(one)) }),
    ...(file && { file: { name: file.name, bytes: file.bytes.length, url: attachments.keep(file) } }),
    ...(kind === 'voice' && { voiceSeconds: secondsOf(text) }),
    ...(quoted && { quote: { id: quoted.id, from: quoted.from, text: excerpt(quoted) } }),
  }
}

function toKind(draft: Draft, attachments: Attachments): MessageKind {
  const { kind, text, pictures, where, file } = draft
  const quote = draft.quoted && toQuote(draft.quoted, attachments)
  if (kind === 'voice') return { kind: 'audio', recognition: text, durationMs: secondsOf(text) * 1_000 }
  if (kind === 'file' && file) return { kind: 'file', ...toAttachment(file) }
  const [only] = pictures
  if (!only) return { kind: 'text', text, quote }
  // A bare picture cannot be @-ed in a group, so there it comes inside a rich text, as with words or several.
  if (pictures.length === 1 && !text.trim() && !quote && where.type === '1') {
    return { kind: 'picture', ...toAttachment(only) }
  }
  const words: RichPiece[] = text.trim() ? [{ text }] : []
  const pieces = [...words, ...pictures.map((one) => ({ picture: true as const, ...toAttachment(one) }))]
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
  return { ...about, kind: 'text', text: quoted.text }
}

function readAttached(given: unknown): Attached {
  const { name, type, base64 } = (given ?? {}) as Record<string, unknown>
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) fail('base64: missing or broken')
  return {
    name: typeof name === 'string' ? name.slice(0, 200) : 'file',
    type: typeof type === 'string' ? type : '',
    bytes: Buffer.from(base64 as string, 'base64'),
  }
}

const toAttachment = ({ bytes, name, type }: Attached) => ({
  bytes,
  fileName: name,
  ...(type && { contentType: type }),
})

const secondsOf = (text: string) => Math.max(1, Math.ceil(text.length / CHARACTERS_PER_SECOND))

const EXCERPT_CHARACTERS = 120

function excerpt({ text, file, pictures }: ChatMessage): string {
  if (text) return text.replaceAll(/\s+/g, ' ').slice(0, EXCERPT_CHARACTERS)
  return file?.name ?? (pictures ? '🖼' : '')
}

function fail(message: string): never {
  throw new DraftError(message)
}
