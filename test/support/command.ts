import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const ROOT = path.join(__dirname, '..', '..')
const TSX = require.resolve('tsx/cjs')

/** Time limit of tests and hooks that start processes: one start takes a second, and ten on a loaded machine. */
export const COMMAND_TIMEOUT_MS = 180_000

/** `npm start`, `npm run serve` or `npm run stream` in a process of its own. */
export interface Command {
  child: ChildProcess
  /** What it has written so far. */
  output: { stdout: string; stderr: string }
  /** Resolves with the match as soon as stdout or stderr matches; rejects when the process ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves with the exit code (null: ended by a signal) when everything it wrote has been read. */
  exited(): Promise<number | null>
  /** Sends a signal to a running process and waits for its end. @returns its exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

const running = new Set<Command>()

/** Starts a command in `folder`, in an English terminal, with no other environment variables than these. */
export function startCommand(
  name: 'start' | 'serve' | 'stream',
  folder: string,
  env: Record<string, string> = {},
): Command {
  const { PATH, SystemRoot } = process.env
  // tsx inside this process, so that a signal reaches the command itself.
  const child = spawn(process.execPath, ['--require', TSX, path.join(ROOT, 'playground', `${name}.ts`)], {
    cwd: folder,
    env: { PATH, SystemRoot, LC_ALL: 'C.UTF-8', HOST: '127.0.0.1', PORT: '0', ...env },
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  }
  const closed = once(child, 'close').finally(() => running.delete(command))
  const command: Command = {
    child,
    output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const streams = [child.stdout, child.stderr]
        const check = () => {
          const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr)
          if (!match) return
          for (const stream of streams) stream.off('data', check)
          resolve(match)
        }
        for (const stream of streams) stream.on('data', check)
        check()
        void closed.then(() =>
          reject(new Error(`It ended without ${pattern}:\n${output.stdout}${output.stderr}`)),
        )
      }),
    async exited() {
      await closed
      return child.exitCode
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return command.exited()
    },
  }
  running.add(command)
  return command
}

/** Kills the commands that are still running. */
export async function killCommands(): Promise<void> {
  await Promise.all([...running].map((command) => command.stop('SIGKILL')))
}

/** Makes a project folder of its own: the functions copied, the packages linked. */
export function createProjectFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'project-'))
  cpSync(path.join(ROOT, 'functions'), path.join(folder, 'functions'), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  return folder
}
