import { type Clock, systemClock, type Timer } from '../../clock'
import { read } from './cursor'
import { duplicateKey } from './errors'
import { readFilter } from './filter'
import { createGroupIndex, type GroupIndex } from './groups'
import { createOrderedIndex, type OrderedIndex } from './ordered'
import type { Store } from './store'
import { type Document, type Fields, isDate, isPlainObject } from './values'

/** The indexes of one collection. */
export interface Indexes {
  /** Creates an index and resolves with its name; one that is there already is left as it is. */
  create(keys: unknown, options?: IndexOptions): Promise<string>
  /** The indexes on two fields that also know an order. */
  readonly ordered: readonly OrderedIndex[]
  /** What is asked of the first field of a compound index. */
  readonly groups: readonly GroupIndex[]
  /** Has to hear of every document that comes, goes, or changes. */
  note(gone: Fields | undefined, come: Fields | undefined): void
  /** Turns nedb's complaint about a taken key into MongoDB's; any other error comes back as it is. */
  explain(error: unknown, document: Fields, isInsert: boolean): Promise<unknown>
  /** Stops looking for expired documents. */
  stop(): void
}

/** What MongoDB's createIndex takes and functions use. */
export interface IndexOptions {
  unique?: boolean
  expireAfterSeconds?: number
  name?: string
}

type Keys = Record<string, 1 | -1>
type NedbIndexes = Record<string, { unique: boolean }>

/** What is known of a field by which documents expire. */
interface Expiry {
  maxAgeMs: number
  /** No document is older; ms. */
  earliest: number
  sweeper?: Timer
}

// How often MongoDB looks for expired documents.
const SWEEP_MS = 60_000

/**
 * Looks after the indexes of `store`. Unique ones are kept in its file. Expiry works from `create` on, in this process,
 * on `clock`.
 */
