import type { Fields } from './values'

/**
 * An index on two fields that gives the documents of one value of the first in the order of the second, from either
 * end, without looking at the others: what nedb's own indexes cannot, and what the newest turns of a long session need.
 */
export interface OrderedIndex {
  readonly fields: readonly [group: string, order: string]
  add(document: Fields): void
  remove(document: Fields): void
  /** The ids of a group in order, or undefined when a document without sortable fields could be missing among them. */
  walk(group: unknown, direction: 1 | -1): Iterable<string> | undefined
}

interface Row {
  key: number
  id: string
}

/** Creates an empty index; the caller tells it of every document that comes and goes. */
export function createOrderedIndex(fields: readonly [string, string]): OrderedIndex {
  const groups = new Map<string, Row[]>()
  const [groupField, orderField] = fields
  let unsortable = 0

  const locate = (document: Fields) => {
    const [group, key, id] = [document[groupField], document[orderField], document._id]
    // Numbers under a text: the one case that occurs. Everything else would need MongoDB's order of types.
    if (typeof group !== 'string' || typeof key !== 'number' || Number.isNaN(key)) return undefined
    return { group, key, id: id as string }
  }

  return {
    fields,

    add(document) {
      const place = locate(document)
      if (!place) {
        unsortable += 1
        return
      }
      const rows = groups.get(place.group) ?? []
      groups.set(place.group, rows)
      rows.splice(countUpTo(rows, place.key), 0, { key: place.key, id: place.id })
    },

    remove(document) {
      const place = locate(document)
      if (!place) {
        unsortable -= 1
        return
      }
      const rows = groups.get(place.group) ?? []
      let at = countUpTo(rows, place.key) - 1
      while (at >= 0 && rows[at]?.key === place.key && rows[at]?.id !== place.id) at -= 1
      if (rows[at]?.id === place.id) rows.splice(at, 1)
      if (rows.length === 0) groups.delete(place.group)
    },

    walk(group, direction) {
      if (unsortable > 0 || typeof group !== 'string') return undefined
      return step(groups.get(group) ?? [], direction)
    },
  }
}

function* step(rows: Row[], direction: 1 | -1): Iterable<string> {
  const last = rows.length - 1
  for (let n = 0; n <= last; n += 1) yield (rows[direction === 1 ? n : last - n] as Row).id
}

/** How many rows come no later than `key`: where a new one goes. */
function countUpTo(rows: Row[], key: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle] as Row).key <= key) low = middle + 1
    else high = middle
  }
  return low
}
