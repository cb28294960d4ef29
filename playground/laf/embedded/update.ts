import { checkKey, compare, type Document, type Fields, isEqual, isPlainObject, toStored } from './values'

/** An update, understood. */
export interface Update {
  /**
   * Changes a document in place and says whether anything is different now. What `$setOnInsert` says happens only when
   * the document is being inserted.
   */
  (document: Document, isInsert: boolean): boolean
  /** Whether it reaches into fields; otherwise it only puts others in their place. */
  isDeep: boolean
}

type Change = (parent: Fields, key: string, value: unknown) => boolean

const CHANGES: Record<string, Change> = {
  $set: setField,
  $setOnInsert: setField,
  $unset(parent, key) {
    if (Array.isArray(parent)) return setField(parent, key, null)
    return delete parent[key]
  },
  $inc(parent, key, value) {
    const before = Object.hasOwn(parent, key) ? parent[key] : 0
    if (typeof before !== 'number')
      throw new TypeError(`Cannot apply $inc to the field "${key}": it is no number`)
    return setField(parent, key, before + (value as number))
  },
  $max(parent, key, value) {
    return (!Object.hasOwn(parent, key) || compare(value, parent[key]) > 0) && setField(parent, key, value)
  },
}

/**
 * Reads an update made of $set, $inc, $unset, $setOnInsert and $max on fields or dotted paths. Throws for any other
 * operator, for a whole document in its place, for two changes of the same path and for values that cannot be stored.
 */
export function readUpdate(update: unknown): Update {
  if (!isPlainObject(update) || Object.keys(update).length === 0 || !Object.keys(update).every(isOperator)) {
    throw new TypeError('Update document requires atomic operators')
  }
  const steps: Array<{ operator: string; path: string[]; value: unknown }> = []
  for (const [operator, fields] of Object.entries(update)) {
    if (!CHANGES[operator]) throw new Error(`The embedded database does not know the operator ${operator}`)
    if (!isPlainObject(fields)) throw new TypeError(`${operator} needs an object`)
    for (const [field, value] of Object.entries(fields)) {
      const path = readPath(field)
      const clash = steps.find((step) => overlap(step.path, path))
      if (clash)
        throw new Error(`Updating the path '${field}' would create a conflict at '${clash.path.join('.')}'`)
      if (operator === '$inc' && typeof value !== 'number')
        throw new TypeError('Cannot increment with a non-number')
      steps.push({ operator, path, value: operator === '$unset' ? null : toStored(value, field) })
    }
  }
  const changeAll = (document: Document, isInsert: boolean) => {
    const { _id } = document
    let isChanged = false
    for (const { operator, path, value } of steps) {
      if (operator === '$setOnInsert' && !isInsert) continue
      if (apply(document, operator, path, value)) isChanged = true
    }
    if (_id !== undefined && document._id !== _id) {
      throw new Error("Performing an update on the path '_id' would modify the immutable field '_id'")
    }
    return isChanged
  }
  return Object.assign(changeAll, { isDeep: steps.some(({ path }) => path.length > 1) })
}

const isOperator = (key: string) => key.startsWith('$')

function readPath(field: string): string[] {
  const path = field.split('.')
  for (const key of path) {
    if (key === '') throw new Error(`The path '${field}' has an empty field name`)
    checkKey(key, field)
  }
  return path
}

// `a` and `a.b` cannot be changed in one update: which comes first?
function overlap(a: string[], b: string[]): boolean {
  if (a.length === 1 && b.length === 1) return a[0] === b[0]
  return a.slice(0, b.length).join('.') === b.slice(0, a.length).join('.')
}

function apply(document: Fields, operator: string, path: string[], value: unknown): boolean {
  let parent = document
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(parent, key)) {
      if (operator === '$unset') return false
      setField(parent, key, {})
    }
    const next = parent[key]
    if (!isPlainObject(next) && !Array.isArray(next)) {
      if (operator === '$unset') return false
      throw new Error(`Cannot create a field in "${key}": it is neither an object nor a list`)
    }
    parent = next as Fields
  }
  const key = path.at(-1) as string
  if (operator === '$unset' && !Object.hasOwn(parent, key)) return false
  return CHANGES[operator]?.(parent, key, value) ?? false
}

function setField(parent: Fields, key: string, value: unknown): boolean {
  if (Array.isArray(parent) && !(/^\d+$/.test(key) && Number(key) <= parent.length)) {
    throw new Error(`Cannot create the field "${key}" in a list of ${parent.length}`)
  }
  if (Object.hasOwn(parent, key) && isEqual(parent[key], value)) return false
  parent[key] = value
  return true
}