export function createIndexes(namespace: string, store: Store, clock: Clock = systemClock): Indexes {
  const { nedb } = store
  const existing = () => (nedb as unknown as { indexes: NedbIndexes }).indexes
  const patterns = new Map<string, Keys>()
  const expiring = new Map<string, Expiry>()
  const ordered: OrderedIndex[] = []
  const groups: GroupIndex[] = []

  function note(gone: Fields | undefined, come: Fields | undefined) {
    for (const index of ordered) {
      if (gone && come && index.fields.every((field) => gone[field] === come[field])) continue
      if (gone) index.remove(gone)
      if (come) index.add(come)
    }
    for (const index of groups) {
      if (gone && come && gone[index.field] === come[index.field]) continue
      if (gone) index.remove(gone)
      if (come) index.add(come)
    }
    for (const [field, expiry] of expiring) {
      if (come) expiry.earliest = Math.min(expiry.earliest, ...timesOf(come[field]))
    }
  }

  function group([field, ...more]: string[]) {
    // What a dotted path leads to is for tests to find.
    if (!field || field.includes('.') || more.length === 0) return
    if (groups.some((index) => index.field === field)) return
    const index = createGroupIndex(field)
    for (const document of nedb.getAllData()) index.add(document)
    groups.push(index)
  }

  function order([group, key, ...more]: string[]) {
    if (!group || !key || more.length > 0) return
    if (ordered.some(({ fields }) => fields[0] === group && fields[1] === key)) return
    const index = createOrderedIndex([group, key])
    for (const document of nedb.getAllData()) index.add(document)
    ordered.push(index)
  }

  async function ensure(fields: string[], unique: boolean) {
    const id = [...fields].sort().join(',')
    if (existing()[id]?.unique === false && unique) await nedb.removeIndexAsync(id)
    await nedb.ensureIndexAsync({ fieldName: fields as unknown as string, unique })
    store.count(1, 0)
  }

  /** Looks through everything, but only when something can have expired. */
  async function sweep(field: string, expiry: Expiry) {
    const oldest = clock.now() - expiry.maxAgeMs
    if (expiry.earliest >= oldest) return
    await store.write(async () => {
      const expired: Document[] = []
      let earliest = Number.POSITIVE_INFINITY
      for (const document of nedb.getAllData<Document>()) {
        const first = Math.min(...timesOf(document[field]))
        if (first < oldest) expired.push(document)
        else earliest = Math.min(earliest, first)
      }
      await nedb.removeAsync({ _id: { $in: expired.map(({ _id }) => _id) } }, { multi: true })
      for (const document of expired) note(document, undefined)
      store.count(expired.length, -expired.length)
      expiry.earliest = earliest
    })
  }

  function expire(field: string, maxAgeMs: number) {
    const times = nedb.getAllData<Document>().flatMap((document) => timesOf(document[field]))
    const earliest = times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY)
    const expiry: Expiry = { maxAgeMs, earliest }
    const look = () => void sweep(field, expiry).catch(() => {}) // next time, then
    expiry.sweeper = clock.setInterval(look, SWEEP_MS).unref()
    expiring.set(field, expiry)
  }

  const indexes: Indexes = {
    ordered,
    groups,
    note,

    async create(wanted, { unique = false, expireAfterSeconds, name } = {}) {
      const keys = readKeys(wanted)
      const fields = Object.keys(keys)
      try {
        // What expires is looked for once a minute at most: no tree has to be kept for that.
        if (unique || (fields.length === 1 && expireAfterSeconds === undefined)) await ensure(fields, unique)
      } catch (error) {
        throw isTaken(error) ? duplicateKey(namespace, keys, { value: error.key }) : error
      }
      // nedb uses an index of several fields only when all of them are given. A group index serves whoever asks for
      // the first of them, an ordered one those who want the newest.
      group(fields)
      order(fields)
      if (unique) patterns.set([...fields].sort().join(','), keys)
      const [field] = fields
      if (expireAfterSeconds !== undefined && field && !expiring.has(field)) {
        expire(field, expireAfterSeconds * 1_000)
      }
      return name ?? Object.entries(keys).flat().join('_')
    },

    async explain(error, document, isInsert) {
      if (!isTaken(error)) return error
      for (const [id, { unique }] of Object.entries(existing())) {
        if (!unique || (id === '_id' && !isInsert)) continue
        const keys = patterns.get(id) ?? Object.fromEntries(id.split(',').map((field) => [field, 1 as const]))
        const value = Object.fromEntries(Object.keys(keys).map((field) => [field, valueAt(document, field)]))
        const others = read({ store, indexes }, readFilter(value), { limit: 2 })
        if (others.some(({ _id }) => id === '_id' || _id !== document._id))
          return duplicateKey(namespace, keys, value)
      }
      return error
    },

    stop() {
      for (const { sweeper } of expiring.values()) clock.clearInterval(sweeper)
    },
  }
  return indexes
}

function readKeys(wanted: unknown): Keys {
  const keys = typeof wanted === 'string' ? { [wanted]: 1 } : wanted
  const isLegal = isPlainObject(keys) && Object.keys(keys).length > 0
  if (!isLegal || !Object.values(keys).every((direction) => direction === 1 || direction === -1)) {
    throw new TypeError('The keys of an index have to be an object like { conversationId: 1, createdAt: -1 }')
  }
  return keys as Keys
}

/** As MongoDB has it: of a list the dates in it count, and what is no date never expires. */
function timesOf(value: unknown): number[] {
  return [value].flat().flatMap((one) => (isDate(one) ? [one.getTime()] : []))
}

function valueAt(document: Fields, field: string): unknown {
  let value: unknown = document
  for (const key of field.split('.')) value = (value as Fields | null | undefined)?.[key]
  return value ?? null
}

function isTaken(error: unknown): error is { key: unknown } {
  return (error as { errorType?: string } | null)?.errorType === 'uniqueViolated'
}
