import { type OpenDatabase, openDatabase } from '../../playground/laf/database'

/** One operation on a collection. */
export interface Operation {
  collection: string
  method: string
  /** The number of documents that a `find` returned. */
  documents?: number
}

/** A database that records its operations and can hold them up. */
export interface CountingDatabase extends OpenDatabase {
  /** All operations in order. */
  operations: Operation[]
  /** Lets `count` more operations through and holds up the rest. @returns the function that releases them */
  holdAfter(count: number): () => void
}

const METHODS = [
  'insertOne',
  'insertMany',
  'findOne',
  'find',
  'updateOne',
  'updateMany',
  'bulkWrite',
  'findOneAndUpdate',
  'deleteOne',
  'deleteMany',
  'countDocuments',
]

/** Opens an embedded database in memory that records its operations, except for indexes, which no message waits for. */
export async function openCountingDatabase(): Promise<CountingDatabase> {
  const database = await openDatabase({})
  const operations: Operation[] = []
  let allowed = Number.POSITIVE_INFINITY
  let gate = Promise.resolve()

  const pass = async (collection: string, method: string): Promise<Operation> => {
    const operation = { collection, method }
    operations.push(operation)
    allowed -= 1
    if (allowed < 0) await gate
    return operation
  }

  const watch = (name: string) => {
    const collection = database.db.collection(name)
    return new Proxy(collection, {
      get(target, key) {
        const method = String(key)
        if (!METHODS.includes(method)) return Reflect.get(target, key)
        if (method === 'find') return (...args: unknown[]) => watchCursor(target.find(...args), name)
        return async (...args: unknown[]) => {
          await pass(name, method)
          return target[method](...args)
        }
      },
    })
  }

  // A cursor queries the database only when it is read.
  const watchCursor = (cursor: { toArray(): Promise<unknown[]> }, name: string) => {
    const toArray = cursor.toArray.bind(cursor)
    cursor.toArray = async () => {
      const operation = await pass(name, 'find')
      const documents = await toArray()
      operation.documents = documents.length
      return documents
    }
    return cursor
  }

  const db = new Proxy(database.db, {
    get: (target, key) => (key === 'collection' ? watch : Reflect.get(target, key)),
  })

  return {
    ...database,
    db,
    operations,
    holdAfter(count) {
      let release = () => {}
      allowed = count
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        allowed = Number.POSITIVE_INFINITY
        release()
      }
    },
  }
}
