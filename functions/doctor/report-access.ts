/** Who sees what of the doctor's report: the owner all of it, strangers nothing once the bot is at work. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Report } from './examine'

/** `partly`: only what keeps the doctor from telling whether the bot is at work. */
export interface View {
  report?: Report
  partly?: true
}

/**
 * @param doctorKey opens everything; without one nothing does
 * @param hasAnswered whether the bot has ever answered; rejects when the database is away
 * @param examine never rejects
 */
export function createReportAccess(
  doctorKey: string | undefined,
  hasAnswered: () => Promise<boolean>,
  examine: () => Promise<Report>,
): (key: unknown) => Promise<View> {
  return async (key) => {
    if (doctorKey !== undefined && isSameKey(key, doctorKey)) return { report: await examine() }
    const isAtWork = await hasAnswered().catch(() => undefined)
    if (isAtWork) return {}
    const report = await examine()
    if (isAtWork === false) return { report }
    const findings = report.findings.filter(({ check }) => check === 'database')
    return { report: { ...report, findings }, partly: true }
  }
}

/** Compares digests, so that the time it takes says nothing, not even how long the key is. */
function isSameKey(given: unknown, key: string): boolean {
  if (typeof given !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(key))
}
