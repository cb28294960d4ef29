import vm from 'node:vm'
import { ObjectId } from 'mongodb'
import type { Clock } from '../clock'
import { createConsole, type Log } from './console'
import type { Timers } from './timers'

/** What all sandboxes of one runtime share. */
export interface SandboxParts {
  process: NodeJS.Process
  timers: Timers
  fetch: typeof fetch
  log: Log
  /** Only when functions see another time than the real one. */
  clock?: Clock
}

/** A compiled file; running it twice gives two modules. */
export interface CompiledFunction {
  name: string
  script: vm.Script
}

/** Compiles a function's JavaScript. @throws SyntaxError for broken code, as Laf does when it loads a function */
export function compile(name: string, code: string): CompiledFunction {
  // Nothing stands before the code: line numbers in stack traces are those of the transpiled file.
  const script = new vm.Script(`${code}\n;module.exports`, {
    filename: name,
    // On Laf `import()` reaches packages. Node's own loader does that, from the working folder.
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  return { name, script }
}

/**
 * Runs a compiled function in a context of its own and returns its exports.
 * The context has the ECMAScript built-ins of its own realm and exactly the globals below: no AbortController, no
 * URLSearchParams, no structuredClone. An Error from outside is therefore not `instanceof Error` inside.
 */
export function runInSandbox(
  compiled: CompiledFunction,
  require: (name: string) => unknown,
  parts: SandboxParts,
): unknown {
  const context = vm.createContext(createGlobals(compiled.name, require, parts), {
    codeGeneration: { strings: true, wasm: true },
  })
  if (parts.clock) setDate(context, parts.clock)
  return compiled.script.runInContext(context, { displayErrors: true })
}

function createGlobals(name: string, require: (name: string) => unknown, parts: SandboxParts) {
  const module = { exports: {} }
  const { timers } = parts
  const globals: Record<string, unknown> = {
    __filename: name,
    module,
    exports: module.exports,
    require,
    console: createConsole(name, parts.log),
    process: parts.process,
    Buffer,
    URL,
    fetch: parts.fetch,
    RegExp,
    Float32Array,
    ObjectId,
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    setInterval: timers.setInterval,
    clearInterval: timers.clearInterval,
    setImmediate: timers.setImmediate,
    clearImmediate: timers.clearImmediate,
  }
  globals.global = globals
  return globals
}

// The context's own Date, except that the current time comes from `clock`.
const SET_DATE = new vm.Script(`(now) => {
  const { Date } = globalThis
  const Moved = new Proxy(Date, {
    apply: () => new Date(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [now()], newTarget),
  })
  Date.now = now
  Date.prototype.constructor = Moved
  globalThis.Date = Moved
}`)

function setDate(context: vm.Context, clock: Clock) {
  SET_DATE.runInContext(context)(() => Math.trunc(clock.now()))
}
