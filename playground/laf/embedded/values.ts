/** A document or a part of one, as the embedded database keeps it. */
export type Fields = Record<string, unknown>

/** A stored document. */
export type Document = Fields & { _id: string }

/**
 * Copies `value` for storing. Takes strings, finite numbers, booleans, null, Dates, lists and plain objects; `undefined`
 * becomes null, as in the driver.
 * @param path names the field in errors
 * @throws TypeError for a value that could not be read back as it was
 */
export function toStoredValue(value: unknown, path = 'document'): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (isDate(value) && !Number.isNaN(value.getTime())) return new Date(value.getTime())
  if (Array.isArray(value)) return Array.from(value, (item, index) => toStoredValue(item, `${path}.${index}`))
  if (!isPlainObject(value))
    throw new TypeError(`${path}: the embedded database cannot store ${describe(value)}`)
  const stored: Fields = {}
  for (const key of Object.keys(value)) {
    checkFieldName(key, path)
    stored[key] = toStoredValue(value[key], `${path}.${key}`)
  }
  return stored
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

/** True for what a filter compares with: text, a number, a boolean, null, a Date. */
export function isScalar(value: unknown): boolean {
  return value === null || isDate(value) || ['string', 'number', 'boolean'].includes(typeof value)
}

/** True for an object literal of any realm; false for lists, Dates, ObjectIds and other instances. */
export function isPlainObject(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isDate(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Equality as in MongoDB: by value, and the order of an object's keys counts. */
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

/** Where the type of a scalar stands in MongoDB's order of types; a missing field counts as null. */
export function rankOf(value: unknown): number {
  if (value === undefined || value === null) return 0
  return ['number', 'string', 'boolean', 'object'].indexOf(typeof value) + 1
}

/**
 * Compares two scalars in MongoDB's order, texts by their UTF-16 units.
 * @returns negative, zero or positive
 * @throws TypeError for a list or an object
 */
export function compare(a: unknown = null, b: unknown = null): number {
  for (const value of [a, b]) {
    if (!isScalar(value)) throw new TypeError(`The embedded database cannot order ${describe(value)}`)
  }
  const byType = rankOf(a) - rankOf(b)
  if (byType !== 0 || a === b) return byType
  if (isDate(a)) return a.getTime() - (b as Date).getTime()
  return (a as number) < (b as number) ? -1 : 1
}

/** Refuses a field name that the file format would lose or that would reach into a prototype. */
export function checkFieldName(key: string, path: string): void {
  if (key.startsWith('$') || key.includes('.') || key === '__proto__') {
    throw new TypeError(`${path}: the embedded database cannot store a field named "${key}"`)
  }
}

/** A value in the words of an error message. */
export function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `the ${typeof value} ${String(value)}`
  return `an object of class ${value.constructor?.name ?? 'unknown'}`
}
