import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { transpile } from '../../playground/laf/transpile'
import { bundle } from '../../scripts/bundle'
import { readModules } from '../../scripts/bundle/modules'
import { SETTINGS } from '../../scripts/docs/settings'

const ROOT = path.join(__dirname, '..', '..')
const [text, again] = [bundle(), bundle()]
const file = ts.createSourceFile('dingtalk.ts', text, ts.ScriptTarget.ES2022, true)
const modules = readModules(path.join(ROOT, 'functions'), 'dingtalk').list

/** Laf's limit for a function's source. */
const MAX_CHARACTERS = 512 * 1024

describe('the one file to paste', () => {
  it("imports nothing but the three packages and Node's own modules, and packages only lazily or as types", () => {
    const imports = file.statements.filter(ts.isImportDeclaration)
    const named = imports.map(({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text)
    expect(named.filter((name) => !/^(node:.+|@lafjs\/cloud|axios|openai)$/.test(name))).toEqual([])
    const required = [...text.matchAll(/(?:require|import)\('([^']+)'\)/g)].map((found) => found[1])
    expect(new Set(required)).toEqual(new Set(['axios', 'openai']))
    expect(text).toContain("import type OpenAI from 'openai'")
  })

  it('names every import once, at the top', () => {
    const kinds = file.statements.map((statement) => ts.isImportDeclaration(statement))
    expect(kinds.lastIndexOf(true)).toBeLessThan(kinds.indexOf(false))
    const bound = file.statements.filter(ts.isImportDeclaration).map((statement) => statement.getText())
    expect(new Set(bound).size).toBe(bound.length)
  })

  it('exports main, which Laf calls, and look, which an __init__ calls, and nothing else', () => {
    const { code } = transpile({ name: 'dingtalk', source: text })
    const exported = [...code.matchAll(/^exports\.(\w+) =/gm)].map((found) => found[1])
    expect(new Set(exported)).toEqual(new Set(['main', 'look']))
  })

  it('is strict TypeScript by itself', () => {
    expect(check(text)).toEqual([])
  }, 120_000)

  it('goes through the call with which Laf publishes, and is small enough for it', () => {
    expect(transpile({ name: 'dingtalk', source: text }).problems).toEqual([])
    expect(text.length).toBeLessThan(MAX_CHARACTERS)
  })

  it('has every file that the function consists of, with all its comments', () => {
    const words = text.replace(/\s+/g, ' ')
    for (const { name, file: source } of modules) {
      expect(text).toContain(`──── ${name} ─`)
      for (const comment of source.text.match(/\/\*\*[\s\S]*?\*\//g) ?? []) {
        expect(words).toContain(comment.replace(/\s+/g, ' '))
      }
    }
    expect(modules.map(({ name }) => name)).toContain('answering/worker')
    expect(modules.at(-1)?.name).toBe('dingtalk')
  })

  it('says what it is and what to set, with every variable that the settings know', () => {
    const [header = ''] = /^\/\*\*[\s\S]*?\*\//.exec(text) ?? []
    const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
    expect(header).toContain(`${name} ${version}`)
    expect(header).toContain('MIT licence')
    for (const setting of SETTINGS) expect(header).toContain(setting.name)
    expect(header).toContain('凭证与基础信息')
  })

  it('is the same text every time', () => {
    expect(again).toBe(text)
  })
})

/** What the compiler says of a text that stands alone in the project, with the project's strict options. */
function check(source: string): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT)
  const name = path.join(ROOT, 'dist', 'checked.ts')
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (wanted) => path.resolve(wanted) === name || fileExists(wanted)
  host.getSourceFile = (wanted, ...rest) =>
    path.resolve(wanted) === name
      ? ts.createSourceFile(wanted, source, ts.ScriptTarget.ES2022, true)
      : getSourceFile(wanted, ...rest)
  const found = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host))
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}
