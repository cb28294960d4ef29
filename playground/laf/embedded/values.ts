/** A document or a part of one, as the embedded database keeps it. */
export type Fields = Record<string, unknown>

/** A stored document. */
export type Document = Fields & { _id: string }

/**
 * Copies `value` for storing. Takes strings, finite numbers, booleans, null, Dates, arrays and plain objects; `undefined`
 * becomes null, as the driver does it. Everything that could not be read back as it was throws, naming the field.
 */
export function toStored(value: unknown, path = 'document'): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (isDate(value) && !Number.isNaN(value.getTime())) return new Date(value.getTime())
  if (Array.isArray(value)) return Array.from(value, (item, index) => toStored(item, `${path}.${index}`))
  if (!isPlainObject(value))
    throw new TypeError(`${path}: the embedded database cannot store ${describe(value)}`)
  const copy: Fields = {}
  for (const key of Object.keys(value)) {
    checkKey(key, path)
    copy[key] = toStored(value[key], `${path}.${key}`)
  }
  return copy
}

/** A copy of something stored that shares nothing with it. */
export function copy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (isDate(value)) return new Date(value.getTime()) as T
  if (Array.isArray(value)) return value.map(copy) as T
  const fields: Fields = {}
  for (const key of Object.keys(value)) fields[key] = copy((value as Fields)[key])
  return fields as T
}

/** True for a Date of any realm. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]'
}

/** True for an object literal of any realm; false for arrays, Dates, ObjectIds and other instances. */
export function isPlainObject(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isDate(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Equality as MongoDB has it: by value, and the order of an object's keys counts. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isDate(a) || isDate(b)) return isDate(a) && isDate(b) && a.getTime() === b.getTime()
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keysOfA = Object.keys(a)
  const keysOfB = Object.keys(b)
  if (keysOfA.length !== keysOfB.length) return false
  return keysOfA.every((key, i) => key === keysOfB[i] && isEqual((a as Fields)[key], (b as Fields)[key]))
}

/** Where a value's type stands in MongoDB's order of types; a missing field counts as null. */
export function rankOf(value: unknown): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number') return 1
  if (typeof value === 'string') return 2
  if (Array.isArray(value)) return 4
  if (typeof value === 'boolean') return 5
  return isDate(value) ? 6 : 3
}

/** Compares two values in MongoDB's order; strings by their UTF-16 units. */
export function compare(a: unknown, b: unknown): number {
  const byType = rankOf(a) - rankOf(b)
  if (byType !== 0 || a === b) return byType
  if (isDate(a)) return a.getTime() - (b as Date).getTime()
  if (Array.isArray(a)) return compareAll(a, b as unknown[], compare)
  if (isPlainObject(a)) return compareAll(Object.entries(a), Object.entries(b as Fields), compareFields)
  if (rankOf(a) === 0) return 0
  return (a as number) < (b as number) ? -1 : 1
}

// An object's fields count in their order: first the type of the value, then the name, then the value.
function compareFields([nameA, a]: [string, unknown], [nameB, b]: [string, unknown]): number {
  return rankOf(a) - rankOf(b) || compare(nameA, nameB) || compare(a, b)
}

function compareAll<T>(a: T[], b: T[], compareTwo: (a: T, b: T) => number): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareTwo(a[i] as T, b[i] as T)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Refuses a field name that the file format would lose or that would reach into a prototype. */
export function checkKey(key: string, path: string) {
  if (key.startsWith('$') || key.includes('.') || key === '__proto__') {
    throw new TypeError(`${path}: the embedded database cannot store a field named "${key}"`)
  }
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `the ${typeof value} ${String(value)}`
  return `an object of class ${value.constructor?.name ?? 'unknown'}`
}
