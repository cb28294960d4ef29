import type Datastore from '@seald-io/nedb'
import { type Filter, readFilter } from './filter'
import type { GroupIndex } from './groups'
import type { OrderedIndex } from './ordered'
import { type Document, isDate, isPlainObject, unshareDates } from './values'

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

/** Reads the documents that match, as copies nobody else holds. */
export async function read(
  { store: { nedb }, indexes }: Readable,
  filter: Filter,
  options: ReadOptions = {},
): Promise<Document[]> {
  const ids = walkInOrder(filter, options, indexes.ordered)
  if (ids) return take(nedb, filter, options, ids)
  const query = toQuery(nedb, filter, indexes.groups)
  const cursor = nedb.findAsync<Document>(query, readProjection(options.projection))
  if (options.sort !== undefined) cursor.sort(readSort(options.sort))
  if (options.limit) cursor.limit(Math.abs(options.limit))
  return ((await cursor) as Document[]).map(unshareDates)
}

/** The candidates in the wanted order, where an index knows it. */
function walkInOrder(
  { conditions }: Filter,
  { sort, limit, projection }: ReadOptions,
  ordered: readonly OrderedIndex[],
): Iterable<string> | undefined {
  // Documents are put in their order by `_id`, so it has to be among what is read.
  if (sort === undefined || !limit || readProjection(projection)._id === 0) return undefined
  const [[field, direction] = [], ...more] = Object.entries(readSort(sort))
  if (more.length > 0) return undefined
  for (const index of ordered) {
    const group = conditions.find(
      ({ field: name, operator }) => name === index.fields[0] && operator === '$eq',
    )
    if (group && index.fields[1] === field) return index.walk(group.value, direction as 1 | -1)
  }
  return undefined
}

/** Reads candidates in their order until there are enough of them. */
async function take(
  nedb: Datastore,
  filter: Filter,
  { limit, projection }: ReadOptions,
  candidates: Iterable<string>,
): Promise<Document[]> {
  const wanted = Math.abs(limit ?? 0)
  const taken: Document[] = []
  let batch: string[] = []
  const fetch = async () => {
    const query = { _id: { $in: batch }, ...decideBy(filter.test) }
    const found = (await nedb.findAsync<Document>(query, readProjection(projection))) as Document[]
    const byId = new Map(found.map((document) => [document._id, document]))
    taken.push(...batch.flatMap((id) => byId.get(id) ?? []))
    batch = []
  }
  for (const id of candidates) {
    if (batch.push(id) < wanted) continue
    await fetch()
    if (taken.length >= wanted) break
  }
  if (batch.length > 0) await fetch()
  return taken.slice(0, wanted).map(unshareDates)
}

/** Counts the documents that match without copying them. */
export async function count({ store: { nedb }, indexes }: Readable, filter: Filter): Promise<number> {
  return nedb.countAsync(toQuery(nedb, filter, indexes.groups))
}

/**
 * The query for nedb: our own test decides, because nedb's operators differ from MongoDB's for null, lists and unknown
 * names; one condition on an indexed field tells nedb where to look.
 */
function toQuery(nedb: Datastore, filter: Filter, groups: readonly GroupIndex[]): object {
  const best = findIndexed(nedb, filter)
  if (!best) {
    const ids = findGrouped(filter, groups)
    return ids ? { _id: { $in: ids }, ...decideBy(filter.test) } : decideBy(filter.test)
  }
  const { field, operator, value } = best
  if (operator === '$eq') return { [field]: value, ...decideBy(filter.test) }
  // In a range, a list is found once for each of its elements.
  const seen = new Set<Document>()
  const once = (document: Document) =>
    filter.test(document) && !seen.has(document) && Boolean(seen.add(document))
  return { [field]: { [operator]: value }, ...decideBy(once) }
}

function decideBy(test: (document: Document) => boolean) {
  return {
    $where(this: Document) {
      return test(this)
    },
  }
}

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

function isIndexed(nedb: Datastore, field: string): boolean {
  return Object.hasOwn((nedb as unknown as { indexes: object }).indexes, field)
}

// Null is left out: for nedb a missing field is not null.
const isScalar = (value: unknown) => value !== null && (typeof value !== 'object' || isDate(value))

function readSort(sort: unknown): Order {
  if (!isPlainObject(sort)) throw new TypeError('A sort order has to be an object like { createdAt: -1 }')
  for (const [field, direction] of Object.entries(sort)) {
    if (direction !== 1 && direction !== -1) throw new TypeError(`Sort "${field}" by 1 or -1`)
  }
  return sort as Order
}

// nedb takes anything but 1 for 0, so `true` would turn a selection into its opposite; and it takes { _id: 1 } alone for
// no selection at all, so that gets the company of a field that no document has.
function readProjection(projection: unknown): Record<string, 0 | 1> {
  if (projection === undefined || projection === null) return {}
  if (!isPlainObject(projection)) throw new TypeError('A projection has to be an object like { content: 1 }')
  const choices = Object.entries(projection).map(([field, choice]): [string, 0 | 1] => {
    if (![0, 1, true, false].includes(choice as number)) throw new TypeError(`Project "${field}" with 1 or 0`)
    return [field, choice ? 1 : 0]
  })
  if (choices.length === 1 && choices[0]?.join() === '_id,1') choices.push(['\u0000', 1])
  return Object.fromEntries(choices)
}
