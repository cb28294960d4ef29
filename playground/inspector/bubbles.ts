import { type Card, shownText } from '../dingtalk/cards/card'
import type { Directory } from '../dingtalk/directory'
import type { Delivery } from '../dingtalk/store/records'
import type { Attachments } from './attachments'
import { type Draft, voiceSeconds } from './draft'
import type { ChatMessage } from './types'

/** A robot's message as the page shows it: with nicknames in place of @-ed ids, as in DingTalk's clients. */
export function bubbleOfDelivery(
  delivery: Delivery,
  directory: Directory,
  answers: string | undefined,
  toUrl: (mediaId: string) => string | undefined = () => undefined,
): Omit<ChatMessage, 'id'> {
  const people = delivery.atUserIds.map((id) => directory.findStaff(id)).filter((one) => one !== undefined)
  let text = delivery.text
  // A picture that the robot uploaded: a message of its own, or in Markdown.
  const mediaId = delivery.media ?? MARKDOWN_PICTURE.exec(text)?.[1]
  const picture = mediaId && toUrl(mediaId)
  if (picture) text = text.replace(MARKDOWN_PICTURE, '')
  for (const { staffId, nick } of people) if (staffId) text = text.replaceAll(`@${staffId}`, `@${nick}`)
  return {
    at: delivery.at,
    conversationId: delivery.conversationId,
    from: 'robot',
    kind: KINDS[delivery.kind] ?? 'card',
    text: picture ? text.trim() : text || delivery.media || '',
    ...(picture && { pictures: [picture] }),
    answers,
    via: delivery.via,
    ...(delivery.title && { title: delivery.title }),
    ...(people.length > 0 && { mentions: people.map(({ nick }) => nick) }),
    ...(delivery.links && { links: delivery.links }),
    ...(delivery.card && { card: cardOf(delivery.card) }),
    ...(delivery.processQueryKey && { processQueryKey: delivery.processQueryKey }),
  }
}

/** What changes on the bubble of a card. */
export function changeOfCard(card: Card): Pick<ChatMessage, 'text' | 'card'> {
  return { text: shownText(card), card: cardOf(card) }
}

function cardOf({ state, isBlank }: Card): ChatMessage['card'] {
  return { state, isBlank }
}

const KINDS: Record<string, ChatMessage['kind']> = {
  text: 'text',
  sampleText: 'text',
  markdown: 'markdown',
  sampleMarkdown: 'markdown',
  sampleImageMsg: 'picture',
}

const MARKDOWN_PICTURE = /!\[\]\(([@$][\w-]+)\)/

/** A person's message as the page shows it. */
export function bubbleOfDraft(draft: Draft, attachments: Attachments, at: number): Omit<ChatMessage, 'id'> {
  const { from, where, kind, text, pictures, file, quoted, mentioned } = draft
  return {
    at,
    conversationId: where.id,
    from: from.id,
    kind: kind === 'text' && pictures.length > 0 && !text ? 'picture' : kind,
    text,
    ...(where.type === '2' && mentioned && { mentions: ['robot'] }),
    ...(pictures.length > 0 && { pictures: pictures.map((one) => attachments.add(one)) }),
    ...(file && { file: { name: file.name, bytes: file.bytes.length, url: attachments.add(file) } }),
    ...(kind === 'voice' && { voiceSeconds: voiceSeconds(text) }),
    ...(quoted && { quote: { id: quoted.id, from: quoted.from, text: excerpt(quoted) } }),
  }
}

/** The body of a request that sends a person's message again, as the page sends it. */
export function toSendRequest(message: ChatMessage, attachments: Attachments): object {
  const { from, conversationId, kind, text, pictures = [], file, quote, mentions = [] } = message
  const load = (url: string) => {
    const found = attachments.find(url)
    return found && { ...found, base64: found.bytes.toString('base64') }
  }
  return {
    from,
    conversationId,
    kind: kind === 'picture' ? 'text' : kind,
    text,
    mentioned: mentions.includes('robot'),
    pictures: pictures.map(load),
    ...(file && { file: load(file.url) }),
    ...(quote && { quote: quote.id }),
  }
}

const EXCERPT_CHARACTERS = 120

function excerpt({ text, file, pictures }: ChatMessage): string {
  if (text) return text.replaceAll(/\s+/g, ' ').slice(0, EXCERPT_CHARACTERS)
  return file?.name ?? (pictures ? '🖼' : '')
}
