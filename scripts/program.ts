import path from 'node:path'
import ts from 'typescript'

/**
 * Files and everything they reach by relative imports, known to the compiler; libraries and packages are left out,
 * which makes it quick.
 */
export function createProgram(files: string[], options: ts.CompilerOptions = {}): ts.Program {
  const all: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    noLib: true,
    types: [],
    ...options,
  }
  const host = ts.createCompilerHost(all, true)
  host.resolveModuleNameLiterals = (literals, importer) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? {
            resolvedFileName: `${toSlashes(path.resolve(path.dirname(importer), text))}.ts`,
            extension: '.ts',
          }
        : undefined,
    }))
  return ts.createProgram(files.map(toSlashes), all, host)
}

/** TypeScript's own form of a path, on Windows too. */
export function toSlashes(file: string): string {
  return file.split(path.sep).join('/')
}
