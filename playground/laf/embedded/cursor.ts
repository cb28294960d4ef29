import type Datastore from '@seald-io/nedb'
import { type Filter, readFilter } from './filter'
import type { GroupIndex } from './groups'
import type { OrderedIndex } from './ordered'
import { compare, copy, type Document, type Fields, isDate, isPlainObject } from './values'

type Order = Record<string, 1 | -1>

/** The part of the driver's `FindCursor` that functions use. Nothing is read before `toArray`. */
export interface Cursor {
  sort(order: unknown): Cursor
  limit(count: number): Cursor
  project(projection: unknown): Cursor
  toArray(): Promise<Document[]>
}

/** What to read besides the filter. */
export interface ReadOptions {
  projection?: unknown
  sort?: unknown
  limit?: number
}

/** A collection that is open, as far as reading is concerned. */
export interface Readable {
  store: { nedb: Datastore }
  indexes: { ordered: readonly OrderedIndex[]; groups: readonly GroupIndex[] }
}

/** Creates a cursor over what matches `filter`; `open` gives the collection when it is needed. */
export function createCursor(open: () => Promise<Readable>, filter: unknown, options: ReadOptions): Cursor {
  const wanted = { ...options }
  const cursor: Cursor = {
    sort(order) {
      wanted.sort = order
      return cursor
    },
    limit(count) {
      wanted.limit = count
      return cursor
    },
    project(projection) {
      wanted.projection = projection
      return cursor
    },
    async toArray() {
      return read(await open(), readFilter(filter), wanted)
    },
  }
  return cursor
}

/**
 * Reads the documents that match, as copies nobody else holds. nedb's own cursors are not used: its operators differ
 * from MongoDB's for null, lists and unknown names, so that our own test decides anyway. What is being written to a file
 * may be read already.
 */
export function read(readable: Readable, filter: Filter, options: ReadOptions = {}): Document[] {
  const project = readProjection(options.projection)
  return find(readable, filter, options).map((document) => project(copy(document)))
}

/** The documents that match, as they are stored: nobody may change them. */
export function find(readable: Readable, filter: Filter, options: ReadOptions = {}): Document[] {
  const wanted = Math.abs(options.limit ?? 0) || Number.POSITIVE_INFINITY
  const order = options.sort === undefined ? undefined : readSort(options.sort)
  const walk = order && options.limit ? walkInOrder(readable, filter, order) : undefined
  const found: Document[] = []
  for (const document of walk ?? candidatesOf(readable, filter)) {
    if (!filter.test(document)) continue
    found.push(document)
    if ((walk || !order) && found.length === wanted) break
  }
  if (order && !walk) found.sort(by(order))
  return found.slice(0, wanted)
}

/** Counts the documents that match without copying them. */
export function count(readable: Readable, filter: Filter): number {
  let counted = 0
  for (const document of candidatesOf(readable, filter)) if (filter.test(document)) counted += 1
  return counted
}

/** The documents in the wanted order, where an index knows it. */
function walkInOrder(
  { store, indexes }: Readable,
  { conditions }: Filter,
  order: Order,
): Iterable<Document> | undefined {
  const [[field, direction] = [], ...more] = Object.entries(order)
  if (more.length > 0) return undefined
  for (const index of indexes.ordered) {
    const group = conditions.find(
      ({ field: name, operator }) => name === index.fields[0] && operator === '$eq',
    )
    if (!group || index.fields[1] !== field) continue
    const ids = index.walk(group.value, direction as 1 | -1)
    return ids && documentsOf(store.nedb, ids)
  }
  return undefined
}

/** What may match: all that one condition on an indexed field leaves, or everything. */
function candidatesOf({ store: { nedb }, indexes }: Readable, filter: Filter): Iterable<Document> {
  const best = findIndexed(nedb, filter)
  if (best) {
    const { field, operator, value } = best
    const index = indexesOf(nedb)[field] as NedbIndex
    if (operator === '$eq' || operator === '$in') return index.getMatching(value)
    // In a range, a list is found once for each of its elements.
    return new Set(index.getBetweenBounds({ [operator]: value }))
  }
  const ids = findGrouped(filter, indexes.groups)
  return ids ? documentsOf(nedb, ids) : nedb.getAllData<Document>()
}

function* documentsOf(nedb: Datastore, ids: Iterable<string>): Iterable<Document> {
  const { _id } = indexesOf(nedb)
  for (const id of ids) yield* _id?.getMatching(id) ?? []
}

