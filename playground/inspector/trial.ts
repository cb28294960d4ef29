import { CARD_ROUTES, type CallKind, REACTION_ROUTES } from '../dingtalk/api/route-kinds'
import { SEARCH_EFFECTS } from './search-effects'
import type { Trial } from './types'

/**
 * What a message has to be for a fault to act on it.
 * @param id of the switch
 * @param calls those that the fault hits; undefined: those to the model
 */
export function toTrial(id: string, calls: readonly string[] = []): Trial {
  const special = id.startsWith('openai:picture-') ? DRAWING : SPECIAL[id]
  if (special) return special
  if (Object.hasOwn(SEARCH_EFFECTS, id)) return { kind: 'search', setting: 'search' }
  const hits = (kind: CallKind) => calls.includes(kind)
  if (hits('batchSend')) {
    if (hits('webhook')) return {}
    return { to: hits('groupSend') ? 'api' : 'direct' }
  }
  if (hits('groupSend')) return { to: 'group' }
  if (hits('webhook')) return { to: 'webhook' }
  if (hits('download')) return { kind: 'picture' }
  if (hits('upload')) return DRAWING
  if (hits('file')) return { kind: 'file' }
  return [...CARD_ROUTES, ...REACTION_ROUTES].some(hits) ? { setting: 'card' } : {}
}

const DRAWING: Trial = { kind: 'drawing', setting: 'drawing' }
const SPECIAL: Record<string, Trial> = {
  'dingtalk:bad-credentials': { to: 'api' },
  // It streams on cards only.
  'openai:no-streaming': { setting: 'card' },
  'openai:no-pictures': { kind: 'picture' },
  'openai:small-context': { kind: 'long' },
}
