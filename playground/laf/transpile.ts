import { createRequire } from 'node:module'
import type * as TypeScript from 'typescript'
import type { CloudFunction } from './functions'
import { recall, remember } from './transpile-cache'

/** A syntax error; `line` counts from 1. */
export interface SyntaxProblem {
  line: number
  message: string
}

/** JavaScript as Laf stores it, and the syntax errors, which Laf ignores. */
export interface Transpiled {
  code: string
  problems: SyntaxProblem[]
}

const known = new Map<string, { source: string; result: Transpiled }>()

/**
 * Turns one function's TypeScript into the CommonJS that Laf runs. Never throws: broken source gives broken code, which
 * fails when it is loaded, as on Laf. Results are cached in memory, and on disk for functions that come from a file.
 */
export function transpile({ name, source, file }: Omit<CloudFunction, 'methods'>): Transpiled {
  const before = known.get(name)
  if (before?.source === source) return before.result
  const kept = file ? recall(name, source) : undefined
  const result = kept === undefined ? compile(name, source) : { code: kept, problems: [] }
  if (file && kept === undefined && result.problems.length === 0) remember(name, source, result.code)
  known.set(name, { source, result })
  return result
}

function compile(name: string, source: string): Transpiled {
  const ts: typeof TypeScript = createRequire(__filename)('typescript') // loaded only when needed: it takes half a second
  const diagnostics: TypeScript.Diagnostic[] = []
  // The call Laf's server makes when a function is published. No type check; module Node16 gives CommonJS with
  // esModuleInterop because there is no package.json in sight.
  const options: TypeScript.CompilerOptions = {
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
    removeComments: true,
    inlineSourceMap: true,
  }
  const code = ts.transpile(source, options, `${name}.ts`, diagnostics, name)
  return { code, problems: diagnostics.map((diagnostic) => toProblem(ts, diagnostic)) }
}

function toProblem(
  ts: typeof TypeScript,
  { messageText, file, start }: TypeScript.Diagnostic,
): SyntaxProblem {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ')
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1
  return { line, message }
}
