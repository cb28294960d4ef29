/** A module's text as it stands in the one file: no imports, no exports, everybody's final name. */
import ts from 'typescript'
import type { Module } from './modules'
import type { Names } from './names'
import { findDeclared, findIdentifiers, isAtTop, toExport, toKey } from './symbols'

interface Edit {
  from: number
  to: number
  text: string
}

/**
 * @param kept the names that stay exported
 * @throws Error where a name would mean something else in its new place
 */
export function rewrite(module: Module, checker: ts.TypeChecker, names: Names, kept: string[]): string {
  const { file } = module
  const edits = [
    ...file.statements.flatMap((statement) => toStatementEdits(statement, file, kept)),
    ...findIdentifiers(file).flatMap((identifier) => toNameEdits(identifier, module, checker, names)),
  ]
  // From the end, so that the places before stay where they are.
  return edits
    .sort((a, b) => b.from - a.from)
    .reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), file.text)
}

function toStatementEdits(statement: ts.Statement, file: ts.SourceFile, kept: string[]): Edit[] {
  // What stands before an import is the module's own docstring: it stays.
  if (ts.isImportDeclaration(statement)) {
    return [{ from: statement.getStart(), to: afterLine(statement.end, file), text: '' }]
  }
  const word = toExport(statement)
  if (!word) return []
  const declared = findDeclared(file).filter(
    ({ identifier }) => statement.pos <= identifier.pos && identifier.end <= statement.end,
  )
  if (declared.some(({ identifier }) => kept.includes(identifier.text))) return []
  return [{ from: word.getStart(), to: word.end + 1, text: '' }]
}

function toNameEdits(
  identifier: ts.Identifier,
  { name }: Module,
  checker: ts.TypeChecker,
  names: Names,
): Edit[] {
  if (ts.findAncestor(identifier, ts.isImportDeclaration)) return []
  const key = toKey(identifier, checker)
  const chosen = key && names.get(key)
  const from = toStart(identifier, checker)
  if (!chosen || (chosen === identifier.text && from === identifier.getStart())) return []
  const hides = checker
    .getSymbolsInScope(identifier, ts.SymbolFlags.Value | ts.SymbolFlags.Type)
    .some((symbol) => symbol.name === chosen && !isOfAnyTop(symbol))
  if (hides)
    throw new Error(`functions/${name}.ts: "${chosen}" means something else around ${identifier.text}`)
  return [{ from, to: identifier.end, text: toText(identifier, chosen) }]
}

/** Of `module.name`, where the module is a whole import of one of ours, the module's name goes. */
function toStart(identifier: ts.Identifier, checker: ts.TypeChecker): number {
  const { parent } = identifier
  const whole =
    ts.isPropertyAccessExpression(parent) && parent.name === identifier
      ? parent.expression
      : ts.isQualifiedName(parent) && parent.right === identifier
        ? parent.left
        : identifier
  const [declaration] = checker.getSymbolAtLocation(whole)?.declarations ?? []
  return declaration && ts.isNamespaceImport(declaration) ? whole.getStart() : identifier.getStart()
}

/** A name that stands for a property and a value at once keeps the property's name; a default beside it does not. */
function toText(identifier: ts.Identifier, chosen: string): string {
  const { parent, text } = identifier
  const isBoth =
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isBindingElement(parent) &&
      parent.name === identifier &&
      ts.isObjectBindingPattern(parent.parent) &&
      !parent.propertyName &&
      !parent.dotDotDotToken)
  return isBoth ? `${text}: ${chosen}` : chosen
}

function isOfAnyTop(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? []
  return declaration === undefined || isAtTop(declaration)
}

/** Where the line after a statement begins. */
function afterLine(end: number, { text }: ts.SourceFile): number {
  const next = text.indexOf('\n', end)
  return next < 0 ? text.length : next + 1
}
