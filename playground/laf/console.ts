import { inspect } from 'node:util'

/** One logged line: `text` is what Laf prints after the time, the level and the function's name. */
export interface LogLine {
  function: string
  level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  args: unknown[]
  text: string
}

/** Takes logged lines. */
export type Log = (line: LogLine) => void

/** Creates the console of one function: five methods as on Laf, without `table`, `trace`, `time` and others. */
export function createConsole(functionName: string, log: Log) {
  const at =
    (level: LogLine['level']) =>
    (...args: unknown[]) =>
      log({ function: functionName, level, args, text: toText(args) })
  return { debug: at('debug'), info: at('info'), log: at('log'), warn: at('warn'), error: at('error') }
}

/** Prints a line with its time to stdout, warnings and errors to stderr. */
export const printLog: Log = ({ function: name, level, text }) => {
  const stream = level === 'warn' || level === 'error' ? process.stderr : process.stdout
  const shown = level === 'log' ? 'info' : level
  stream.write(`${new Date().toISOString()} ${shown.toUpperCase().padStart(5)} [${name}] ${text}\n`)
}

// Laf prints strings unchanged and everything else one level deep.
function toText(args: unknown[]): string {
  return args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg, { depth: 1 }))).join(' ')
}
