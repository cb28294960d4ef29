import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

// One file per function, replaced when the function changes.
const FOLDER = path.join(__dirname, '..', '..', 'node_modules', '.cache', 'laf')

const { version } = createRequire(__filename)('typescript/package.json') as { version: string }

// Raise this when the options of the call change.
const FORMAT = 1

/** The code that this version of TypeScript made of this source, where it is stored. */
export function recall(name: string, source: string): string | undefined {
  try {
    const text = readFileSync(toFile(name), 'utf8')
    const head = toHead(source)
    return text.startsWith(head) ? text.slice(head.length) : undefined
  } catch {
    return undefined
  }
}

/** Stores the code for the next process. A failure is ignored: then the next process transpiles again. */
export function remember(name: string, source: string, code: string): void {
  const file = toFile(name)
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(draft, toHead(source) + code)
    renameSync(draft, file)
  } catch {
    // A read-only disk, or another process that wrote the file first.
  }
}

const toFile = (name: string) => path.join(FOLDER, `${encodeURIComponent(name)}.js`)

function toHead(source: string): string {
  return `// ${FORMAT}, TypeScript ${version}, ${createHash('sha256').update(source).digest('hex')}\n`
}
