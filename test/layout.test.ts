import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const ROOT = path.join(__dirname, '..')
const FUNCTIONS = path.join(ROOT, 'functions')
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8')

const files = readdirSync(FUNCTIONS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(FUNCTIONS, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
const names = files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length))

/** The packages a function may use: one of them has to be added on Laf, the others are there. */
const PACKAGES = ['@lafjs/cloud', 'axios', 'openai']

interface Import {
  from: string
  /** As it is written. */
  specifier: string
  /** The function it names; undefined for a package. */
  to?: string
  /** Gone after the transpiler; a circle of these is none at run time. */
  isType: boolean
}

const sources = new Map(
  names.map((name) => [
    name,
    ts.createSourceFile(`${name}.ts`, read('functions', `${name}.ts`), ts.ScriptTarget.ES2022, true),
  ]),
)
const imports = [...sources].flatMap(([name, source]) => findImports(name, source))

describe('functions/', () => {
  it('holds functions and their twins and nothing else: Laf uploads whatever ends in .ts', () => {
    const expected = names.flatMap((name) => [`${name}.ts`, `${name}.yaml`])
    expect(files.toSorted()).toEqual(expected.toSorted())
    expect(names.filter((name) => /\.(d|test)$/.test(name))).toEqual([])
  })

  it.each(names)('%s has a name and a size that Laf takes', (name) => {
    expect(name).toMatch(/^[a-zA-Z0-9_.\-/]{1,256}$/)
    expect(Buffer.byteLength(read('functions', `${name}.ts`))).toBeLessThanOrEqual(512 * 1024)
  })

  it.each(names)('%s has a twin that Laf takes', (name) => {
    const twin = parse(read('functions', `${name}.yaml`))
    expect(Object.keys(twin).toSorted()).toEqual(['desc', 'methods', 'name', 'tags'])
    expect(twin.name).toBe(name)
    expect(twin.desc).toEqual(expect.any(String))
    expect(twin.desc.length).toBeGreaterThan(0)
    expect(twin.desc.length).toBeLessThanOrEqual(256)
    expect(Array.isArray(twin.tags) && twin.tags.length < 8).toBe(true)
    for (const tag of twin.tags) expect(typeof tag === 'string' && tag.length <= 16).toBe(true)
    expect(Array.isArray(twin.methods)).toBe(true)
  })

  it('has one door to the web', () => {
    const open = names.filter((name) => parse(read('functions', `${name}.yaml`)).methods.length > 0)
    expect(open).toEqual(['dingtalk'])
    expect(parse(read('functions', 'dingtalk.yaml')).methods).toEqual(['GET', 'POST'])
  })

  it.each(['dingtalk', '__init__'])('%s exports main and nothing else', (name) => {
    expect(exportsOf(sources.get(name) as ts.SourceFile)).toEqual(['main'])
  })

  it.each(names)('%s has nothing that Laf cannot transpile file by file', (name) => {
    expect(untranspilable(sources.get(name) as ts.SourceFile)).toEqual([])
  })
})

describe('an import', () => {
  it('is found: without them all of these rules would hold', () => {
    expect(imports.length).toBeGreaterThan(100)
    expect(imports).toContainEqual({ from: 'openai/chat', specifier: 'openai', isType: false })
    expect(imports).toContainEqual({ from: 'app', specifier: './config', to: 'config', isType: false })
  })

  it('names a function without an ending, or one of three packages, or a module of Node’s', () => {
    const strange = imports.filter(({ specifier, to }) =>
      to === undefined
        ? !PACKAGES.includes(specifier) && !specifier.startsWith('node:')
        : !names.includes(to),
    )
    expect(strange).toEqual([])
  })

  it('never leads out of functions/', () => {
    expect(imports.filter(({ to }) => to?.startsWith('..'))).toEqual([])
  })

  it('never goes in a circle: Laf throws', () => {
    expect(findCircle(imports.filter(({ isType }) => !isType))).toBeUndefined()
  })

  it('of bot/ leads to bot/, errors and texts alone', () => {
    const strange = from('bot/').filter(({ to = '' }) => !/^(bot\/.*|errors|texts)$/.test(to))
    expect(strange).toEqual([])
  })

  it.each(['dingtalk/', 'openai/', 'storage/'])('of %s leads to none of the other rooms', (room) => {
    const others = ['dingtalk/', 'openai/', 'storage/', 'bot/', 'answering/', 'doctor/'].filter(
      (one) => one !== room,
    )
    const strange = from(room).filter(
      ({ to, isType }) => others.some((other) => to?.startsWith(other)) && !(isType && to === 'bot/model'),
    )
    expect(strange).toEqual([])
    for (const { to } of from(room)) expect(['app', 'dingtalk', '__init__']).not.toContain(to)
  })

  it('of the house that puts everything together is the doors’ alone', () => {
    const visitors = new Set(imports.filter(({ to }) => to === 'app').map(({ from }) => from))
    expect([...visitors].toSorted()).toEqual(['__init__', 'dingtalk'])
  })
})

