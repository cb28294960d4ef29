import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** An import, a re-export, a `require` or an `import()` of a file. */
export interface Import {
  /** The importing file: its path below the folder, with slashes and without the ending. */
  from: string
  /** As it is written. */
  specifier: string
  /** The imported file, like `from`; absent for a package. */
  to?: string
  /** Whether only types are imported. */
  isType: boolean
}

/** Every TypeScript and JavaScript file below a folder: path with slashes and without the ending → syntax tree. */
export function readSources(folder: string): Map<string, ts.SourceFile> {
  const sources = new Map<string, ts.SourceFile>()
  for (const entry of readdirSync(folder, { recursive: true }).map(String).sort()) {
    if (!/\.[tj]s$/.test(entry)) continue
    const text = readFileSync(path.join(folder, entry), 'utf8')
    const name = entry.replace(/\.[tj]s$/, '').replaceAll(path.sep, '/')
    sources.set(name, ts.createSourceFile(entry, text, ts.ScriptTarget.ES2022, true))
  }
  return sources
}

/** All imports of all files. */
export function findImports(sources: Map<string, ts.SourceFile>): Import[] {
  return [...sources].flatMap(([from, source]) =>
    findSpecifiers(source).map(([node, isType]) => {
      const specifier = node && ts.isStringLiteral(node) ? node.text : `not a literal: ${node?.getText()}`
      const to = resolve(from, specifier)
      return { from, specifier, ...(to ? { to } : {}), isType }
    }),
  )
}

/** Groups of files that import each other, directly or by way of others; each group is sorted. */
export function findCircles(imports: Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) if (to) next.set(from, [...(next.get(from) ?? []), to])
  const reach = (start: string) => {
    const seen = new Set<string>()
    const waiting = [start]
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const to of next.get(name) ?? []) {
        if (!seen.has(to)) waiting.push(to)
        seen.add(to)
      }
    }
    return seen
  }
  const reached = new Map([...next.keys()].map((name) => [name, reach(name)]))
  const groups = [...reached].flatMap(([name, seen]) =>
    seen.has(name)
      ? [
          [...seen]
            .filter((other) => reached.get(other)?.has(name))
            .sort()
            .join(' '),
        ]
      : [],
  )
  return [...new Set(groups)].map((group) => group.split(' '))
}

/** Every node of a tree that matches. */
export function findNodes(root: ts.Node, matches: (node: ts.Node) => boolean): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node) => {
    if (matches(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}

function findSpecifiers(source: ts.SourceFile): [specifier: ts.Node | undefined, isType: boolean][] {
  const found: [ts.Node | undefined, boolean][] = []
  for (const node of findNodes(source, () => true)) {
    if (ts.isImportDeclaration(node)) found.push([node.moduleSpecifier, isTypeImport(node)])
    if (ts.isExportDeclaration(node) && node.moduleSpecifier)
      found.push([node.moduleSpecifier, node.isTypeOnly])
    if (ts.isImportTypeNode(node)) found.push([(node.argument as ts.LiteralTypeNode).literal, true])
    const isRequire = ts.isCallExpression(node) && /^(require|import)$/.test(node.expression.getText())
    if (isRequire) found.push([node.arguments[0], false])
  }
  return found
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  const bindings = importClause.namedBindings
  if (importClause.isTypeOnly) return true
  if (importClause.name || !bindings || !ts.isNamedImports(bindings)) return false
  return bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

function resolve(from: string, specifier: string): string | undefined {
  const name = specifier.replace(/\.js$/, '')
  if (name.startsWith('@/')) return name.slice('@/'.length)
  return /^\.{1,2}\//.test(name) ? path.posix.join(path.posix.dirname(from), name) : undefined
}
