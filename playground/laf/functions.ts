import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

/** One cloud function: its path without the ending, its TypeScript and the HTTP methods its twin opens. */
export interface CloudFunction {
  name: string
  source: string
  methods: string[]
  /** Where the source came from; absent when it was handed over as text. */
  file?: string
}

/** Cloud functions by name. */
export type CloudFunctions = Map<string, CloudFunction>

// What Laf accepts as a function's name.
const LEGAL_NAME = /^[a-zA-Z0-9_.\-/]{1,256}$/
const ALL_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']

/**
 * Reads every `*.ts` below `folder` and its `.yaml` twin, as `laf func push` would upload them.
 * Throws one sentence naming the file when a name is illegal or a twin is missing or unreadable.
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

/** Functions given as text, by name; open to every method, as a function pasted into Laf's web IDE can be. */
export function toFunctions(sources: Record<string, string>): CloudFunctions {
  return new Map(
    Object.entries(sources).map(([name, source]) => [name, { name, source, methods: ALL_METHODS }]),
  )
}

// A test run starts hundreds of runtimes, and the twins never change meanwhile.
const known = new Map<string, string[]>()

function readMethods(file: string): string[] {
  const twin = file.replace(/\.ts$/, '.yaml')
  try {
    const text = readFileSync(twin, 'utf8')
    const methods = known.get(text) ?? toMethods(parse(text))
    known.set(text, methods)
    return methods
  } catch (error) {
    throw new Error(`Every function needs a readable twin beside it: ${twin}: ${(error as Error).message}`)
  }
}

function toMethods(settings: { methods?: unknown } | null): string[] {
  const methods = settings?.methods
  if (!Array.isArray(methods)) throw new Error('"methods" has to be a list')
  return methods.map((method) => String(method).toUpperCase())
}