/** An index of nedb's: it gives the documents themselves, which nobody may change. */
interface NedbIndex {
  getMatching(value: unknown): Document[]
  getBetweenBounds(bounds: object): Document[]
}

const indexesOf = (nedb: Datastore) => (nedb as unknown as { indexes: Record<string, NedbIndex> }).indexes

function findIndexed(nedb: Datastore, { conditions }: Filter): Filter['conditions'][number] | undefined {
  const useful = conditions.filter(({ field, operator, value }) => {
    if (!isIndexed(nedb, field)) return false
    return operator === '$in' ? (value as unknown[]).every(isScalar) : RANGES.has(operator) && isScalar(value)
  })
  return (
    useful.find(({ field, operator }) => field === '_id' && operator === '$eq') ??
    useful.find(({ operator }) => operator === '$eq') ??
    useful.find(({ operator }) => operator === '$in') ??
    useful[0]
  )
}

/** The ids of what a group index finds, where one is asked for. */
function findGrouped({ conditions }: Filter, groups: readonly GroupIndex[]): string[] | undefined {
  for (const group of groups) {
    const texts = conditions.flatMap(({ field, operator, value }) =>
      field === group.field && (operator === '$eq' || operator === '$in') ? [value].flat() : [],
    )
    if (texts.length > 0 && texts.every((text) => typeof text === 'string')) return group.idsOf(texts)
  }
  return undefined
}

const RANGES = new Set(['$eq', '$lt', '$lte', '$gt', '$gte'])

const isIndexed = (nedb: Datastore, field: string): boolean => Object.hasOwn(indexesOf(nedb), field)

// Null is left out: for nedb a missing field is not null.
const isScalar = (value: unknown) => value !== null && (typeof value !== 'object' || isDate(value))

function readSort(sort: unknown): Order {
  if (!isPlainObject(sort)) throw new TypeError('A sort order has to be an object like { createdAt: -1 }')
  for (const [field, direction] of Object.entries(sort)) {
    if (direction !== 1 && direction !== -1) throw new TypeError(`Sort "${field}" by 1 or -1`)
  }
  return sort as Order
}

/** By the values of fields, or of what dotted paths lead to. */
function by(order: Order): (one: Document, other: Document) => number {
  const steps = Object.entries(order).map(([field, direction]) => ({ path: field.split('.'), direction }))
  return (one, other) => {
    for (const { path, direction } of steps) {
      const difference = compare(valueAt(one, path), valueAt(other, path))
      if (difference !== 0) return direction * difference
    }
    return 0
  }
}

function valueAt(document: Fields, path: string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Fields | null | undefined)?.[key], document)
}

/** @returns what makes of a copy of a document what is asked for: fields to show, or fields to leave out */
function readProjection(projection: unknown): (document: Document) => Document {
  if (projection === undefined || projection === null) return (document) => document
  if (!isPlainObject(projection)) throw new TypeError('A projection has to be an object like { content: 1 }')
  const choices = Object.entries(projection).map(([field, choice]) => {
    if (![0, 1, true, false].includes(choice as number)) throw new TypeError(`Project "${field}" with 1 or 0`)
    return { path: field.split('.'), isShown: Boolean(choice) }
  })
  const others = choices.filter(({ path }) => path.join() !== '_id')
  const isShownAlone =
    choices.length > others.length && others.length === 0 && choices.every(({ isShown }) => isShown)
  const hasId = choices.every(({ path, isShown }) => isShown || path.join() !== '_id')
  if (others.some(({ isShown }) => isShown !== others[0]?.isShown)) {
    throw new Error('A projection either shows fields or leaves fields out')
  }
  if (!isShownAlone && !others[0]?.isShown) {
    return (document) => {
      for (const { path, isShown } of choices) if (!isShown) remove(document, path)
      return document
    }
  }
  return (document) => {
    const shown: Fields = hasId ? { _id: document._id } : {}
    for (const { path } of others) pick(document, shown, path)
    return shown as Document
  }
}

function remove(from: Fields, path: string[]): void {
  const parent = valueAt(from, path.slice(0, -1))
  if (isPlainObject(parent)) delete parent[path.at(-1) as string]
}

function pick(from: Fields, to: Fields, [key = '', ...rest]: string[]): void {
  if (!Object.hasOwn(from, key)) return
  const value = from[key]
  if (rest.length === 0) to[key] = value
  else if (isPlainObject(value)) {
    const inner = isPlainObject(to[key]) ? to[key] : {}
    to[key] = inner
    pick(value, inner, rest)
  }
}
