import type { Fields } from './values'

/**
 * A compound index: finds the documents with a text in its first field, and gives them in the order of the numbers in
 * its second field, from either end, without looking at other documents. nedb uses an index of several fields only
 * when all of them are given.
 */
export interface CompoundIndex {
  /** The first two fields. */
  readonly fields: readonly [group: string, order: string]
  add(document: Fields): void
  remove(document: Fields): void
  /** The ids of all documents that have one of these texts, in no order. */
  idsOf(texts: string[]): string[]
  /** The ids of a text's documents in order; undefined when one of them has no number to sort by. */
  inOrder(text: string, direction: 1 | -1): Iterable<string> | undefined
}

interface Row {
  key: number
  id: string
}

interface Group {
  /** By ascending key. */
  rows: Row[]
  /** Ids of documents without a number in the second field. */
  others: Set<string>
}

/** Creates an empty index; the caller reports every document that is added and removed. */
export function createCompoundIndex(fields: readonly [string, string]): CompoundIndex {
  const groups = new Map<string, Group>()
  const [groupField, orderField] = fields

  return {
    fields,

    add(document) {
      const { id, key } = locate(document)
      for (const text of textsOf(document[groupField])) {
        const group = groups.get(text) ?? { rows: [], others: new Set() }
        groups.set(text, group)
        if (key === undefined) group.others.add(id)
        else group.rows.splice(countUpTo(group.rows, key), 0, { key, id })
      }
    },

    remove(document) {
      const { id, key } = locate(document)
      for (const text of textsOf(document[groupField])) {
        const group = groups.get(text)
        if (!group) continue
        if (key === undefined) group.others.delete(id)
        else removeRow(group.rows, key, id)
        if (group.rows.length + group.others.size === 0) groups.delete(text)
      }
    },

    idsOf: (texts) =>
      texts.flatMap((text) => {
        const { rows = [], others = [] } = groups.get(text) ?? {}
        return [...rows.map(({ id }) => id), ...others]
      }),

    inOrder(text, direction) {
      const { rows, others } = groups.get(text) ?? { rows: [], others: new Set() }
      return others.size > 0 ? undefined : idsInOrder(rows, direction)
    },
  }

  function locate(document: Fields): { id: string; key: number | undefined } {
    const key = document[orderField]
    return { id: document._id as string, key: typeof key === 'number' ? key : undefined }
  }
}

/** A list matches by each of its elements. */
function textsOf(value: unknown): Set<string> {
  return new Set([value].flat().filter((one): one is string => typeof one === 'string'))
}

function* idsInOrder(rows: Row[], direction: 1 | -1): Iterable<string> {
  const last = rows.length - 1
  for (let n = 0; n <= last; n += 1) yield (rows[direction === 1 ? n : last - n] as Row).id
}

function removeRow(rows: Row[], key: number, id: string): void {
  let at = countUpTo(rows, key) - 1
  while (at >= 0 && rows[at]?.key === key && rows[at]?.id !== id) at -= 1
  if (rows[at]?.id === id) rows.splice(at, 1)
}

/** How many rows have a key up to this one, found by bisection. */
function countUpTo(rows: Row[], key: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle] as Row).key <= key) low = middle + 1
    else high = middle
  }
  return low
}
