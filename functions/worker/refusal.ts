/** Messages that are refused before anything is paid for: why, and what the person reads. */
import { refuse } from '../bot/access'
import { OPEN_COMMANDS } from '../bot/commands'
import type { Refusal } from '../bot/counters'
import { backAt } from '../bot/limits'
import type { IncomingMessage } from '../dingtalk/types'
import type { Texts } from '../texts/types'
import { readCommand } from './inline-reply'
import type { MessageTools } from './types'

/** Why the settings refuse a message; `undefined` when they do not. Costs no database operation. */
export function refuseBySettings({ config }: MessageTools, message: IncomingMessage): Refusal | undefined {
  const { content, sender, conversation } = message
  if (content.kind === 'over-quota') return undefined
  const command = readCommand(message)
  if (typeof command === 'object' && OPEN_COMMANDS.includes(command.name)) return undefined
  return refuse(config.access, { staffId: sender.staffId, conversation })
}

/** The sentence for a refusal at a time, in ms. */
export function toRefusalText({ access }: Texts, refusal: Refusal, at: number): string {
  switch (refusal) {
    case 'minute':
    case 'day':
    case 'month':
      return access.overLimit[refusal](backAt(refusal, at))
    default:
      return access.notAllowed[refusal]
  }
}
