import type { EmulatorState } from '../state'
import { sign } from './sign'
import type { SendOptions } from './types'

/** The headers of one post, with lower-case names: the timestamp by the emulator's clock, and the sign over it. */
export function toHeaders(options: SendOptions, state: EmulatorState): Record<string, string> {
  const timestamp = options.timestamp ?? String(Math.round(state.clock.now() + (options.skewMs ?? 0)))
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json; charset=utf-8',
    timestamp,
    sign: toSign(options.sign, timestamp, state.app.secret),
    ...options.headers,
  }
  const kept = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(kept)
}

/** Adds the callback faults that are set to the options; an option that the caller gives overrides them. */
export function withFaults(options: SendOptions, { faults, app }: EmulatorState): SendOptions {
  const triggered = (id: Parameters<typeof faults.trigger>[0]) => faults.trigger(id, 'callback')?.params
  const past = triggered('stale-clock')
  const future = past ? undefined : triggered('future-clock')
  const redelivery = triggered('redelivery')
  return {
    ...(triggered('bad-sign') && { sign: { secret: `not-${app.secret}` } }),
    ...(triggered('garbage-sign') && { sign: 'garbage' }),
    ...(triggered('no-sign') && { sign: 'missing', headers: { timestamp: undefined } }),
    ...(past && { skewMs: -past.ms }),
    ...(future && { skewMs: future.ms }),
    ...(redelivery && { redeliver: { times: redelivery.count, delayMs: redelivery.ms } }),
    ...options,
  }
}

function toSign(how: SendOptions['sign'], timestamp: string, appSecret: string): string | undefined {
  if (how === 'missing') return undefined
  if (how === 'garbage') return 'not/base64==of anything%2B'
  const right = sign(timestamp, typeof how === 'object' ? how.secret : appSecret)
  return how === 'wrong' ? Buffer.from(right, 'base64').reverse().toString('base64') : right
}
