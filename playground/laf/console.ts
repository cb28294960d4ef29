import { inspect } from 'node:util'

/** One line a function logged: `text` is what Laf would print after the time, level and name. */
export interface LogLine {
  function: string
  level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  args: unknown[]
  text: string
}

/** Where lines go. */
export type Log = (line: LogLine) => void

/** The console of one function: five methods and no more, as on Laf (no `table`, `trace`, `time` …). */
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

// Laf shows strings as they are and everything else one level deep: what is deeper is lost there as well.
function toText(args: unknown[]): string {
  return args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg, { depth: 1 }))).join(' ')
}
