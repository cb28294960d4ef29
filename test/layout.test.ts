import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findCircles, findImports, findNodes, type Import, readSources } from './support/imports'

const ROOT = path.join(__dirname, '..')
const FUNCTIONS = path.join(ROOT, 'functions')
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8')

/** Files of `functions/`, with slashes. */
const files = readdirSync(FUNCTIONS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(FUNCTIONS, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
const sources = readSources(FUNCTIONS)
const names = [...sources.keys()]
const imports = findImports(sources)

/** What is deployed to Laf: the only files with a yaml twin. */
const ENTRY_POINTS = ['__init__', 'dingtalk']
/** The packages a function may use: openai has to be added on Laf, the others are part of its runtime. */
const PACKAGES = ['@lafjs/cloud', 'axios', 'openai']
/** Packages that only some admins add; the second is the first by its path. */
const OPTIONAL_PACKAGES = ['@hyzyla/pdfium', 'not a literal: pdfium']
/** Each knows one outside system or format, and none of the others. */
const ADAPTERS = ['dingtalk/', 'openai/', 'search/', 'storage/', 'markdown/', 'documents/']

describe('functions/', () => {
  it('holds TypeScript, and a yaml twin for each of the two entry points', () => {
    const expected = [...names.map((name) => `${name}.ts`), ...ENTRY_POINTS.map((name) => `${name}.yaml`)]
    expect(files.toSorted()).toEqual(expected.toSorted())
    expect(names.filter((name) => /\.(d|test)$/.test(name))).toEqual([])
  })

  it.each(names)('%s has a legal name', (name) => {
    expect(name).toMatch(/^[a-zA-Z0-9_.\-/]{1,256}$/)
  })

  it.each(ENTRY_POINTS)('%s has a twin that Laf accepts', (name) => {
    const twin = parse(read('functions', `${name}.yaml`))
    expect(Object.keys(twin).toSorted()).toEqual(['desc', 'methods', 'name', 'tags'])
    expect(twin.name).toBe(name)
    expect(twin.desc).toEqual(expect.any(String))
    expect(twin.desc.length).toBeGreaterThan(0)
    expect(twin.desc.length).toBeLessThanOrEqual(256)
    expect(Array.isArray(twin.tags) && twin.tags.length < 8).toBe(true)
    for (const tag of twin.tags) expect(typeof tag === 'string' && tag.length <= 16).toBe(true)
    expect(twin.methods).toEqual(name === 'dingtalk' ? ['GET', 'POST'] : [])
  })

  it.each([
    ['__init__', ['main']],
    ['dingtalk', ['acceptsBody', 'main', 'recover']],
  ])('%s exports %j', (name, expected) => {
    expect(findExports(sources.get(name) as ts.SourceFile).toSorted()).toEqual(expected)
  })

  it.each(names)('%s has nothing that Laf cannot transpile file by file', (name) => {
    expect(findUntranspilable(sources.get(name) as ts.SourceFile)).toEqual([])
  })
})

describe('an import of functions/', () => {
  it('is found by this test', () => {
    expect(imports.length).toBeGreaterThan(100)
    expect(imports).toContainEqual({ from: 'openai/client', specifier: 'openai', isType: false })
    expect(imports).toContainEqual({ from: 'app', specifier: './config', to: 'config', isType: false })
  })

  it('names a file without an ending, a package that a function may use, or a module of Node', () => {
    const others = imports.filter(({ specifier, to }) =>
      to === undefined
        ? ![...PACKAGES, ...OPTIONAL_PACKAGES].includes(specifier) && !specifier.startsWith('node:')
        : !names.includes(to),
    )
    expect(others).toEqual([])
  })

  it('stays inside functions/', () => {
    expect(imports.filter(({ to }) => to?.startsWith('..'))).toEqual([])
  })

  it('in bot/ leads to bot/, errors and texts/', () => {
    expect(leadingElsewhere('bot/', /^(bot\/.*|errors|texts\/.*)$/)).toEqual([])
  })

  it('in texts/ leads to texts/, errors, config and types of bot/', () => {
    const others = leadingElsewhere('texts/', /^(texts\/.*|errors|config)$/)
    expect(others.filter((one) => !isTypeOfBot(one))).toEqual([])
  })

  it.each(ADAPTERS)('in %s leads to no other folder but types of bot/, and to no settings', (folder) => {
    const others = leadingElsewhere(
      folder,
      new RegExp(`^(${folder}.*|(?!app$|compose$|config$|dingtalk$|__init__$)[^/]+)$`),
    )
    expect(others.filter((one) => !isTypeOfBot(one))).toEqual([])
  })

  it('in worker/ leads to neither doctor/ nor the entry points', () => {
    expect(leadingElsewhere('worker/', /^(?!doctor\/|(app|compose|dingtalk|__init__)$)/)).toEqual([])
  })

  it.each([
    ['app', ['dingtalk']],
    ['compose', ['app', 'dingtalk']],
    ['dingtalk', ['__init__']],
    ['__init__', []],
  ])('of %s stands only in %j', (name, expected) => {
    const importers = new Set(imports.filter(({ to }) => to === name).map(({ from }) => from))
    expect([...importers].toSorted()).toEqual(expected)
  })
})

describe('circles', () => {
  it.each(['functions', 'playground'])(
    'do not exist between the files of %s/, type imports included',
    (folder) => {
      expect(findCircles(findImports(readSources(path.join(ROOT, folder))))).toEqual([])
    },
  )

  it('are found by this test, by way of other files too', () => {
    const edges = ['a b', 'b c', 'c a', 'c d', 'e e', 'f a'].map((edge) => {
      const [from, to] = edge.split(' ') as [string, string]
      return { from, to, specifier: `./${to}`, isType: true }
    })
    expect(findCircles(edges)).toEqual([['a', 'b', 'c'], ['e']])
  })
})

describe('the environment', () => {
  it('is read by app alone, which hands it to config', () => {
    const readers = [...sources].flatMap(([name, source]) =>
      findNodes(source, (node) => ts.isIdentifier(node) && node.text === 'process').map(
        (node) => `${name}: ${node.parent.parent.getText()}`,
      ),
    )
    expect(readers).toHaveLength(1)
    expect(readers[0]).toMatch(/^app: createLive\(process\.env, /)
  })
})

/** What bot/ decides about is defined there; adapters use its types and none of its functions. */
function isTypeOfBot({ to = '', isType }: Import): boolean {
  return isType && to.startsWith('bot/')
}

/** The imports of a folder's files that lead to a file whose name does not match. */
function leadingElsewhere(folder: string, allowed: RegExp): Import[] {
  const own = imports.filter(({ from, to }) => from.startsWith(folder) && to !== undefined)
  expect(own).not.toEqual([])
  return own.filter(({ to = '' }) => !allowed.test(to))
}

/** Names of exported functions and re-exports; the text of any other export. */
function findExports(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      return statement.exportClause.elements.map(({ name }) => name.text)
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return [statement.getText()]
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    return [ts.isFunctionDeclaration(statement) ? (statement.name?.text ?? 'default') : statement.getText()]
  })
}

/** Const enums and `import =`, which need to know other files, and `await` outside of functions. */
function findUntranspilable(source: ts.SourceFile): string[] {
  const isTop = (node: ts.Node): boolean => {
    for (let at: ts.Node | undefined = node.parent; at; at = at.parent)
      if (ts.isFunctionLike(at)) return false
    return true
  }
  return findNodes(source, (node) => {
    if (ts.isEnumDeclaration(node) || ts.isImportEqualsDeclaration(node) || ts.isModuleDeclaration(node))
      return true
    return (
      (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) &&
      isTop(node)
    )
  }).map((node) => node.getText())
}
