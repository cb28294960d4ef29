/** Who sees what of the check-up: the admin all of it, visitors without the key nothing once the bot has answered. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Report } from './check-up'

/** `partly`: the database is away, so that it is unknown whether the bot has answered; only that finding is shown. */
export interface View {
  report?: Report
  partly?: true
}

/**
 * @param doctorKey opens the whole report
 * @param hasAnswered whether the bot has ever answered; rejects when the database is away
 * @param checkUp never rejects
 */
export function createReportAccess(
  doctorKey: string | undefined,
  hasAnswered: () => Promise<boolean>,
  checkUp: () => Promise<Report>,
): (key: unknown) => Promise<View> {
  return async (key) => {
    if (doctorKey !== undefined && isSameKey(key, doctorKey)) return { report: await checkUp() }
    const isAtWork = await hasAnswered().catch(() => undefined)
    if (isAtWork) return {}
    const report = await checkUp()
    if (isAtWork === false) return { report }
    const findings = report.findings.filter(({ check }) => check === 'database')
    return { report: { ...report, findings }, partly: true }
  }
}

/** Compares digests in constant time, which hides the length of the key as well. */
function isSameKey(given: unknown, key: string): boolean {
  if (typeof given !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(key))
}
