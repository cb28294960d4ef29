/**
 * AI cards: a message whose text is replaced while the answer is written. Sources: "create-and-deliver-cards",
 * "api-streamingupdate".
 */
import { randomUUID } from 'node:crypto'
import { DeliveryError, toDeliveryError } from '../errors'
import { type AccessTokens, withAccessToken } from './access-token'
import type { Api, SendKey } from './api'
import { type CardRest, createCardRest } from './card-rest'
import type { Recipient } from './types'

/** A card of a message; `outTrackId` is chosen by the bot before the card exists. */
export interface Card {
  outTrackId: string
  to: Recipient
  /** What the list of conversations shows. */
  preview: string
}

/** How a card goes on: its text grows, is complete, or the answer comes elsewhere. */
export type CardState = 'growing' | 'finished' | 'failed'

export interface CardSettings {
  appKey?: string
  appSecret?: string
  card: { templateId: string; textKey: string }
}

export interface Cards extends CardRest {
  /** Whether a person or group can get a card. */
  canReach(to: Recipient): boolean
  /** Shows a new card. @returns DingTalk's key of the message. @throws DeliveryError */
  create(card: Card): Promise<SendKey>
  /**
   * Replaces the text; creates the card where the process that meant to do so died before.
   * @returns DingTalk's key of a message that was created now. @throws DeliveryError
   */
  write(card: Card, content: string, state: CardState): Promise<SendKey>
  /** Ends a card without its answer. A template that refuses the text gets the state alone. @throws DeliveryError */
  fail(card: Card, content: string): Promise<void>
  /** Creates a card that no conversation shows, and finishes it. @throws DeliveryError */
  check(): Promise<void>
}

/** The longest text that `cardParamMap` takes is 1 KB; a list of conversations shows less than this. */
const MAX_PREVIEW = 60
/** DingTalk's public templates show the blocks that are listed here. */
const PUBLIC_TEMPLATE = {
  sys_full_json_obj: JSON.stringify({ order: ['msgContent'] }),
  config: JSON.stringify({ autoLayout: true }),
}
/** `flowStatus` of a card that failed. */
const FAILED = '5'

/** The cards of one app. @param now ms since the epoch */
export function createCards(
  api: Api,
  tokens: AccessTokens,
  { appKey = '', appSecret, card: { templateId, textKey } }: CardSettings,
  now: () => number,
): Cards {
  const start = (outTrackId: string) => ({
    cardTemplateId: templateId,
    outTrackId,
    callbackType: 'STREAM',
    cardData: { cardParamMap: { [textKey]: '', ...(textKey === 'msgContent' ? PUBLIC_TEMPLATE : {}) } },
    userIdType: 1,
  })
  const create = ({ outTrackId, to, preview }: Card) =>
    withAccessToken(tokens, (token) =>
      api.createCard(token, { ...start(outTrackId), ...toSpace(to, to.robotCode || appKey, preview) }),
    )
  const stream = (outTrackId: string, content: string, state: CardState) =>
    withAccessToken(tokens, (token) =>
      api.streamCard(token, {
        outTrackId,
        key: textKey,
        content,
        isFinalize: state === 'finished',
        isError: state === 'failed',
      }),
    )

  return {
    ...createCardRest(now),
    canReach: ({ conversation, sender }) =>
      Boolean(appKey && appSecret) && (conversation.kind === 'group' || sender.staffId !== undefined),
    create,

    async write(card, content, state) {
      try {
        await stream(card.outTrackId, content, state)
        return undefined
      } catch (error) {
        if (toDeliveryError(error).failure !== 'card-missing') throw error
        const key = await create(card)
        await stream(card.outTrackId, content, state)
        return key
      }
    },

    async fail({ outTrackId }, content) {
      await stream(outTrackId, content, 'failed').catch((error) => {
        if (toDeliveryError(error).failure === 'card-missing') throw error
        return withAccessToken(tokens, (token) => api.updateCard(token, outTrackId, { flowStatus: FAILED }))
      })
    },

    async check() {
      if (!appKey || !appSecret) throw new DeliveryError('app-missing')
      const outTrackId = `check-${randomUUID()}`
      await withAccessToken(tokens, (token) => api.createHiddenCard(token, start(outTrackId)))
      await stream(outTrackId, 'OK', 'finished')
    },
  }
}

/** Where a card is shown: in a group the asker is mentioned. */
function toSpace({ conversation, sender }: Recipient, robotCode: string, preview: string): object {
  const words = Array.from(preview).slice(0, MAX_PREVIEW).join('')
  const space = {
    supportForward: true,
    ...(words ? { lastMessageI18n: { ZH_CN: words, EN_US: words } } : {}),
  }
  const { staffId, name } = sender
  if (conversation.kind === 'direct') {
    return {
      openSpaceId: `dtv1.card//IM_ROBOT.${staffId}`,
      imRobotOpenSpaceModel: space,
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
    }
  }
  const mention = staffId ? { atUserIds: { [staffId]: name ?? staffId } } : {}
  return {
    openSpaceId: `dtv1.card//IM_GROUP.${conversation.id}`,
    imGroupOpenSpaceModel: space,
    imGroupOpenDeliverModel: { robotCode, ...mention },
  }
}
