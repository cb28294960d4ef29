/** Who may use the bot, by settings alone. Pure. People are known by their staff ids, which only members have. */
import type { Refusal } from './counters'

/** The lists of the settings; staff ids where it says nothing else. */
export interface AccessRules {
  admins: string[]
  /** `undefined`: everyone; an empty list: only admins. */
  allowUsers?: string[]
  denyUsers: string[]
  /** Conversation ids, for groups only; `undefined`: every group. */
  allowGroups?: string[]
}

/** Where a message comes from. */
export interface Origin {
  /** Absent for people outside the organisation: they are on no list. */
  staffId?: string
  conversation: { id: string; kind: 'direct' | 'group' }
}

/** Whether the sender is an admin; never without a staff id. */
export function isAdmin({ admins }: AccessRules, { staffId }: Origin): boolean {
  return staffId !== undefined && admins.includes(staffId)
}

/** Why a message is not answered; `undefined` when it is. A denial wins over a permission; admins always may. */
export function refuse(rules: AccessRules, origin: Origin): Extract<Refusal, 'person' | 'group'> | undefined {
  if (isAdmin(rules, origin)) return undefined
  const { staffId, conversation } = origin
  const isOn = (list: string[]) => staffId !== undefined && list.includes(staffId)
  const { allowUsers, denyUsers, allowGroups } = rules
  if (isOn(denyUsers) || (allowUsers && !isOn(allowUsers))) return 'person'
  const isGroup = conversation.kind === 'group'
  return isGroup && allowGroups && !allowGroups.includes(conversation.id) ? 'group' : undefined
}
