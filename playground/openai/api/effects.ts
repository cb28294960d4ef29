import { toFields } from '../../shared/json'
import type { Effect } from '../fault-types'
import type { Delays } from './delays'
import { drop, type Exchange, sendBody, sendError } from './exchange'

/** Applies the effects that need no answer; `ended` when one of them decided the call. */
export async function applyEffects(
  exchange: Exchange,
  effects: Effect[],
  delays: Delays,
): Promise<'ended' | 'go on'> {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'delay':
        if (!(await delays.wait(exchange.response, effect.ms))) return 'ended'
        break
      case 'silence':
        void delays.wait(exchange.response, undefined)
        return 'ended'
      case 'reset':
        drop(exchange)
        return 'ended'
      case 'error':
        sendError(exchange, effect.error(modelOf(exchange.body)))
        return 'ended'
      case 'body':
        sendBody(exchange, { status: 200, contentType: effect.contentType, body: effect.body })
        return 'ended'
      case 'cut':
      case 'dialect':
      case 'reply':
      case 'picture':
      case 'alter':
        break
      default:
        effect satisfies never
    }
  }
  return 'go on'
}

function modelOf(body: unknown): string {
  const { model } = toFields(body)
  return typeof model === 'string' ? model : '?'
}
