import { compare, describe, type Fields, isPlainObject, isScalar, rankOf } from './values'

/** One condition on one field. */
export interface Condition {
  field: string
  operator: '$eq' | '$ne' | '$lt' | '$lte' | '$gte' | '$in'
  /** A scalar; a list of scalars for `$in`. */
  operand: unknown
}

/** A filter, understood: a document matches when it meets every condition. */
export interface Filter {
  conditions: Condition[]
  test(document: Fields): boolean
}

const OPERATORS = ['$ne', '$lt', '$lte', '$gte', '$in']

/**
 * Reads a MongoDB filter on fields of documents: equality, `$ne $lt $lte $gte $in`.
 * @throws Error for any other operator, for a dotted path, and for operands that are lists or objects
 */
export function readFilter(filter: unknown = {}): Filter {
  if (!isPlainObject(filter)) throw new TypeError('A filter has to be an object')
  const conditions = Object.entries(filter).flatMap(([field, value]) => readConditions(field, value))
  const tests = conditions.map(toTest)
  return { conditions, test: (document) => tests.every((test) => test(document)) }
}

/** The fields a filter sets to one value: an upsert starts its new document with them. */
export function equalities({ conditions }: Filter): Fields {
  const fixed = conditions.filter(({ operator }) => operator === '$eq')
  return Object.fromEntries(fixed.map(({ field, operand }) => [field, operand]))
}

function readConditions(field: string, value: unknown): Condition[] {
  if (field.startsWith('$') || field.includes('.')) throw unknown(`"${field}" in a filter`)
  if (!isPlainObject(value)) return [readCondition(field, '$eq', value)]
  return Object.entries(value).map(([operator, operand]) => {
    if (!OPERATORS.includes(operator)) throw unknown(`the operator "${operator}"`)
    return readCondition(field, operator as Condition['operator'], operand)
  })
}

function readCondition(field: string, operator: Condition['operator'], operand: unknown = null): Condition {
  if (operator === '$in' && !Array.isArray(operand)) throw new TypeError(`${field}: $in needs a list`)
  for (const one of operator === '$in' ? (operand as unknown[]) : [operand]) {
    if (!isScalar(one)) throw unknown(`how to compare ${field} with ${describe(one)}`)
  }
  return { field, operator, operand }
}

function toTest({ field, operator, operand }: Condition): (document: Fields) => boolean {
  const accepts = toComparison(operator === '$ne' ? '$eq' : operator, operand)
  return (document) => {
    const value = Object.hasOwn(document, field) ? document[field] : null
    // A list matches by each of its elements.
    const isMatch = Array.isArray(value) ? value.some(accepts) : accepts(value)
    return isMatch !== (operator === '$ne')
  }
}

function toComparison(operator: Exclude<Condition['operator'], '$ne'>, operand: unknown) {
  const order = (value: unknown) => (isScalar(value) ? compare(value, operand) : Number.NaN)
  // Only values of the operand's own type have an order: { $lt: 5 } finds no text.
  const isSameType = (value: unknown) => rankOf(value) === rankOf(operand)
  switch (operator) {
    case '$eq':
      return (value: unknown) => order(value) === 0
    case '$in':
      return (value: unknown) =>
        isScalar(value) && (operand as unknown[]).some((one) => compare(value, one) === 0)
    case '$lt':
      return (value: unknown) => isSameType(value) && order(value) < 0
    case '$lte':
      return (value: unknown) => isSameType(value) && order(value) <= 0
    case '$gte':
      return (value: unknown) => isSameType(value) && order(value) >= 0
  }
}

function unknown(what: string): Error {
  return new Error(`The embedded database does not know ${what}`)
}
