import { type Fields, isNonEmptyString, isObject, toFields } from '../../shared/json'
import { createCard, type StoredCard } from '../cards/card'
import { type DeliverResult, deliverCard } from '../cards/deliver-card'
import { readSpaces, refuseSpaceModels, type Space } from '../cards/spaces'
import type { CardTemplate } from '../cards/templates'
import type { EmulatorState } from '../state'
import { type ApiErrorCode, type ApiResponse, apiError, ok } from './responses'
import {
  type IncomingCall,
  isTriggered,
  type Route,
  refuseAtGateway,
  refuseBody,
  refuseByFault,
} from './route'
import type { CARD_ROUTES } from './route-kinds'

/** The most bytes of the name of a variable. */
export const MAX_KEY_BYTES = 100
/** What the list of conversations shows of a card that was created without `lastMessageI18n`. */
const DEFAULT_PREVIEW = '[交互卡片消息]'

/**
 * POST /v1.0/card/instances/createAndDeliver. An `outTrackId` that was used already is accepted and changes nothing, as
 * projects report; DingTalk documents `param.cardAlreadyExist`, which is a fault here.
 */
export const cardCreateAndDeliverRoute: Route = {
  kind: 'cardCreateAndDeliver',
  method: 'POST',
  path: '/v1.0/card/instances/createAndDeliver',
  handle(call, state) {
    const read = readNewCard('cardCreateAndDeliver', call, state)
    if ('refused' in read) return read.refused
    const spaces = readSpaces(read.body, state)
    if (typeof spaces === 'string') return apiError(spaces)
    const refused = refuseByFault('service', 'cardCreateAndDeliver', call, state)
    if (refused) return refused
    const { outTrackId } = read
    const known = findCard(outTrackId, state)
    if (known && isTriggered('card-exists', 'cardCreateAndDeliver', call, state)) {
      return apiError('param.cardAlreadyExist')
    }
    const stored = known ?? addCard(read, state)
    const deliverResults = deliverTo(stored, spaces, 'cardCreateAndDeliver', call, state)
    return ok({ success: true, result: { outTrackId, deliverResults } })
  },
}

/** POST /v1.0/card/instances: a card that is not shown yet. */
export const cardCreateRoute: Route = {
  kind: 'cardCreate',
  method: 'POST',
  path: '/v1.0/card/instances',
  handle(call, state) {
    const read = readNewCard('cardCreate', call, state)
    if ('refused' in read) return read.refused
    const refused = refuseByFault('service', 'cardCreate', call, state)
    if (refused) return refused
    if (findCard(read.outTrackId, state)) return apiError('param.cardAlreadyExist')
    addCard(read, state)
    return ok({ success: true, result: read.outTrackId })
  },
}

/** POST /v1.0/card/instances/deliver: shows a card that was created. */
export const cardDeliverRoute: Route = {
  kind: 'cardDeliver',
  method: 'POST',
  path: '/v1.0/card/instances/deliver',
  handle(call, state) {
    const refused = refuseAtGateway('cardDeliver', call, state) ?? refuseBody(call, [])
    if (refused) return refused
    const body = call.json as Fields
    if (!isNonEmptyString(body.outTrackId)) return apiError('param.outTrackIdEmpty')
    const stored = findCard(body.outTrackId, state)
    if (!stored) return apiError('param.cardNotExist')
    const spaces = readSpaces(body, state)
    if (typeof spaces === 'string') return apiError(spaces)
    const refusedByFault = refuseByFault('service', 'cardDeliver', call, state)
    if (refusedByFault) return refusedByFault
    return ok({ success: true, result: deliverTo(stored, spaces, 'cardDeliver', call, state) })
  },
}

/** The card of an `outTrackId`; undefined when there is none. */
export function findCard(outTrackId: string, { cards, clock }: EmulatorState): StoredCard | undefined {
  return cards.get(outTrackId, clock.now())
}

/** The variables in `cardData`; undefined unless they map strings to strings. */
export function readParams(cardData: unknown): Record<string, string> | undefined {
  const params = toFields(cardData).cardParamMap
  if (!isObject(params)) return undefined
  const areValid = Object.entries(params).every(
    ([key, value]) => Buffer.byteLength(key) <= MAX_KEY_BYTES && typeof value === 'string',
  )
  return areValid ? (params as Record<string, string>) : undefined
}

interface NewCard {
  outTrackId: string
  template: CardTemplate
  params: Record<string, string>
  body: Fields
}

function readNewCard(
  kind: 'cardCreateAndDeliver' | 'cardCreate',
  call: IncomingCall,
  state: EmulatorState,
): NewCard | { refused: ApiResponse } {
  const refused = refuseAtGateway(kind, call, state) ?? refuseBody(call, [])
  if (refused) return { refused }
  const body = call.json as Fields
  const { outTrackId, cardTemplateId } = body
  if (!isNonEmptyString(outTrackId)) return refuse('param.outTrackIdEmpty')
  if (!isNonEmptyString(cardTemplateId)) return refuse('param.cardTemplateIdEmpty')
  const template = state.settings.cardTemplates.find(({ id }) => id === cardTemplateId)
  if (!template) return refuse('param.templateNotExist')
  if (!template.isPublished) return refuse('param.templateUnpublished')
  const params = readParams(body.cardData)
  if (!params) return refuse('param.invalid')
  const wrongModel = refuseSpaceModels(body)
  return wrongModel ? refuse(wrongModel) : { outTrackId, template, params, body }
}

function refuse(code: ApiErrorCode) {
  return { refused: apiError(code) }
}

function addCard({ outTrackId, template, params, body }: NewCard, state: EmulatorState): StoredCard {
  const at = state.clock.now()
  const stored = createCard(template, { outTrackId, at, params, preview: readPreview(body) })
  state.cards.set(outTrackId, stored, Infinity)
  state.recorder.card(stored.card)
  return stored
}

function readPreview({ imGroupOpenSpaceModel, imRobotOpenSpaceModel }: Fields): string {
  const texts = [imGroupOpenSpaceModel, imRobotOpenSpaceModel].map((model) =>
    toFields(toFields(model).lastMessageI18n),
  )
  return (
    texts
      .flatMap(({ ZH_CN, zh_CN, ...others }) => [ZH_CN, zh_CN, ...Object.values(others)])
      .find(isNonEmptyString) ?? DEFAULT_PREVIEW
  )
}

function deliverTo(
  { card }: StoredCard,
  spaces: Space[],
  kind: (typeof CARD_ROUTES)[number],
  call: IncomingCall,
  state: EmulatorState,
): DeliverResult[] {
  const isLost = isTriggered('card-not-delivered', kind, call, state)
  const results = spaces.map((space) =>
    deliverCard(card, isLost ? { ...space, conversation: undefined } : space, call.json as Fields, state),
  )
  state.recorder.card(card)
  return results
}
