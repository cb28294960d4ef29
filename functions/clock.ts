/**
 * The time that replicas compare: leases, the order of arrival, dates of removal. It is the time of the database, which
 * all replicas share: the machine's time and the difference that was measured. When the machine's clock is set
 * meanwhile, this time goes on as before. Where the database does not say its time, it is the machine's.
 */
import { performance } from 'node:perf_hooks'

const SYNC_EVERY_MS = 60_000
/** More than a clock moves by its own corrections between two syncs. */
const MIN_JUMP_MS = 1_000

/** A clock that no setting of the time moves. */
const elapsedMs = (): number => performance.now()
/** The machine's time when `elapsedMs` was 0: another than before, when the machine's clock was set. */
const originMs = (): number => Date.now() - elapsedMs()

let offsetMs = 0
/** The origin that `offsetMs` belongs to. */
let knownOriginMs = originMs()
/** When the database last said its time, on `elapsedMs`. */
let syncedAt: number | undefined

/** How far the machine's clock was set since the last sync, ms. */
function jumpMs(): number {
  const movedMs = Math.round(originMs() - knownOriginMs)
  return Math.abs(movedMs) > MIN_JUMP_MS ? movedMs : 0
}

/** The time, ms since 1970. */
export function now(): number {
  return Date.now() + offsetMs - jumpMs()
}

/** How far the database's clock is ahead of the machine's, ms; undefined where the database has not said its time. */
export function clockOffsetMs(): number | undefined {
  return syncedAt === undefined ? undefined : now() - Date.now()
}

/** Whether the machine's clock was set or the machine was suspended since the last sync. `now` may be late then. */
export function hasClockJumped(): boolean {
  return jumpMs() !== 0
}

/**
 * Measures the difference to the database's clock, at most once a minute, and at once when the machine's clock has
 * jumped. Never rejects.
 * @param readTime asks the database for its time, ms since 1970
 */
export async function syncClock(readTime: () => Promise<number>): Promise<void> {
  const startedAt = elapsedMs()
  if (syncedAt !== undefined && startedAt - syncedAt < SYNC_EVERY_MS && !hasClockJumped()) return
  const time = await readTime().catch(() => Number.NaN)
  const halfMs = (elapsedMs() - startedAt) / 2
  const isKnown = Number.isFinite(time)
  if (!isKnown && syncedAt !== undefined) return
  if (isKnown) offsetMs -= jumpMs()
  knownOriginMs = originMs()
  if (!isKnown) return
  const measuredMs = time - (knownOriginMs + startedAt + halfMs)
  // A difference that the duration of the call explains changes nothing: the time of replicas on one machine is equal.
  if (Math.abs(measuredMs - offsetMs) > halfMs + 1) offsetMs = Math.round(measuredMs)
  syncedAt = elapsedMs()
}
