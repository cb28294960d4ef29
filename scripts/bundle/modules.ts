/** The modules that go into one file, in the order in which they have to stand there. */
import path from 'node:path'
import ts from 'typescript'
import { createProgram, toSlashes } from '../program'

export interface Module {
  /** The function's name: the path below `functions/` without the ending. */
  name: string
  file: ts.SourceFile
}

export interface Modules {
  /** What is needed stands before what needs it. */
  list: Module[]
  /** Knows what every identifier means, across files. */
  checker: ts.TypeChecker
}

/** An import of one of our modules. */
interface Edge {
  name: string
  /** Gone at run time. */
  isType: boolean
}

/**
 * Reads a function and everything it reaches by relative imports.
 * @throws Error for an import of a file that is not there, and for import and export forms that one file cannot have
 */
export function readModules(folder: string, entry: string): Modules {
  const toFile = (name: string) => `${toSlashes(folder)}/${name}.ts`
  const program = createProgram([toFile(entry)])

  const read = (name: string): Module => {
    const file = program.getSourceFile(toFile(name))
    if (!file) throw new Error(`functions/${name}.ts does not exist`)
    file.statements.forEach(checkForm)
    return { name, file }
  }
  const toName = (importer: string, wanted: string) =>
    path.posix.join(path.posix.dirname(`/${importer}`), wanted).slice(1)
  const edges = new Map<string, Edge[]>()
  const collect = (name: string): void => {
    if (edges.has(name)) return
    const imports = read(name).file.statements.filter(ts.isImportDeclaration)
    const own = imports.filter((one) => textOf(one.moduleSpecifier).startsWith('.'))
    const found = own.map((one) => ({
      name: toName(name, textOf(one.moduleSpecifier)),
      isType: isTypeOnly(one),
    }))
    edges.set(name, found)
    for (const { name: next } of found) collect(next)
  }
  collect(entry)
  return { list: sort(edges).map(read), checker: program.getTypeChecker() }
}

/** The text of a string literal. */
export function textOf(node: ts.Node): string {
  return (node as ts.StringLiteral).text
}

/** Whether an import is gone at run time. */
export function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.isTypeOnly) return true
  const { name, namedBindings } = importClause
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  )
}

/**
 * What is needed first, and folders together where that leaves a choice. Types may be imported in a circle, so that
 * only values decide, and types where a module has nothing else.
 */
function sort(edges: Map<string, Edge[]>): string[] {
  const neededAtRunTime = new Set(
    [...edges.values()].flat().flatMap((edge) => (edge.isType ? [] : [edge.name])),
  )
  const decides = ({ name, isType }: Edge) => !isType || !neededAtRunTime.has(name)
  const waiting = new Map([...edges].map(([name, all]) => [name, all.filter(decides)]))
  const sorted: string[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.keys()].filter((name) =>
      waiting.get(name)?.every((edge) => !waiting.has(edge.name)),
    )
    const folder = toFolder(sorted.at(-1) ?? '')
    const rank = (name: string) => (toFolder(name) === folder ? 0 : toFolder(name) === '' ? 1 : 2)
    const [next] = ready.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    if (!next) throw new Error(`imported in a circle: ${[...waiting.keys()].join(', ')}`)
    waiting.delete(next)
    sorted.push(next)
  }
  return sorted
}

function toFolder(name: string): string {
  return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : ''
}

function checkForm(statement: ts.Statement): void {
  const isForeign =
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    (ts.isImportDeclaration(statement) &&
      statement.importClause?.namedBindings?.kind === ts.SyntaxKind.NamespaceImport &&
      !textOf(statement.moduleSpecifier).startsWith('.'))
  if (!isForeign) return
  const file = statement.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(statement.getStart())
  throw new Error(
    `${file.fileName}:${line + 1}: this form of import or export cannot go into one file: ${statement.getText()}`,
  )
}