describe('the environment', () => {
  it('is handed to config by app, and read by nobody else', () => {
    const readers = [...sources].flatMap(([name, source]) =>
      find(source, (node) => ts.isIdentifier(node) && node.text === 'process').map(
        (node) => `${name}: ${node.parent.parent.getText()}`,
      ),
    )
    expect(readers).toEqual(['app: readConfig(process.env)'])
  })
})

describe('laf.yaml and package.json', () => {
  const laf = parse(read('laf.yaml'))
  const own = JSON.parse(read('package.json'))

  it('agree on the name and on the versions of what is to be installed', () => {
    expect(laf.name).toBe(own.name)
    for (const [name, version] of Object.entries(laf.spec.dependencies))
      expect(own.dependencies[name]).toBe(version)
  })

  it('leave one package to add: the others are part of Laf’s runtime', () => {
    expect(Object.keys(own.dependencies).toSorted()).toEqual(PACKAGES.toSorted())
    expect(Object.keys(laf.spec.dependencies)).toEqual(['openai'])
  })

  it('ask for an openai package that runs on Laf’s Node 20: version 7 does not', () => {
    expect(own.dependencies.openai).toMatch(/^\^6\./)
    expect(own.engines.node).toBe('>=20')
    expect(laf.spec.runtime).toBe('node:latest')
  })

  it('keep the project CommonJS: Laf compiles to it', () => expect(own).not.toHaveProperty('type'))
})

function from(room: string): Import[] {
  return imports.filter((one) => one.from.startsWith(room))
}

function findImports(name: string, source: ts.SourceFile): Import[] {
  const found: [specifier: ts.Node | undefined, isType: boolean][] = []
  for (const node of find(source, () => true)) {
    if (ts.isImportDeclaration(node)) found.push([node.moduleSpecifier, isTypeImport(node)])
    if (ts.isExportDeclaration(node) && node.moduleSpecifier)
      found.push([node.moduleSpecifier, node.isTypeOnly])
    if (ts.isImportTypeNode(node)) found.push([(node.argument as ts.LiteralTypeNode).literal, true])
    const isRequire = ts.isCallExpression(node) && /^(require|import)$/.test(node.expression.getText())
    if (isRequire) found.push([node.arguments[0], false])
  }
  return found.map(([node, isType]) => {
    const specifier = node && ts.isStringLiteral(node) ? node.text : `not a literal: ${node?.getText()}`
    const isPath = /^(\.{1,2}\/|@\/)/.test(specifier)
    const to = specifier.startsWith('@/')
      ? specifier.slice(2)
      : path.posix.join(path.posix.dirname(name), specifier)
    return { from: name, specifier, ...(isPath ? { to } : {}), isType }
  })
}

/** `import type …`, or an import of which every name is a type: both vanish. */
function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  const bindings = importClause.namedBindings
  if (importClause.isTypeOnly) return true
  if (importClause.name || !bindings || !ts.isNamedImports(bindings)) return false
  return bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

function findCircle(edges: Import[]): string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, trail: string[]): string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const { to } of edges.filter((edge) => edge.from === name && edge.to)) {
      const circle = visit(to as string, [...trail, name])
      if (circle) return circle
    }
    done.add(name)
    return undefined
  }
  for (const { from } of edges) {
    const circle = visit(from, [])
    if (circle) return circle
  }
  return undefined
}

function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    const isExported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return [statement.getText()]
    if (!isExported) return []
    return [ts.isFunctionDeclaration(statement) ? (statement.name?.text ?? 'default') : statement.getText()]
  })
}

/** What needs to know other files, or ends the module's being a script: const enums, await at the top, `import =`. */
function untranspilable(source: ts.SourceFile): string[] {
  const isTop = (node: ts.Node): boolean => {
    for (let at: ts.Node | undefined = node.parent; at; at = at.parent)
      if (ts.isFunctionLike(at)) return false
    return true
  }
  return find(source, (node) => {
    if (ts.isEnumDeclaration(node) || ts.isImportEqualsDeclaration(node) || ts.isModuleDeclaration(node))
      return true
    return (
      (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) &&
      isTop(node)
    )
  }).map((node) => node.getText())
}

function find(root: ts.Node, matches: (node: ts.Node) => boolean): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node) => {
    if (matches(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}
