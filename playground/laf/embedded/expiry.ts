import { type Clock, systemClock, type Timer } from '../../clock'
import type { Store } from './store'
import { type Document, type Fields, isDate } from './values'

/** Removes documents that are too old by a Date in one of their fields. */
export interface Expiry {
  /** From now on documents go once the Date in `field` is more than `maxAgeMs` ago. */
  start(field: string, maxAgeMs: number): void
  /** Has to be told of every document that is added or changed. */
  note(document: Fields): void
  stop(): void
}

interface Rule {
  maxAgeMs: number
  /** No document has an earlier Date, ms. */
  earliest: number
  timer?: Timer
}

/** How often expired documents are removed: as often as MongoDB does it. */
export const SWEEP_MS = 60_000

/** @param onRemove is told of every document that was removed, as a change from that document to nothing */
export function createExpiry(
  store: Store,
  onRemove: (document: Document, after: undefined) => void,
  clock: Clock = systemClock,
): Expiry {
  const rules = new Map<string, Rule>()

  /** Reads all documents, but only when one can have expired. */
  async function sweep(field: string, rule: Rule): Promise<void> {
    const oldest = clock.now() - rule.maxAgeMs
    if (rule.earliest >= oldest) return
    await store.write(async () => {
      const documents = store.nedb.getAllData<Document>()
      const expired = documents.filter((document) => earliestOf([document], field) < oldest)
      await store.nedb.removeAsync({ _id: { $in: expired.map(({ _id }) => _id) } }, { multi: true })
      for (const document of expired) onRemove(document, undefined)
      store.count(expired.length, -expired.length)
      rule.earliest = earliestOf(store.nedb.getAllData<Document>(), field)
    })
  }

  return {
    start(field, maxAgeMs) {
      if (rules.has(field)) return
      const rule: Rule = { maxAgeMs, earliest: earliestOf(store.nedb.getAllData<Document>(), field) }
      // After a failure the next sweep tries again.
      rule.timer = clock.setInterval(() => void sweep(field, rule).catch(() => {}), SWEEP_MS).unref()
      rules.set(field, rule)
    },

    note(document) {
      for (const [field, rule] of rules) {
        rule.earliest = Math.min(rule.earliest, earliestOf([document], field))
      }
    },

    stop() {
      for (const { timer } of rules.values()) clock.clearInterval(timer)
    },
  }
}

/** The earliest Date in a field, ms; infinity where there is none: what is not a Date never expires. */
function earliestOf(documents: Fields[], field: string): number {
  return documents.reduce((earliest, { [field]: value }) => {
    return isDate(value) ? Math.min(earliest, value.getTime()) : earliest
  }, Number.POSITIVE_INFINITY)
}
