import { MongoBulkWriteError, ObjectId } from 'mongodb'
import { type Indexes, isDuplicate } from './indexes'
import type { Store } from './store'
import { type Document, isPlainObject, toStoredValue } from './values'

/** A collection that is open. */
export interface Opened {
  store: Store
  indexes: Indexes
}

/** A copy for storing; a missing `_id` is created. @throws TypeError for what cannot be stored */
export function toInsert(document: unknown): Document {
  if (!isPlainObject(document)) throw new TypeError('A document has to be a plain object')
  document._id ??= new ObjectId().toHexString() // the driver writes it into the given document too
  const { _id } = document
  if (typeof _id !== 'string' || _id === '' || _id === '__proto__') {
    throw new TypeError(`The embedded database takes a text that is not empty as _id, not ${String(_id)}`)
  }
  return toStoredValue(document) as Document
}

/** Stores one document. @throws MongoServerError with code 11000 when a key exists already */
export async function insert({ store, indexes }: Opened, document: Document): Promise<void> {
  try {
    await store.nedb.insertAsync(document)
  } catch (error) {
    throw indexes.explain(error, document, true)
  }
  indexes.note(undefined, document)
  store.count(1, 1)
}

/** Stores documents: all at once where every key is new, otherwise one by one. @throws as `insertEach` */
export async function insertAll(opened: Opened, documents: Document[], isOrdered: boolean): Promise<void> {
  const { store, indexes } = opened
  try {
    await store.nedb.insertAsync(documents)
    for (const document of documents) indexes.note(undefined, document)
    store.count(documents.length, documents.length)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await insertEach(opened, documents, isOrdered)
  }
}

/** @throws MongoBulkWriteError with code 11000 when a key existed already; unordered, the other documents are stored */
async function insertEach(opened: Opened, documents: Document[], isOrdered: boolean): Promise<void> {
  let message: string | undefined
  for (const document of documents) {
    try {
      await insert(opened, document)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 11000) throw error
      message ??= (error as Error).message
      if (isOrdered) break
    }
  }
  type Evidence = ConstructorParameters<typeof MongoBulkWriteError>
  if (message) throw new MongoBulkWriteError({ message, code: 11000 } as Evidence[0], {} as Evidence[1])
}
