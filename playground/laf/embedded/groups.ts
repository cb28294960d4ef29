import type { Fields } from './values'

/** An index that knows which documents have a text in a field: what the first field of a compound index is asked for. */
export interface GroupIndex {
  readonly field: string
  add(document: Fields): void
  remove(document: Fields): void
  /** The ids of the documents that may have one of these texts, in no order. */
  idsOf(texts: string[]): string[]
}

/** Creates an empty index; the caller tells it of every document that comes and goes. */
export function createGroupIndex(field: string): GroupIndex {
  const groups = new Map<string, Set<string>>()
  // A list matches by its elements; what has any other value, or none, is no match for a text.
  const lists = new Set<string>()

  const setFor = (value: unknown): Set<string> | undefined => {
    if (Array.isArray(value)) return lists
    if (typeof value !== 'string') return undefined
    const group = groups.get(value) ?? new Set()
    groups.set(value, group)
    return group
  }

  return {
    field,

    add(document) {
      setFor(document[field])?.add(document._id as string)
    },

    remove(document) {
      const value = document[field]
      const group = setFor(value)
      group?.delete(document._id as string)
      if (typeof value === 'string' && group?.size === 0) groups.delete(value)
    },

    idsOf: (texts) => [...new Set([...lists, ...texts.flatMap((text) => [...(groups.get(text) ?? [])])])],
  }
}
