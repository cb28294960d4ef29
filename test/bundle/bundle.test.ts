import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { transpile } from '../../playground/laf/transpile'
import { bundle, LAF_FOLDER } from '../../scripts/bundle'
import { SETTINGS } from '../../scripts/docs/settings'
import { SANDBOX_GLOBALS } from '../playground/laf/globals'

const ROOT = path.join(__dirname, '..', '..')
const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8')
const files = bundle()
const text = files['functions/dingtalk.ts'] as string
const file = ts.createSourceFile('dingtalk.ts', text, ts.ScriptTarget.ES2022, true)
const { code, problems } = transpile({ name: 'dingtalk', source: text })

/** Laf's limit for a function's source, in characters. */
const LAF_MAX_CHARACTERS = 512 * 1024
/** Ours: a file that a browser's editor takes without delay. */
const MAX_BYTES = 400 * 1024
const MAX_LINE = 500

describe('dist/laf/', () => {
  it.each(Object.keys(files))('%s is up to date with the sources (npm run bundle writes it)', (name) => {
    // `laf dep push` adds the server's packages to package.json as devDependencies.
    const withoutServerList = (content: string) =>
      name === 'package.json' ? { ...JSON.parse(content), devDependencies: undefined } : content
    expect(withoutServerList(read(LAF_FOLDER, name))).toEqual(withoutServerList(files[name] as string))
  })

  it('has no other functions', () => {
    const expected = Object.keys(files).filter((name) => name.startsWith('functions/'))
    const found = readdirSync(path.join(ROOT, LAF_FOLDER, 'functions')).map((name) => `functions/${name}`)
    expect(found.toSorted()).toEqual(expected.toSorted())
  })

  it('is the folder that laf.yaml names', () => {
    expect(parse(read('laf.yaml')).spec.baseDir).toBe(LAF_FOLDER)
  })

  it('is built the same every time, with no path of the machine in it', () => {
    expect(bundle()).toEqual(files)
    expect(Object.values(files).join()).not.toContain(ROOT)
  })

  it('names the packages of the function', () => {
    const { name, version, dependencies } = JSON.parse(read('package.json'))
    expect(JSON.parse(files['package.json'] as string)).toMatchObject({ name, version, dependencies })
  })
})

describe('the bundle', () => {
  it('exports main, recover and acceptsBody', () => {
    const exported = [...code.matchAll(/^exports\.(\w+) =/gm)].map((found) => found[1])
    expect(new Set(exported)).toEqual(new Set(['acceptsBody', 'main', 'recover']))
  })

  it('imports the cloud SDK and modules of Node, and requires packages inside functions', () => {
    const imported = file.statements
      .filter(ts.isImportDeclaration)
      .map(({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text)
    expect(imported.filter((name) => !/^(node:.+|@lafjs\/cloud)$/.test(name))).toEqual([])
    const required = [...text.matchAll(/^( *).*\brequire\("([^"]+)"\)/gm)]
    // The thread that reads documents has no imports.
    const packages = required.map(([, , name]) => name).filter((name) => !name?.startsWith('node:'))
    expect(packages.toSorted()).toEqual(['@hyzyla/pdfium', 'axios', 'openai'])
    for (const [, indent] of required) expect(indent).not.toBe('')
    expect(text).not.toMatch(/__require|\bimport\(/)
  })

  it('uses no global that Laf’s sandbox does not have', () => {
    const builtIns: string[] = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)')
    const known = new Set([...builtIns, ...SANDBOX_GLOBALS, 'arguments', 'undefined'])
    expect(findGlobals(text).filter((name) => !known.has(name))).toEqual([])
    expect(findGlobals('const a = new AbortController(b)')).toEqual(['AbortController', 'b'])
  })

  it('has no await outside of functions and no import.meta', () => {
    expect(text).not.toContain('import.meta')
    // A script has no await outside of functions.
    expect(() => new vm.Script(code)).not.toThrow()
  })

  it('passes the call with which Laf publishes, and is small enough', () => {
    expect(problems).toEqual([])
    expect(text.length).toBeLessThan(LAF_MAX_CHARACTERS)
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES)
  })

  it(`is readable: no line has more than ${MAX_LINE} characters, names are kept`, () => {
    expect(text.split('\n').filter((line) => line.length > MAX_LINE)).toEqual([])
    for (const name of ['readConfig', 'createWorker', 'createInbox', 'verify']) {
      expect(text).toContain(`function ${name}(`)
    }
  })

  it('says what it is and what to set, and switches the type check of editors off', () => {
    const { name, version } = JSON.parse(read('package.json'))
    expect(text.split('\n')[0]).toBe('// @ts-nocheck')
    const [header = ''] = /\/\*\*[\s\S]*?\*\//.exec(text) ?? []
    expect(header).toContain(`${name} ${version}`)
    expect(header).toContain('MIT licence')
    for (const setting of SETTINGS) {
      for (const words of [setting.name, setting.zh, setting.en]) expect(header).toContain(words)
    }
  })
})

/** Names that a file uses and does not declare, sorted. */
function findGlobals(source: string): string[] {
  const name = 'checked.js'
  const checked = ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true)
  const host = ts.createCompilerHost({})
  host.getSourceFile = (wanted) => (wanted === name ? checked : undefined)
  const options: ts.CompilerOptions = { allowJs: true, noLib: true, noResolve: true, types: [] }
  const checker = ts.createProgram([name], options, host).getTypeChecker()
  const found = new Set<string>()
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) && isReference(node) && !symbolOf(node, checker)) found.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(checked)
  return [...found].sort()
}

/** Whether an identifier is the name of a variable and not only of a property or an export. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name !== node
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName !== node
  return true
}

function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const isShorthand = ts.isShorthandPropertyAssignment(node.parent)
  return isShorthand
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
}
