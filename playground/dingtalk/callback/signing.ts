import type { EmulatorState } from '../state'
import type { SendOptions } from './sender'
import { sign } from './sign'

/** The headers of one post: lower-case names, the time as DingTalk's clock has it, and the sign over it. */
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

/** The options, and what the page's switches add to them; what a caller says explicitly stays. */
export function withFaults(options: SendOptions, { faults, app }: EmulatorState): SendOptions {
  const skewMs = (faults.asked('stale-clock', 'callback') ?? faults.asked('future-clock', 'callback'))?.params
    .ms
  const again = faults.asked('redelivery', 'callback')?.params
  return {
    ...(faults.asked('bad-sign', 'callback') && { sign: { secret: `not-${app.secret}` } }),
    ...(faults.asked('garbage-sign', 'callback') && { sign: 'garbage' }),
    ...(faults.asked('no-sign', 'callback') && { sign: 'missing', headers: { timestamp: undefined } }),
    ...(skewMs !== undefined && { skewMs }),
    ...(again && { redeliver: { times: again.count, delayMs: again.ms } }),
    ...options,
  }
}

function toSign(how: SendOptions['sign'], timestamp: string, appSecret: string): string | undefined {
  if (how === 'missing') return undefined
  if (how === 'garbage') return 'not/base64==of anything%2B'
  const right = sign(timestamp, typeof how === 'object' ? how.secret : appSecret)
  return how === 'wrong' ? Buffer.from(right, 'base64').reverse().toString('base64') : right
}
