import { MongoBulkWriteError, MongoServerError } from 'mongodb'
import type { Fields } from './values'

/** What went wrong with one document of a batch. */
export interface WriteFailure {
  index: number
  error: MongoServerError
}

/** The server's answer to a document whose `_id` or unique field is taken: code 11000 with `keyPattern` and `keyValue`. */
export function duplicateKey(collection: string, keyPattern: Record<string, 1 | -1>, keyValue: Fields) {
  const name = Object.entries(keyPattern).flat().join('_')
  return new MongoServerError({
    message: `E11000 duplicate key error collection: ${collection} index: ${name} dup key: ${JSON.stringify(keyValue)}`,
    code: 11000,
    keyPattern,
    keyValue,
  })
}

/** The driver's error for a batch: `writeErrors` name the documents by their place in it, the others are stored. */
export function bulkWriteError(
  failures: WriteFailure[],
  insertedIds: Record<number, string>,
): MongoBulkWriteError {
  const writeErrors = failures.map(({ index, error }) => ({ index, code: error.code, errmsg: error.message }))
  const result = { insertedCount: Object.keys(insertedIds).length, insertedIds }
  const { message, code } = failures[0]?.error ?? { message: 'write error', code: undefined }
  const evidence = { message, code, writeErrors }
  return new MongoBulkWriteError(
    evidence as unknown as ConstructorParameters<typeof MongoBulkWriteError>[0],
    result as unknown as ConstructorParameters<typeof MongoBulkWriteError>[1],
  )
}
