import { expect } from 'vitest'
import type { Report } from '../../../functions/doctor/check-up'
import type { Bot } from '../../support/bot'

/** A DOCTOR_KEY for tests. */
export const KEY = 'a1b2c3d4e5f6g7h8'

/** Requests the check-up. */
export const open = (bot: Bot, query = '', headers: Record<string, string> = {}) =>
  fetch(bot.callbackUrl() + query, { headers })

/** Requests the check-up as JSON, which is always answered with 200. */
export async function readReport(bot: Bot, query = ''): Promise<{ alive: boolean } & Partial<Report>> {
  const response = await open(bot, query, { accept: 'application/json' })
  expect(response.status).toBe(200)
  return (await response.json()) as { alive: boolean } & Partial<Report>
}
