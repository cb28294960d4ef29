import type { CardTemplate } from './templates'

/** What an AI card shows; `executing` is for cards that run a task. */
export type CardState = 'processing' | 'inputing' | 'executing' | 'finished' | 'failed'

/** A card that a bot created. Times in ms since 1970. */
export interface Card {
  outTrackId: string
  templateId: string
  at: number
  /** Absent for a template without states. */
  state?: CardState
  /** The variables: string to string. */
  params: Record<string, string>
  /** The value of the text variable. */
  text: string
  /** DingTalk's clients show nothing of the text. */
  isBlank: boolean
  /** What the list of conversations shows. */
  preview: string
  /** The conversations that it was delivered to, with the keys of these deliveries. */
  deliveredTo: { conversationId: string; carrierId: string }[]
  /** Frames that changed it. */
  frames: number
  /** Frames with a `guid` that it had already; they change nothing. */
  repeatedFrames: number
  /** Frames after the final one that are not final; they change nothing. */
  lateFrames: number
}

/** One call of `PUT /v1.0/card/streaming`, checked. */
export interface Frame {
  guid: string
  content: string
  isFull: boolean
  isFinalize: boolean
  isError: boolean
}

/** A card with what DingTalk keeps about it and does not show. */
export interface StoredCard {
  card: Card
  template: CardTemplate
  guids: Set<string>
}

/** Creates a card that is not delivered yet. `flowStatus` in the variables sets its state, as in DingTalk's SDKs. */
export function createCard(
  template: CardTemplate,
  fields: Pick<Card, 'outTrackId' | 'at' | 'params' | 'preview'>,
): StoredCard {
  const card: Card = {
    ...fields,
    templateId: template.id,
    ...(template.isAi && { state: 'processing' as const }),
    text: '',
    isBlank: false,
    deliveredTo: [],
    frames: 0,
    repeatedFrames: 0,
    lateFrames: 0,
  }
  const stored = { card, template, guids: new Set<string>() }
  setParams(stored, fields.params)
  return stored
}

/** Replaces the variables, and with them the text and the state. */
export function setParams({ card, template }: StoredCard, params: Record<string, string>): void {
  card.params = params
  card.text = params[template.textKey] ?? ''
  const state = FLOW_STATUS[params.flowStatus ?? '']
  if (template.isAi && state) card.state = state
}

/**
 * Applies a frame: the first sets `inputing`, `isFinalize` sets `finished` and `isError` sets `failed`. Whether DingTalk
 * accepts a frame after the final one is not documented; that only another final one changes something is a choice.
 */
export function applyFrame(stored: StoredCard, frame: Frame): void {
  const { card, template, guids } = stored
  if (guids.has(frame.guid)) return void card.repeatedFrames++
  guids.add(frame.guid)
  const state = toState(frame)
  if (state === 'inputing' && isEnded(card)) return void card.lateFrames++
  card.text = frame.isFull ? frame.content : card.text + frame.content
  card.params = { ...card.params, [template.textKey]: card.text }
  if (template.isAi) card.state = state
  card.frames++
}

/** Whether the card is finished or failed. */
export function isEnded({ state }: Card): boolean {
  return state === 'finished' || state === 'failed'
}

/** Whether people see a card that seems to be in work. */
export function isOpen(card: Card): boolean {
  return card.state !== undefined && !isEnded(card) && card.deliveredTo.length > 0
}

/** What people read on the card. */
export function shownText(card: Card): string {
  return card.isBlank ? '' : card.text
}

/** The state behind the value of the variable `flowStatus`. */
const FLOW_STATUS: Record<string, CardState> = {
  1: 'processing',
  2: 'inputing',
  3: 'finished',
  4: 'executing',
  5: 'failed',
}

function toState({ isFinalize, isError }: Frame): CardState {
  if (isError) return 'failed'
  return isFinalize ? 'finished' : 'inputing'
}
