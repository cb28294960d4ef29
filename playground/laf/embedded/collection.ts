import { ObjectId } from 'mongodb'
import { count, createCursor, find, read } from './cursor'
import { bulkWriteError, type WriteFailure } from './errors'
import { equalities, type Filter, readFilter } from './filter'
import type { Indexes } from './indexes'
import type { Store } from './store'
import { readUpdate, type Update } from './update'
import { copy, type Document, type Fields, isPlainObject, toStored } from './values'

/** A collection that is open. */
export interface Opened {
  store: Store
  indexes: Indexes
}

type Options = Record<string, unknown> | undefined

/** The part of the driver's `Collection` that functions use, on documents that `open` gives access to. */
export function createCollection(collectionName: string, open: () => Promise<Opened>) {
  const write = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
    const opened = await open()
    return opened.store.write(() => work(opened))
  }
  return {
    collectionName,

    async insertOne(document: Fields, options?: Options) {
      refuseOthers(options, [])
      const stored = toInsert(document)
      await write((opened) => insert(opened, stored))
      return { acknowledged: true, insertedId: stored._id }
    },

    async insertMany(documents: Fields[], options?: Options) {
      refuseOthers(options, ['ordered'])
      if (!Array.isArray(documents) || documents.length === 0)
        throw new TypeError('insertMany needs documents')
      const stored = documents.map(toInsert)
      const insertedIds = await write((opened) => insertAll(opened, stored, options?.ordered !== false))
      return { acknowledged: true, insertedCount: stored.length, insertedIds }
    },

    async findOne(filter?: unknown, options?: Options): Promise<Document | null> {
      refuseOthers(options, ['projection', 'sort'])
      const [first] = read(await open(), readFilter(filter), { ...options, limit: 1 })
      return first ?? null
    },

    find(filter?: unknown, options?: Options) {
      refuseOthers(options, ['projection', 'sort', 'limit'])
      return createCursor(open, filter, options ?? {})
    },

    async countDocuments(filter?: unknown, options?: Options): Promise<number> {
      refuseOthers(options, [])
      return count(await open(), readFilter(filter))
    },

    updateOne: (filter: unknown, update: unknown, options?: Options) => updateAll(filter, update, options, 1),
    updateMany: (filter: unknown, update: unknown, options?: Options) =>
      updateAll(filter, update, options, 0),

    async findOneAndUpdate(filter: unknown, update: unknown, options: Options = {}) {
      refuseOthers(options, ['sort', 'returnDocument', 'upsert', 'includeResultMetadata'])
      const [understood, change] = [readFilter(filter), readUpdate(update)]
      const { before, after } = await write(async (opened) => {
        const [found] = find(opened, understood, { sort: options.sort, limit: 1 })
        if (found) return { before: found, after: (await replace(opened, found, change)) ?? found }
        return { before: null, after: options.upsert ? await upsert(opened, understood, change) : null }
      })
      const value = copy(options.returnDocument === 'after' ? after : before)
      return options.includeResultMetadata === false ? value : { value, ok: 1 }
    },

    deleteOne: (filter?: unknown, options?: Options) => remove(filter, options, false),
    deleteMany: (filter?: unknown, options?: Options) => remove(filter, options, true),

    async createIndex(keys: unknown, options?: Options): Promise<string> {
      refuseOthers(options, ['unique', 'expireAfterSeconds', 'name'])
      return write(({ indexes }) => indexes.create(keys, options))
    },
  }

  async function updateAll(filter: unknown, update: unknown, options: Options, limit: number) {
    refuseOthers(options, ['upsert'])
    const [understood, change] = [readFilter(filter), readUpdate(update)]
    return write(async (opened) => {
      const found = find(opened, understood, { limit })
      let modifiedCount = 0
      for (const document of found) if (await replace(opened, document, change)) modifiedCount += 1
      const isInsert = found.length === 0 && options?.upsert === true
      const upsertedId = isInsert ? (await upsert(opened, understood, change))._id : null
      const upsertedCount = isInsert ? 1 : 0
      return { acknowledged: true, matchedCount: found.length, modifiedCount, upsertedCount, upsertedId }
    })
  }

  async function remove(filter: unknown, options: Options, multi: boolean) {
    refuseOthers(options, [])
    const understood = readFilter(filter)
    return write(async (opened) => {
      const { store, indexes } = opened
      const found = find(opened, understood, { limit: multi ? 0 : 1 })
      await store.nedb.removeAsync({ _id: { $in: found.map(({ _id }) => _id) } }, { multi: true })
      for (const document of found) indexes.note(document, undefined)
      store.count(found.length, -found.length)
      return { acknowledged: true, deletedCount: found.length }
    })
  }
}

async function insert({ store, indexes }: Opened, document: Document) {
  try {
    await store.nedb.insertAsync(document)
  } catch (error) {
    throw await indexes.explain(error, document, true)
  }
  indexes.note(undefined, document)
  store.count(1, 1)
}

// All at once when nothing is in the way; one by one only to find out what is.
async function insertAll(opened: Opened, documents: Document[], isOrdered: boolean) {
  const { store } = opened
  const insertedIds: Record<number, string> = {}
  try {
    await store.nedb.insertAsync(documents)
    store.count(documents.length, documents.length)
    for (const [index, document] of documents.entries()) {
      opened.indexes.note(undefined, document)
      insertedIds[index] = document._id
    }
    return insertedIds
  } catch (error) {
    if (!isTakenKey(error)) throw error
  }
  const failures: WriteFailure[] = []
  for (const [index, document] of documents.entries()) {
    try {
      await insert(opened, document)
      insertedIds[index] = document._id
    } catch (error) {
      if ((error as { code?: unknown }).code !== 11000) throw error
      failures.push({ index, error: error as WriteFailure['error'] })
      if (isOrdered) break
    }
  }
  throw bulkWriteError(failures, insertedIds)
}

/** @returns the document that takes the place of the stored one; undefined when the change changes nothing */
async function replace(
  { store, indexes }: Opened,
  stored: Document,
  change: Update,
): Promise<Document | undefined> {
  const document = change.isDeep ? copy(stored) : { ...stored }
  if (!change(document, false)) return undefined
  try {
    await store.nedb.updateAsync({ _id: document._id }, document, {})
  } catch (error) {
    throw await indexes.explain(error, document, false)
  }
  indexes.note(stored, document)
  store.count(1, 0)
  return document
}

async function upsert(opened: Opened, filter: Filter, change: Update): Promise<Document> {
  const document: Fields = {}
  const fixed = equalities(filter)
  if (Object.keys(fixed).length > 0) readUpdate({ $set: fixed })(document as Document, true)
  change(document as Document, true)
  const stored = toInsert(document)
  await insert(opened, stored)
  return stored
}

function toInsert(document: unknown): Document {
  if (!isPlainObject(document)) throw new TypeError('A document has to be a plain object')
  document._id ??= new ObjectId().toHexString() // the driver, too, writes it into the document it was given
  const { _id } = document
  if (typeof _id !== 'string' || _id === '' || _id === '__proto__') {
    throw new TypeError(`The embedded database takes a string that is not empty as _id, not ${String(_id)}`)
  }
  return toStored(document) as Document
}

function refuseOthers(options: Options, known: string[]) {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined && !known.includes(name)) {
      throw new Error(`The embedded database does not know the option ${name} here`)
    }
  }
}

const isTakenKey = (error: unknown) => (error as { errorType?: string }).errorType === 'uniqueViolated'
