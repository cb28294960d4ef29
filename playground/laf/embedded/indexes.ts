import { MongoServerError } from 'mongodb'
import type { Clock } from '../../clock'
import { type CompoundIndex, createCompoundIndex } from './compound-index'
import { createExpiry } from './expiry'
import type { Store } from './store'
import { type Document, type Fields, isPlainObject } from './values'

/** The indexes of one collection. */
export interface Indexes {
  /** Creates an index and resolves with its name; one that exists stays as it is. */
  create(keys: unknown, options?: IndexOptions): Promise<string>
  readonly compound: readonly CompoundIndex[]
  /** Has to be told of every document that is added, removed or replaced. */
  note(before: Fields | undefined, after: Fields | undefined): void
  /** Turns nedb's error for a duplicate key into MongoDB's, code 11000; any other error comes back as it is. */
  explain(error: unknown, document: Fields, isInsert: boolean): unknown
  /** Stops the removal of expired documents. */
  stop(): void
}

/** What MongoDB's `createIndex` takes and functions use. */
export interface IndexOptions {
  unique?: boolean
  expireAfterSeconds?: number
}

/** nedb's index of one field. */
interface UniqueIndex {
  unique: boolean
  getMatching(value: unknown): Document[]
}

/**
 * Creates the indexes of `store`: unique ones on one field, which nedb keeps in the file; compound ones in memory; and
 * expiry by a Date, which removes documents from the moment of `create` on, by `clock`.
 */
export function createIndexes(namespace: string, store: Store, clock?: Clock): Indexes {
  const { nedb } = store
  const compound: CompoundIndex[] = []
  const expiry = createExpiry(store, note, clock)

  function note(before: Fields | undefined, after: Fields | undefined): void {
    for (const index of compound) {
      if (before && after && index.fields.every((field) => before[field] === after[field])) continue
      if (before) index.remove(before)
      if (after) index.add(after)
    }
    if (after) expiry.note(after)
  }

  async function createUnique(field: string): Promise<void> {
    try {
      await nedb.ensureIndexAsync({ fieldName: field, unique: true })
    } catch (error) {
      throw isDuplicate(error) ? duplicateKey(namespace, field, error.key) : error
    }
    store.count(1, 0)
  }

  function createCompound(group: string, order: string): void {
    if (compound.some(({ fields }) => fields[0] === group && fields[1] === order)) return
    const index = createCompoundIndex([group, order])
    for (const document of nedb.getAllData()) index.add(document)
    compound.push(index)
  }

  return {
    compound,
    note,

    async create(wanted, { unique = false, expireAfterSeconds } = {}) {
      const keys = readKeys(wanted)
      const [field, second] = Object.keys(keys) as [string, string?]
      if (second && (unique || expireAfterSeconds !== undefined)) {
        throw new Error('In the embedded database an index with options has one field')
      }
      if (unique) await createUnique(field)
      if (second) createCompound(field, second)
      if (expireAfterSeconds !== undefined) expiry.start(field, expireAfterSeconds * 1_000)
      return Object.entries(keys).flat().join('_')
    },

    explain(error, document, isInsert) {
      if (!isDuplicate(error)) return error
      const { indexes } = nedb as unknown as { indexes: Record<string, UniqueIndex> }
      for (const [field, index] of Object.entries(indexes)) {
        const isOther = ({ _id }: Document) => isInsert || _id !== document._id
        if (index.unique && index.getMatching(document[field]).some(isOther)) {
          return duplicateKey(namespace, field, document[field])
        }
      }
      return error
    },

    stop: expiry.stop,
  }
}

function readKeys(keys: unknown): Record<string, 1 | -1> {
  const directions = isPlainObject(keys) ? Object.values(keys) : []
  if (directions.length === 0 || !directions.every((direction) => direction === 1 || direction === -1)) {
    throw new TypeError('The keys of an index have to be an object like { session: 1, askedAt: -1 }')
  }
  return keys as Record<string, 1 | -1>
}

/** The server's answer to a document whose `_id` or unique field exists already. */
function duplicateKey(namespace: string, field: string, value: unknown): MongoServerError {
  const keyValue = { [field]: value ?? null }
  return new MongoServerError({
    message: `E11000 duplicate key error collection: ${namespace} index: ${field}_1 dup key: ${JSON.stringify(keyValue)}`,
    code: 11000,
    keyPattern: { [field]: 1 },
    keyValue,
  })
}

/** nedb's error for a unique field whose value exists already. */
export function isDuplicate(error: unknown): error is { key: unknown } {
  return (error as { errorType?: string } | null)?.errorType === 'uniqueViolated'
}
