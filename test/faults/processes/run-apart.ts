import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Row } from './table'

/** What a trial's process reports when it is over. */
export interface TrialReport {
  rows: Row[]
  /** The server's name; absent when the trial did not end. */
  server?: string
}

/**
 * Runs one trial as a process of its own, in a process group that is killed afterwards, so that every trial ends and
 * leaves no process behind. A trial that fails, or takes longer than `limitMinutes`, is a broken promise.
 * @param place its place in TRIALS
 */
export async function runApart(
  place: number,
  name: string,
  limitMinutes: number,
  env: Record<string, string>,
): Promise<TrialReport> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, 'run-trial.ts'), String(place)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true, env: { ...process.env, ...env } },
  )
  const kill = () => killGroup(child)
  process.once('exit', kill)
  let report: TrialReport | undefined
  child.once('message', (message) => {
    report = message as TrialReport
  })
  const ended = once(child, 'exit').then(([code, signal]) => `ended with ${signal ?? `exit code ${code}`}`)
  const ending = await Promise.race([ended, late(limitMinutes * 60_000)])
  kill()
  process.off('exit', kill)
  const en = ending ?? `not over after ${limitMinutes} minutes`
  const zh = ending ?? `${limitMinutes} 分钟后还没有结束`
  return (
    report ?? {
      rows: [{ what: { en: `The trial "${name}"`, zh: `试验“${name}”` }, kept: false, figures: { en, zh } }],
    }
  )
}

/** Ends a trial with its replicas and its database server. */
function killGroup({ pid }: ChildProcess): void {
  try {
    // A negative id is the process group; Windows has none.
    if (pid) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** Resolves after a time that does not keep the process alive. */
const late = (ms: number) =>
  new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms).unref())
