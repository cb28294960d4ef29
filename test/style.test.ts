import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOT = path.join(__dirname, '..')
/** Pronouns where a noun can stand. */
const VAGUE = /\b(nobody|somebody|anybody|everybody|whoever|whatever|wherever|whosoever)\b/gi
const MAX_PER_10_000_WORDS = 5

/** A comment or a test title, and its offset in the file. */
interface Passage {
  text: string
  at: number
}

describe.each(['functions', 'playground', 'test', 'bench'])('%s/', (folder) => {
  it('names things instead of using vague pronouns in comments and test titles', () => {
    const passages = listFiles(folder).flatMap((file) =>
      findPassages(file).map((passage) => ({ file, ...passage })),
    )
    const words = passages.reduce((sum, { text }) => sum + (text.match(/\p{L}+/gu)?.length ?? 0), 0)
    const found = passages.flatMap(({ file, text, at }) =>
      [...text.matchAll(VAGUE)].map(({ index, 0: word }) => `${toPlace(file, at + index)} ${word}`),
    )
    expect(words).toBeGreaterThan(100)
    const allowed = (words * MAX_PER_10_000_WORDS) / 10_000
    expect(found.length, `\n${found.join('\n')}\n`).toBeLessThanOrEqual(allowed)
  })
})

function listFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?[jt]s$/.test(file))
    .map((file) => path.join(folder, file))
}

function findPassages(file: string): Passage[] {
  const source = parse(file)
  return [...findComments(source), ...findTitles(source)]
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Comments stand before tokens, so that the ranges before every token are all of them. */
function findComments(source: ts.SourceFile): Passage[] {
  const ranges = new Map<number, number>()
  const visit = (node: ts.Node) => {
    const before = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []
    const behind = ts.getTrailingCommentRanges(source.text, node.getEnd()) ?? []
    for (const { pos, end } of [...before, ...behind]) ranges.set(pos, end)
    for (const child of node.getChildren(source)) visit(child)
  }
  visit(source)
  return [...ranges].map(([pos, end]) => ({ text: source.text.slice(pos, end), at: pos }))
}

function findTitles(source: ts.SourceFile): Passage[] {
  const titles: Passage[] = []
  const visit = (node: ts.Node) => {
    const title = ts.isCallExpression(node) && isTest(node.expression.getText(source)) && node.arguments[0]
    if (title && ts.isStringLiteralLike(title))
      titles.push({ text: title.text, at: title.getStart(source) + 1 })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return titles
}

function isTest(callee: string): boolean {
  return /^(it|test|describe)\b/.test(callee)
}

function toPlace(file: string, offset: number): string {
  const { line } = parse(file).getLineAndCharacterOfPosition(offset)
  return `${file}:${line + 1}`
}
