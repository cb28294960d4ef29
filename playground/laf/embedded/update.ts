import { checkFieldName, compare, type Fields, isEqual, isPlainObject, toStoredValue } from './values'

/**
 * An update, understood: changes fields of a document in place and says whether anything is different now.
 * `$setOnInsert` has an effect only while the document is being inserted.
 */
export type Update = (document: Fields, isInsert: boolean) => boolean

type Change = (document: Fields, field: string, value: unknown) => boolean

const CHANGES: Record<string, Change> = {
  $set: setField,
  $setOnInsert: setField,
  $unset: (document, field) => Object.hasOwn(document, field) && delete document[field],
  $inc(document, field, value) {
    const before = Object.hasOwn(document, field) ? document[field] : 0
    if (typeof before !== 'number')
      throw new TypeError(`Cannot apply $inc to the field "${field}": not a number`)
    return setField(document, field, before + (value as number))
  },
  $max: (document, field, value) =>
    (!Object.hasOwn(document, field) || compare(value, document[field]) > 0) &&
    setField(document, field, value),
}

/**
 * Reads an update made of `$set $inc $unset $max $setOnInsert` on fields of documents.
 * @throws Error for any other operator, a whole document, a dotted path, two changes of one field, and values that
 *   cannot be stored
 */
export function readUpdate(update: unknown): Update {
  if (!isPlainObject(update) || !Object.keys(update).some((key) => key.startsWith('$'))) {
    throw new TypeError('Update document requires atomic operators')
  }
  const steps = Object.entries(update).flatMap(([operator, fields]) => readSteps(operator, fields))
  const fields = steps.map(({ field }) => field)
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice) throw new Error(`Updating the path '${twice}' would create a conflict at '${twice}'`)

  return (document, isInsert) => {
    const { _id } = document
    let isChanged = false
    for (const { operator, field, value } of steps) {
      if (operator === '$setOnInsert' && !isInsert) continue
      if (CHANGES[operator]?.(document, field, value)) isChanged = true
    }
    if (_id !== undefined && document._id !== _id) {
      throw new Error("Performing an update on the path '_id' would modify the immutable field '_id'")
    }
    return isChanged
  }
}

function readSteps(operator: string, fields: unknown): { operator: string; field: string; value: unknown }[] {
  if (!Object.hasOwn(CHANGES, operator))
    throw new Error(`The embedded database does not know the operator ${operator}`)
  if (!isPlainObject(fields)) throw new TypeError(`${operator} needs an object`)
  return Object.entries(fields).map(([field, value]) => {
    checkFieldName(field, operator)
    if (operator === '$inc' && typeof value !== 'number')
      throw new TypeError('Cannot increment with a non-number')
    return { operator, field, value: operator === '$unset' ? null : toStoredValue(value, field) }
  })
}

function setField(document: Fields, field: string, value: unknown): boolean {
  if (Object.hasOwn(document, field) && isEqual(document[field], value)) return false
  document[field] = value
  return true
}
