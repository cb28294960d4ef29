import { type Fields, isNonEmptyString, toFields } from '../../shared/json'
import { applyFrame, isEnded, type StoredCard, setParams } from '../cards/card'
import type { CardTemplate } from '../cards/templates'
import type { EmulatorState } from '../state'
import { findCard, readParams } from './card-create'
import { type ApiErrorCode, type ApiResponse, apiError, ok } from './responses'
import {
  type IncomingCall,
  isTriggered,
  type Route,
  refuseAtGateway,
  refuseBody,
  refuseByFault,
} from './route'

/**
 * The most bytes of the text of a frame. DingTalk documents 1 KB a call, and projects send whole answers of several KB:
 * where it does refuse is not known, this is a choice.
 */
export const MAX_FRAME_BYTES = 15_000
/** A final text with more characters turns the card blank, in a report; only the fault `card-blank` does it here. */
export const BLANK_ABOVE_CHARACTERS = 3_000

/** PUT /v1.0/card/instances: replaces the variables, or with `updateCardDataByKey` those that are named. */
export const cardUpdateRoute: Route = {
  kind: 'cardUpdate',
  method: 'PUT',
  path: '/v1.0/card/instances',
  handle(call, state) {
    const refused = refuseAtGateway('cardUpdate', call, state) ?? refuseBody(call, [])
    if (refused) return refused
    const { outTrackId, cardData, cardUpdateOptions } = call.json as Fields
    if (!isNonEmptyString(outTrackId)) return apiError('param.outTrackIdEmpty')
    const stored = findCard(outTrackId, state)
    if (!stored) return apiError('param.cardNotExist')
    const params = readParams(cardData)
    if (!params) return apiError('param.invalid')
    const refusedByFault = refuseByFault('service', 'cardUpdate', call, state)
    if (refusedByFault) return refusedByFault
    const isByKey = toFields(cardUpdateOptions).updateCardDataByKey === true
    setParams(stored, isByKey ? { ...stored.card.params, ...params } : params)
    return changed(stored, 'cardUpdate', call, state)
  },
}

/** PUT /v1.0/card/streaming: one frame of the text. */
export const cardStreamRoute: Route = {
  kind: 'cardStream',
  method: 'PUT',
  path: '/v1.0/card/streaming',
  handle(call, state) {
    const isFinal = isFinalFrame(call.json)
    // A call that is throttled is not metered, so this comes before the quota.
    if (!isFinal && isTriggered('frames-throttled', 'cardStream', call, state)) {
      return apiError('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')
    }
    const refused = refuseAtGateway('cardStream', call, state) ?? refuseBody(call, [])
    if (refused) return refused
    const frame = call.json as Fields
    const stored = isNonEmptyString(frame.outTrackId) ? findCard(frame.outTrackId, state) : undefined
    if (!stored) return apiError('param.stream.outTrackId')
    const code = refuseFrame(frame, stored.template)
    if (code) return apiError(code)
    const refusedByFault = refuseByFault('service', 'cardStream', call, state)
    if (refusedByFault) return refusedByFault
    if (isFinal && isTriggered('final-frame-fails', 'cardStream', call, state)) return apiError('system.busy')
    const { guid, content, isFull } = frame as { guid: string; content: string; isFull: boolean }
    const { isFinalize, isError } = frame
    applyFrame(stored, { guid, content, isFull, isFinalize: isFinalize === true, isError: isError === true })
    return changed(stored, 'cardStream', call, state)
  },
}

/** Whether the call finishes the card or lets it fail. */
function isFinalFrame(json: unknown): boolean {
  const { isFinalize, isError } = toFields(json)
  return isFinalize === true || isError === true
}

function refuseFrame(
  { guid, key, content, isFull }: Fields,
  template: CardTemplate,
): ApiErrorCode | undefined {
  if (!isNonEmptyString(guid)) return 'param.stream.guidEmpty'
  if (!isNonEmptyString(key)) return 'param.stream.keyEmpty'
  if (!isNonEmptyString(content)) return 'param.stream.contentEmpty'
  if (typeof isFull !== 'boolean') return 'param.stream.isFull'
  // "Must be true for a markdown variable"; what DingTalk does with false is not documented.
  if (!isFull && template.format === 'markdown') return 'param.stream.isFull'
  if (Buffer.byteLength(content) > MAX_FRAME_BYTES) return 'param.stream.content'
  return key === template.textKey ? undefined : 'unknownError'
}

function changed(
  { card }: StoredCard,
  kind: 'cardUpdate' | 'cardStream',
  call: IncomingCall,
  state: EmulatorState,
): ApiResponse {
  const isTooLong = isEnded(card) && [...card.text].length > BLANK_ABOVE_CHARACTERS
  card.isBlank = isTooLong && (card.isBlank || isTriggered('card-blank', kind, call, state))
  state.recorder.card(card)
  return ok({ success: true, result: true })
}
