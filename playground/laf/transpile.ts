import ts from 'typescript'

/** Something TypeScript could not read: `line` counts from 1. */
export interface SyntaxProblem {
  line: number
  message: string
}

/** JavaScript as Laf would store it, and what TypeScript complained about (Laf itself does not look at that). */
export interface Transpiled {
  code: string
  problems: SyntaxProblem[]
}

// The call Laf's server makes when a function is published. No type check; module Node16 gives CommonJS with
// esModuleInterop because there is no package.json in sight.
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.Node16,
  target: ts.ScriptTarget.ES2022,
  removeComments: true,
  inlineSourceMap: true,
}

const cache = new Map<string, { source: string; result: Transpiled }>()

/**
 * Turns one function's TypeScript into the CommonJS that Laf runs. Never throws: broken source gives broken code,
 * which then fails when it is loaded, as on Laf. The last result per name is kept for as long as its text stays the same.
 */
export function transpile(name: string, source: string): Transpiled {
  const known = cache.get(name)
  if (known?.source === source) return known.result
  const diagnostics: ts.Diagnostic[] = []
  const code = ts.transpile(source, OPTIONS, `${name}.ts`, diagnostics, name)
  const result = { code, problems: diagnostics.map(toProblem) }
  cache.set(name, { source, result })
  return result
}

function toProblem(diagnostic: ts.Diagnostic): SyntaxProblem {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
  const { file, start } = diagnostic
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1
  return { line, message }
}
