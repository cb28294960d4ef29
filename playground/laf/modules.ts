import { createRequire } from 'node:module'
import path from 'node:path'
import type { CloudFunction, CloudFunctions } from './functions'
import { type CompiledFunction, compile, runInSandbox, type SandboxParts } from './sandbox'
import { transpile } from './transpile'

/** The loaded functions of one runtime. */
export interface Modules {
  /** The exports of a function, which is loaded once until `clear`. @throws what loading throws */
  load(name: string): Record<string, unknown>
  /** What publishing does on Laf: all files are loaded again. Code that holds an old copy keeps it. */
  clear(): void
}

/**
 * Applies Laf's import rules: `@/name`, `./x` and `../x` are function names (no ending, no index, no JSON), a circular
 * import throws, and every other name is a package of the app in `root`, or else one of the runtime.
 */
export function createModules(options: {
  root: string
  functions: () => CloudFunctions
  /** Packages that the runtime provides itself, by name. */
  own: Record<string, unknown>
  parts: SandboxParts
}): Modules {
  const loaded = new Map<string, Record<string, unknown>>()
  const appRequire = createRequire(path.join(options.root, 'node_modules', '_'))
  const runtimeRequire = createRequire(__filename)

  function load(name: string, importers: string[]): Record<string, unknown> {
    const known = loaded.get(name)
    if (known) return known
    if (importers.includes(name)) {
      throw new Error(`circular dependency detected: ${[...importers, name].join(' -> ')}`)
    }
    const found = options.functions().get(name)
    if (!found) throw new Error(`function ${name} not found`)
    const chain = [...importers, name]
    const require = (wanted: string) => {
      if (Object.hasOwn(options.own, wanted)) return options.own[wanted]
      return isFunctionPath(wanted) ? load(toName(wanted, name), chain) : requirePackage(wanted)
    }
    const exports = runInSandbox(compileCached(found), require, options.parts) as Record<string, unknown>
    loaded.set(name, exports)
    return exports
  }

  function requirePackage(name: string): unknown {
    try {
      return appRequire(name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
      return runtimeRequire(name)
    }
  }

  return { load: (name) => load(name, []), clear: () => loaded.clear() }
}

function isFunctionPath(name: string): boolean {
  return name.startsWith('@/') || name.startsWith('./') || name.startsWith('../')
}

function toName(wanted: string, importer: string): string {
  if (wanted.startsWith('@/')) return wanted.slice('@/'.length)
  return path.posix.join(path.posix.dirname(`/${importer}`), wanted).slice(1)
}

const compiled = new Map<string, { source: string; result: CompiledFunction }>()

// Several runtimes in one process run the same files: each file is compiled once and run in a context per runtime.
function compileCached(found: CloudFunction): CompiledFunction {
  const { name, source } = found
  const known = compiled.get(name)
  if (known?.source === source) return known.result
  const result = compile(name, transpile(found).code)
  compiled.set(name, { source, result })
  return result
}
