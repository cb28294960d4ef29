/** What an identifier stands for: something at the top of one of the modules, something of a package, or neither. */
import ts from 'typescript'
import { textOf } from './modules'

/** `file#name` or `package#name`; the same for every identifier that means the same thing. */
export type Key = string

/** A name that a module takes from a package. */
export interface Imported {
  from: string
  /** The package's own name for it; `default` for the default export. */
  name: string
  local: ts.Identifier
  isType: boolean
}

/** @returns `undefined` for what is local to a function, a property, or a global */
export function toKey(identifier: ts.Identifier, checker: ts.TypeChecker): Key | undefined {
  const { parent } = identifier
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(identifier)
  const declaration = symbol?.declarations?.[0]
  if (!symbol || !declaration) return undefined
  const clause = toImport(declaration)
  if (!clause)
    return isAtTop(declaration) ? `${declaration.getSourceFile().fileName}#${symbol.name}` : undefined
  const from = textOf(clause.moduleSpecifier)
  if (!from.startsWith('.')) return `${from}#${importedName(declaration)}`
  const [meant] = checker.getAliasedSymbol(symbol).declarations ?? []
  return meant && `${meant.getSourceFile().fileName}#${importedName(declaration)}`
}

/** The names a module declares at its top. */
export function findDeclared(file: ts.SourceFile): { identifier: ts.Identifier; exported: boolean }[] {
  return file.statements.flatMap((statement) => {
    const exported = toExport(statement) !== undefined
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations
        .flatMap(({ name }) => toIdentifiers(name))
        .map((identifier) => ({ identifier, exported }))
    }
    const { name } = statement as ts.DeclarationStatement
    return name && ts.isIdentifier(name) ? [{ identifier: name, exported }] : []
  })
}

/** The names a module imports from packages. */
export function findImported(file: ts.SourceFile): Imported[] {
  return file.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const from = textOf(moduleSpecifier)
    if (from.startsWith('.') || !importClause) return []
    const { isTypeOnly, name, namedBindings } = importClause
    const named = namedBindings && ts.isNamedImports(namedBindings) ? [...namedBindings.elements] : []
    return [
      ...(name ? [{ from, name: 'default', local: name, isType: isTypeOnly }] : []),
      ...named.map((one) => ({
        from,
        name: importedName(one),
        local: one.name,
        isType: isTypeOnly || one.isTypeOnly,
      })),
    ]
  })
}

/** The word `export` before a statement. */
export function toExport(statement: ts.Statement): ts.Modifier | undefined {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

/** Every identifier below a node, in the order of the text. */
export function findIdentifiers(node: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = []
  const look = (one: ts.Node): void => {
    if (ts.isIdentifier(one)) found.push(one)
    ts.forEachChild(one, look)
  }
  look(node)
  return found
}

/** Whether an identifier names a part of something (`x.name`, `{ name: y }`), not a thing in scope. */
export function isPart(identifier: ts.Identifier): boolean {
  const { parent } = identifier
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier
  if (ts.isQualifiedName(parent)) return parent.right === identifier
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName === identifier
  return ts.isPropertyAssignment(parent) && parent.name === identifier
}

function importedName(declaration: ts.Declaration): string {
  if (!ts.isImportSpecifier(declaration)) return 'default'
  return (declaration.propertyName ?? declaration.name).text
}

function toImport(declaration: ts.Declaration): ts.ImportDeclaration | undefined {
  if (ts.isImportSpecifier(declaration)) return declaration.parent.parent.parent as ts.ImportDeclaration
  return ts.isImportClause(declaration) ? (declaration.parent as ts.ImportDeclaration) : undefined
}

/** Whether a declaration stands at the top of its file; of a destructuring, any part of it. */
export function isAtTop(declaration: ts.Node): boolean {
  const isInside =
    ts.isVariableDeclaration(declaration) ||
    ts.isVariableDeclarationList(declaration) ||
    ts.isVariableStatement(declaration) ||
    ts.isBindingElement(declaration) ||
    ts.isObjectBindingPattern(declaration) ||
    ts.isArrayBindingPattern(declaration)
  const isWhole =
    ts.isFunctionDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isEnumDeclaration(declaration)
  if (!isInside && !isWhole) return false
  return ts.isSourceFile(declaration.parent) || (isInside && isAtTop(declaration.parent))
}

function toIdentifiers(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name]
  return [...name.elements].flatMap((element) =>
    ts.isBindingElement(element) ? toIdentifiers(element.name) : [],
  )
}
