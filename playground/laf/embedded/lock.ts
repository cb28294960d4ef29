import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const held = new Set<string>()

/** Another process uses the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
  /** @param file is to be deleted if that process is another program */
  constructor(
    readonly folder: string,
    readonly holder: number,
    readonly file: string,
  ) {
    super(
      `The database folder ${folder} is in use by process ${holder}. ` +
        `Stop that process or use another folder. (If that process is another program, delete ${file}.)`,
    )
  }
}

/**
 * Locks `folder` for this process and returns how to unlock it. Two processes that append to the same files would lose
 * writes, so the second one gets an error of one sentence. The lock of a process that died is taken over.
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'lock')
  if (!tryLock(file)) {
    const holder = readHolder(file)
    if (held.has(file) || isAlive(holder, file)) {
      throw new FolderInUse(folder, holder, file)
    }
    unlinkSync(file)
    if (!tryLock(file)) throw new Error(`The database folder ${folder} was just taken by another process.`)
  }
  held.add(file)
  return () => {
    if (!held.delete(file)) return
    try {
      unlinkSync(file)
    } catch {
      // The folder was removed meanwhile.
    }
  }
}

function tryLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10)
  } catch {
    return Number.NaN
  }
}

// A lock with our own process id that we do not hold is from an earlier process: in a container each start has id 1.
// The process of a lock that is older than the machine's start has ended too, even if another one has its id now.
function isAlive(pid: number, file: string): boolean {
  if (!(pid > 0) || pid === process.pid) return false
  const startedAt = Date.now() - os.uptime() * 1000
  if (statSync(file).mtimeMs < startedAt - CLOCK_SLACK_MS) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const CLOCK_SLACK_MS = 60_000
