import { compare, type Fields, isEqual, isPlainObject, rankOf, toStored } from './values'

type Test = (document: Fields) => boolean
type Check = (candidates: unknown[], isPresent: boolean) => boolean

/** A filter, understood: `test` decides; `conditions` are those of its fields that every match has to meet. */
export interface Filter {
  test: Test
  conditions: Array<{ field: string; operator: string; value: unknown }>
}

/**
 * Reads a MongoDB filter: equality, $eq $ne $lt $lte $gt $gte $in $nin $exists on fields (dotted paths too), and $and
 * and $or. Any other operator throws, whether or not there are documents to test.
 */
export function readFilter(filter: unknown): Filter {
  if (filter === undefined) return { test: () => true, conditions: [] }
  if (!isPlainObject(filter)) throw new TypeError('A filter has to be an object')
  const tests: Test[] = []
  const conditions: Filter['conditions'] = []
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and' || key === '$or') {
      const parts = readList(key, value).map(readFilter)
      if (key === '$and') conditions.push(...parts.flatMap((part) => part.conditions))
      tests.push(key === '$and' ? (doc) => parts.every(holds(doc)) : (doc) => parts.some(holds(doc)))
    } else if (key.startsWith('$')) throw unknownOperator(key)
    else {
      const path = key.split('.')
      for (const [operator, operand] of toOperators(key, value)) {
        const check = readCheck(operator, operand)
        conditions.push({ field: key, operator, value: operand })
        tests.push((doc) => {
          const found: unknown[] = []
          collect(doc, path, 0, found)
          return check(found, found.length > 0)
        })
      }
    }
  }
  return { test: (document) => tests.every((test) => test(document)), conditions }
}

/** The fields a filter fixes to one value: what an upsert starts its new document from. */
export function equalities(filter: Filter): Fields {
  const fixed = filter.conditions.filter(({ operator }) => operator === '$eq')
  return Object.fromEntries(fixed.map(({ field, value }) => [field, value]))
}

const holds = (doc: Fields) => (part: Filter) => part.test(doc)

function readList(key: string, value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new TypeError(`${key} needs a list that is not empty`)
  return value
}

function toOperators(field: string, value: unknown): Array<[string, unknown]> {
  if (!isPlainObject(value)) return [['$eq', toStored(value, field)]]
  const keys = Object.keys(value)
  if (!keys.some((key) => key.startsWith('$'))) return [['$eq', toStored(value, field)]]
  return keys.map((key) => [key, toStored(value[key], `${field}.${key}`)])
}

function readCheck(operator: string, operand: unknown): Check {
  switch (operator) {
    case '$eq':
      return isOneOf([operand])
    case '$ne':
      return not(isOneOf([operand]))
    case '$in':
      return isOneOf(toList(operator, operand))
    case '$nin':
      return not(isOneOf(toList(operator, operand)))
    case '$exists':
      return (_, isPresent) => isPresent === Boolean(operand)
    case '$lt':
      return inRange(operand, (order) => order < 0)
    case '$lte':
      return inRange(operand, (order) => order <= 0)
    case '$gt':
      return inRange(operand, (order) => order > 0)
    case '$gte':
      return inRange(operand, (order) => order >= 0)
    default:
      throw unknownOperator(operator)
  }
}

const not =
  (check: Check): Check =>
  (candidates, isPresent) =>
    !check(candidates, isPresent)

// An array matches as a whole and by each of its elements; a missing field is equal to null.
function isOneOf(operands: unknown[]): Check {
  const acceptsMissing = operands.includes(null)
  const matches = (value: unknown) => operands.some((operand) => isEqual(value, operand))
  return (candidates, isPresent) => {
    if (!isPresent) return acceptsMissing
    return candidates.some((value) => matches(value) || (Array.isArray(value) && value.some(matches)))
  }
}

// Only values of the operand's own type are compared: {$gt: 5} finds no strings.
function inRange(operand: unknown, accepts: (order: number) => boolean): Check {
  if (operand === null || (typeof operand === 'object' && rankOf(operand) !== 6)) {
    throw new TypeError('$lt, $lte, $gt and $gte compare with a number, a string, a boolean or a Date')
  }
  const matches = (value: unknown) => rankOf(value) === rankOf(operand) && accepts(compare(value, operand))
  return (candidates) =>
    candidates.some((value) => (Array.isArray(value) ? value.some(matches) : matches(value)))
}

function toList(operator: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw new TypeError(`${operator} needs a list`)
  return operand
}

function unknownOperator(operator: string): Error {
  return new Error(`The embedded database does not know the operator ${operator}`)
}

// Follows a dotted path. In an array a number is an index, and any other name is looked for in every element.
function collect(node: unknown, path: string[], at: number, found: unknown[]) {
  const key = path[at]
  if (key === undefined) {
    found.push(node)
    return
  }
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node))
    for (const element of node) if (isPlainObject(element)) collect(element, path, at, found)
  if (Object.hasOwn(node, key)) collect((node as Fields)[key], path, at + 1, found)
}
