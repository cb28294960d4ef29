import type Datastore from '@seald-io/nedb'
import type { CompoundIndex } from './compound-index'
import { type Filter, readFilter } from './filter'
import { compare, copy, type Document, type Fields, isPlainObject } from './values'

/** The part of the driver's `FindCursor` that functions use. The collection is read by `toArray` or the first `next`. */
export interface Cursor {
  sort(order: unknown): Cursor
  limit(count: number): Cursor
  project(projection: unknown): Cursor
  toArray(): Promise<Document[]>
  /** One document after the other, null at the end. */
  next(): Promise<Document | null>
  close(): Promise<void>
}

/** What to read besides the filter: `sort` by one field, `projection` of fields to show. */
export interface ReadOptions {
  projection?: unknown
  sort?: unknown
  limit?: number
}

/** A collection that is open, as far as reading needs it. */
export interface Readable {
  store: { nedb: Datastore }
  indexes: { compound: readonly CompoundIndex[] }
}

/** Creates a cursor over what matches `filter`; `open` gives the collection when it is needed. */
export function createCursor(open: () => Promise<Readable>, filter: unknown, options: ReadOptions): Cursor {
  const wanted = { ...options }
  let rest: Iterator<Document, undefined> | undefined
  const set = (more: ReadOptions): Cursor => {
    Object.assign(wanted, more)
    return cursor
  }
  const cursor: Cursor = {
    sort: (sort) => set({ sort }),
    limit: (limit) => set({ limit }),
    project: (projection) => set({ projection }),
    toArray: async () => read(await open(), readFilter(filter), wanted),
    async next() {
      rest ??= iterate(await open(), readFilter(filter), wanted)
      return rest.next().value ?? null
    },
    async close() {
      rest = [][Symbol.iterator]()
    },
  }
  return cursor
}

/** Reads the documents that match, as copies. May already read what is still being written to a file. */
export function read(readable: Readable, filter: Filter, options: ReadOptions = {}): Document[] {
  return [...iterate(readable, filter, options)]
}

/** The same, each copied when it is its turn. */
function* iterate(readable: Readable, filter: Filter, options: ReadOptions): Generator<Document, undefined> {
  const project = readProjection(options.projection)
  for (const document of find(readable, filter, options)) yield project(copy(document))
  return undefined
}

/**
 * The documents that match, as they are stored: the caller must not change them. nedb's own cursors are not used,
 * because its operators differ from MongoDB's for null, lists and unknown names.
 */
export function find(readable: Readable, filter: Filter, options: ReadOptions = {}): Document[] {
  const wanted = options.limit || Number.POSITIVE_INFINITY
  const order = options.sort === undefined ? undefined : readSort(options.sort)
  const inOrder = order && findInOrder(readable, filter, order)
  const found: Document[] = []
  for (const document of inOrder ?? findCandidates(readable, filter)) {
    if (!filter.test(document)) continue
    found.push(document)
    if ((inOrder || !order) && found.length === wanted) break
  }
  if (order && !inOrder) {
    const { field, direction } = order
    found.sort((one, other) => direction * compare(one[field], other[field]))
  }
  return found.slice(0, wanted)
}

interface Order {
  field: string
  direction: 1 | -1
}

/** What may match, in the wanted order; undefined when no index knows that order. */
function findInOrder(
  { store, indexes }: Readable,
  { conditions }: Filter,
  { field, direction }: Order,
): Iterable<Document> | undefined {
  for (const { fields, inOrder } of indexes.compound) {
    const group = conditions.find((one) => one.field === fields[0] && one.operator === '$eq')
    if (typeof group?.operand !== 'string' || fields[1] !== field) continue
    const ids = inOrder(group.operand, direction)
    return ids && documentsOf(store.nedb, ids)
  }
  return undefined
}

/** What may match: all that a condition on `_id` or on an index's first field leaves, or everything. */
function findCandidates({ store: { nedb }, indexes }: Readable, filter: Filter): Iterable<Document> {
  const ids = textsFor(filter, '_id')
  if (ids) return documentsOf(nedb, new Set(ids))
  for (const { fields, idsOf } of indexes.compound) {
    const texts = textsFor(filter, fields[0])
    if (texts) return documentsOf(nedb, new Set(idsOf(texts)))
  }
  return nedb.getAllData<Document>()
}

/** The only texts that a field of a matching document can have, where the filter says so. */
function textsFor({ conditions }: Filter, field: string): string[] | undefined {
  for (const condition of conditions) {
    if (condition.field !== field || (condition.operator !== '$eq' && condition.operator !== '$in')) continue
    const operands = [condition.operand].flat()
    if (operands.every((one) => typeof one === 'string')) return operands
  }
  return undefined
}

function* documentsOf(nedb: Datastore, ids: Iterable<string>): Iterable<Document> {
  const { indexes } = nedb as unknown as { indexes: { _id: { getMatching(id: string): Document[] } } }
  for (const id of ids) yield* indexes._id.getMatching(id)
}

function readSort(sort: unknown): Order {
  const [[field, direction] = [], ...more] = isPlainObject(sort) ? Object.entries(sort) : []
  if (!field || more.length > 0 || (direction !== 1 && direction !== -1)) {
    throw new TypeError('The embedded database sorts by one field, like { createdAt: -1 }')
  }
  return { field, direction }
}

/** @returns what reduces a copy of a document to the wanted fields and its `_id` */
function readProjection(projection: unknown): (document: Document) => Document {
  if (projection === undefined) return (document) => document
  if (!isPlainObject(projection) || Object.values(projection).some((choice) => choice !== 1)) {
    throw new TypeError('The embedded database takes a projection of fields to show, like { content: 1 }')
  }
  const fields = ['_id', ...Object.keys(projection)]
  return (document: Fields) =>
    Object.fromEntries(
      fields.filter((field) => Object.hasOwn(document, field)).map((field) => [field, document[field]]),
    ) as Document
}
