/** Who sees what of the check-up: the admin all of it, visitors without the key nothing once the bot has answered. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Texts } from '../texts/types'
import type { CheckUp, Report, Viewer } from './check-up'
import type { WrongKeys } from './wrong-keys'

/** `partly`: the database is away, so that it is unknown whether the bot has answered; only that finding is shown. */
export interface View {
  report?: Report
  partly?: true
}

/**
 * Tells the admin by the key, in constant time.
 * @param doctorKey the setting
 * @param slowDown waits after a wrong key
 * @returns a function that gives `refused` where too many wrong keys come at once; never rejects
 */
export function createKeyCheck(doctorKey: string | undefined, slowDown: WrongKeys) {
  return async (key: unknown): Promise<Viewer | 'refused'> => {
    if (typeof key !== 'string' || key === '') return 'visitor'
    if (doctorKey !== undefined && isSame(key, doctorKey)) return 'owner'
    return (await slowDown()) ? 'visitor' : 'refused'
  }
}

/**
 * The part of the report that a viewer may see. Never rejects.
 * @param hasAnswered whether the bot has ever answered; rejects when the database is away
 */
export async function readView(
  viewer: Viewer,
  hasAnswered: () => Promise<boolean>,
  { report, databaseOnly }: CheckUp,
  texts: Texts,
): Promise<View> {
  if (viewer === 'owner') return { report: await report(viewer, texts) }
  const isAtWork = await hasAnswered().catch(() => undefined)
  if (isAtWork) return {}
  if (isAtWork === false) return { report: await report(viewer, texts) }
  return { report: await databaseOnly(texts), partly: true }
}

/** Compares digests, which hides the length of the key as well. */
function isSame(given: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(key))
}
