import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

/** A TypeScript file of a project: a cloud function, or a private module that only the project's files import. */
export interface CloudFunction {
  /** The path below `functions/` without the ending. */
  name: string
  source: string
  /** The HTTP methods that its yaml twin lists; absent for a private module, which has no twin. */
  methods?: string[]
  /** Where the source was read; absent when it was given as text. */
  file?: string
}

/** Functions and private modules by name. */
export type CloudFunctions = Map<string, CloudFunction>

// What Laf accepts as a function's name.
const LEGAL_NAME = /^[a-zA-Z0-9_.\-/]{1,256}$/
const ALL_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']

/**
 * Reads every `*.ts` below `folder` and, where there is one, its `.yaml` twin.
 * @throws Error with one sentence naming the file when a name is illegal or a twin cannot be read
 */
export function readFunctions(folder: string): CloudFunctions {
  const functions: CloudFunctions = new Map()
  for (const entry of readdirSync(folder, { recursive: true }).map(String).sort()) {
    if (!entry.endsWith('.ts')) continue
    const name = entry.slice(0, -'.ts'.length).split(path.sep).join('/')
    if (!LEGAL_NAME.test(name)) throw new Error(`Laf does not allow the function name "${name}"`)
    const file = path.join(folder, entry)
    functions.set(name, { name, source: readFileSync(file, 'utf8'), methods: readMethods(file), file })
  }
  return functions
}

/** Functions given as text: name → source. They accept every method, as a function created in Laf's web editor can. */
export function toFunctions(sources: Record<string, string>): CloudFunctions {
  return new Map(
    Object.entries(sources).map(([name, source]) => [name, { name, source, methods: ALL_METHODS }]),
  )
}

function readMethods(file: string): string[] | undefined {
  const twin = file.replace(/\.ts$/, '.yaml')
  if (!existsSync(twin)) return undefined
  try {
    const methods: unknown = parse(readFileSync(twin, 'utf8'))?.methods
    if (!Array.isArray(methods)) throw new Error('"methods" has to be a list')
    return methods.map((method) => String(method).toUpperCase())
  } catch (error) {
    throw new Error(`${twin} cannot be read: ${(error as Error).message}`)
  }
}
