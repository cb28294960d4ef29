import { MongoBulkWriteError } from 'mongodb'
import { createCursor, find, read } from './cursor'
import { equalities, type Filter, readFilter } from './filter'
import { insert, insertAll, type Opened, toInsert } from './insert'
import { readUpdate, type Update } from './update'
import type { Document, Fields } from './values'

type Options = Record<string, unknown> | undefined

/** The part of the driver's `Collection` that functions use; `open` gives access to the documents. */
export function createCollection(collectionName: string, open: () => Promise<Opened>) {
  const write = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
    const opened = await open()
    return opened.store.write(() => work(opened))
  }

  const update = (limit: number) => async (filter: unknown, change: unknown, options?: Options) => {
    refuseOthers(options, ['upsert'])
    const [understood, apply] = [readFilter(filter), readUpdate(change)]
    return write((opened) =>
      updateDocuments(opened, understood, apply, { limit, upsert: options?.upsert === true }),
    )
  }

  const remove = (limit: number) => async (filter?: unknown, options?: Options) => {
    refuseOthers(options, [])
    const understood = readFilter(filter)
    return write((opened) => removeDocuments(opened, understood, limit))
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
      const stored = documents.map(toInsert)
      await write((opened) => insertAll(opened, stored, options?.ordered !== false))
      return { acknowledged: true, insertedCount: stored.length, insertedIds: stored.map(({ _id }) => _id) }
    },

    async findOne(filter?: unknown, options?: Options): Promise<Document | null> {
      refuseOthers(options, ['projection'])
      const [first] = read(await open(), readFilter(filter), { ...options, limit: 1 })
      return first ?? null
    },

    find(filter?: unknown, options?: Options) {
      refuseOthers(options, ['projection', 'batchSize'])
      return createCursor(open, filter, options ?? {})
    },

    async countDocuments(filter?: unknown, options?: Options): Promise<number> {
      refuseOthers(options, [])
      return find(await open(), readFilter(filter)).length
    },

    updateOne: update(1),
    updateMany: update(0),
    async bulkWrite(operations: { updateOne: UpdateOne }[], options?: Options) {
      refuseOthers(options, ['ordered'])
      const updates = operations.map(toUpdateOne)
      return write((opened) => updateEach(opened, updates, options?.ordered !== false))
    },

    deleteOne: remove(1),
    deleteMany: remove(0),

    async createIndex(keys: unknown, options?: Options): Promise<string> {
      refuseOthers(options, ['unique', 'expireAfterSeconds'])
      return write(({ indexes }) => indexes.create(keys, options))
    },
  }
}

interface UpdateOne {
  filter: unknown
  update: unknown
  upsert?: boolean
}

interface Understood {
  filter: Filter
  apply: Update
  upsert: boolean
}

function toUpdateOne(operation: { updateOne?: UpdateOne }): Understood {
  const { updateOne, ...others } = operation
  if (!updateOne || Object.keys(others).length > 0)
    throw new Error('The embedded database knows updateOne in a bulkWrite')
  const { filter, update, upsert = false, ...options } = updateOne
  refuseOthers(options, [])
  return { filter: readFilter(filter), apply: readUpdate(update), upsert }
}

/** @throws MongoBulkWriteError with code 11000 for keys that exist; unordered, the other updates are made */
async function updateEach(opened: Opened, updates: Understood[], isOrdered: boolean) {
  const counts = { matchedCount: 0, modifiedCount: 0, upsertedCount: 0 }
  const errors: { index: number; code: 11000; errmsg: string }[] = []
  for (const [index, { filter, apply, upsert }] of updates.entries()) {
    try {
      const done = await updateDocuments(opened, filter, apply, { limit: 1, upsert })
      counts.matchedCount += done.matchedCount
      counts.modifiedCount += done.modifiedCount
      counts.upsertedCount += done.upsertedCount
    } catch (error) {
      if ((error as { code?: unknown }).code !== 11000) throw error
      errors.push({ index, code: 11000, errmsg: (error as Error).message })
      if (isOrdered) break
    }
  }
  if (errors.length === 0) return { ok: 1, ...counts }
  type Evidence = ConstructorParameters<typeof MongoBulkWriteError>
  const evidence = { message: errors[0]?.errmsg, code: 11000, writeErrors: errors }
  throw new MongoBulkWriteError(evidence as unknown as Evidence[0], counts as Evidence[1])
}

/** @param limit 0 for all */
async function updateDocuments(
  opened: Opened,
  filter: Filter,
  apply: Update,
  { limit, upsert }: { limit: number; upsert: boolean },
) {
  const found = find(opened, filter, { limit })
  const counts = { acknowledged: true, matchedCount: found.length, modifiedCount: 0 }
  for (const document of found) if (await replace(opened, document, apply)) counts.modifiedCount += 1
  if (found.length > 0 || !upsert) return { ...counts, upsertedCount: 0, upsertedId: null }

  const document = equalities(filter)
  apply(document, true)
  const stored = toInsert(document)
  await insert(opened, stored)
  return { ...counts, upsertedCount: 1, upsertedId: stored._id }
}

async function removeDocuments(opened: Opened, filter: Filter, limit: number) {
  const { store, indexes } = opened
  const found = find(opened, filter, { limit })
  await store.nedb.removeAsync({ _id: { $in: found.map(({ _id }) => _id) } }, { multi: true })
  for (const document of found) indexes.note(document, undefined)
  store.count(found.length, -found.length)
  return { acknowledged: true, deletedCount: found.length }
}

/** @returns whether the change changed anything */
async function replace({ store, indexes }: Opened, stored: Document, apply: Update): Promise<boolean> {
  const document = { ...stored }
  if (!apply(document, false)) return false
  try {
    await store.nedb.updateAsync({ _id: document._id }, document, {})
  } catch (error) {
    throw indexes.explain(error, document, false)
  }
  indexes.note(stored, document)
  store.count(1, 0)
  return true
}

function refuseOthers(options: Options, known: string[]): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined && !known.includes(name)) {
      throw new Error(`The embedded database does not know the option ${name} here`)
    }
  }
}
