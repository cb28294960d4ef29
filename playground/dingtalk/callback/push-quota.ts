import type { EmulatorState } from '../state'
import type { OutgoingMessage } from './messages'

/** The message, or DingTalk's notice without its text when the pushes of the month are used up, by count or by fault. */
export function withinPushQuota(message: OutgoingMessage, state: EmulatorState): OutgoingMessage {
  if (message.kind === 'raw') return message
  const { clock, faults, quota, settings } = state
  const isUsedUp =
    quota.arePushesUsedUp(settings.limits, clock.now()) || faults.trigger('pushes-used-up', 'callback')
  return isUsedUp ? { ...message, kind: 'overQuota' } : message
}
