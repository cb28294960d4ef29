import { type OpenDatabase, openDatabase } from '../../playground/laf/database'

/** One operation on a collection. */
export interface Operation {
  collection: string
  method: string
  /** How many documents a `find` gave. */
  documents?: number
}

/** A database that counts, and that can be held up. */
export interface CountingDatabase extends OpenDatabase {
  /** Everything that was asked of it, in order. */
  operations: Operation[]
  /** From now on only so many operations go through; the rest waits until the result is called. */
  holdAfter(count: number): () => void
}

const METHODS = [
  'insertOne',
  'insertMany',
  'findOne',
  'find',
  'updateOne',
  'updateMany',
  'findOneAndUpdate',
  'deleteOne',
  'deleteMany',
  'countDocuments',
]

/** An embedded database in memory behind a counter; indexes are not counted, for nobody waits for them. */
export async function openCountingDatabase(): Promise<CountingDatabase> {
  const database = await openDatabase({})
  const operations: Operation[] = []
  let free = Number.POSITIVE_INFINITY
  let gate = Promise.resolve()

  const pass = async (collection: string, method: string): Promise<Operation> => {
    const operation = { collection, method }
    operations.push(operation)
    free -= 1
    if (free < 0) await gate
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

  // A cursor asks the database only when it is read.
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
      free = count
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        free = Number.POSITIVE_INFINITY
        release()
      }
    },
  }
}
