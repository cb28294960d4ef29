import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const held = new Set<string>()

/**
 * Takes `folder` for this process and returns how to give it back. Two processes appending to the same files would lose
 * each other's writes, so the second is refused with one sentence. A lock left by a process that died is taken over.
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'lock')
  if (!tryLock(file)) {
    const holder = readHolder(file)
    if (held.has(file) || isAlive(holder, file)) {
      throw new Error(
        `The database folder ${folder} is in use by process ${holder}. ` +
          `Stop that process or use another folder. (If it is none of ours, delete ${file}.)`,
      )
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
      // Somebody removed the folder; then there is nothing left to give back.
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

// A lock with our own number that we do not hold is from a life before this one: in a container every start is process 1.
// One older than the machine's start is as dead, whoever has its number now.
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
