import { inspect } from 'node:util'
import type { CloudFunction, CloudFunctions } from './functions'
import { findMain } from './http'
import type { Modules } from './modules'
import { transpile } from './transpile'

/** Why a function cannot be called: the syntax errors of the files, or else what loading throws; undefined when it can. */
export function findProblem(name: string, functions: CloudFunctions, modules: Modules): string | undefined {
  try {
    findMain(modules.load(name))
    return undefined
  } catch (error) {
    const syntax = [...functions.values()].flatMap(findSyntaxProblems)
    return syntax.length > 0 ? syntax.join('\n') : describe(error)
  }
}

/** The syntax errors of one file, each with the file's name and the line. */
export function findSyntaxProblems(published: CloudFunction): string[] {
  return transpile(published).problems.map(
    ({ line, message }) => `${published.file ?? published.name}:${line} ${message}`,
  )
}

/** A frame of the stack outside of the functions: a file of Node, of a package or of this runtime. */
const FOREIGN_FRAME = /^\s+at .*[( ](?:\/|node:|file:|[A-Z]:\\)/

// Errors of the sandbox are not `instanceof Error` here.
function describe(error: unknown): string {
  const { stack } = (error ?? {}) as { stack?: unknown }
  const lines = typeof stack === 'string' ? stack.split('\n') : [inspect(error)]
  return lines.filter((line) => !FOREIGN_FRAME.test(line)).join('\n')
}
