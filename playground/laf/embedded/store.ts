import { open } from 'node:fs/promises'
import path from 'node:path'
import Datastore from '@seald-io/nedb'

// A file grows by one line per write. Between two sweeps it is rewritten once it has this many superseded lines and they
// are the majority: so a file is never much larger than twice its documents, and the cost per write stays small.
const COMPACT_AFTER_LINES = 5_000
// Sweeps spend at most a hundredth of the time on rewriting a file, because its other writes wait meanwhile.
const REST_FACTOR = 100

/** The documents of one collection. Everything that writes goes through `write`. */
export interface Store {
  nedb: Datastore
  /** Runs `work` after all writes before it: what it reads does not change until it has written. */
  write<T>(work: () => Promise<T>): Promise<T>
  /** Notes that `lines` lines were appended and the number of documents changed by `growth`. */
  count(lines: number, growth: number): void
  /**
   * Rewrites the file if something in it was changed or deleted, so that it is gone from the disk too. Not while it
   * rests from the last time. @param now ms
   */
  sweep(now: number): void
  /** Waits for writes under way, and rewrites the file if needed. */
  close(): Promise<void>
}

/**
 * Opens a collection: in memory, or in `file`. Rejects when the file cannot be used or has a line that is not a document.
 * Half a last line, which a kill leaves in the middle of an unacknowledged write, is cut off.
 */
export async function openStore(file?: string): Promise<Store> {
  if (file) await cutTornLine(file)
  // Any other broken line is an error; by default nedb skips up to 10 % of them.
  const nedb = new Datastore({
    filename: file,
    inMemoryOnly: !file,
    corruptAlertThreshold: 0,
    afterSerialization: escapeLineBreaks,
    beforeDeserialization: (line) => line,
  })
  try {
    await nedb.loadDatabaseAsync()
  } catch (error) {
    throw new Error(`The database file ${file} cannot be used: ${(error as Error).message}`)
  }
  let documents = nedb.getAllData().length
  let lines = documents
  let isDamaged = false
  let restsUntil = 0
  let last: Promise<unknown> = Promise.resolve()

  async function compact() {
    await nedb.compactDatafileAsync()
    lines = documents
    isDamaged = false
  }

  // If this fails, the old file is still complete.
  async function compactIfSuperseded() {
    if (file && lines > documents) await compact().catch(() => {})
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (isDamaged) await compact()
    try {
      return await work()
    } catch (error) {
      // A full disk may have left half a line: rewrite the file before anything is appended.
      if (file && isFileError(error)) isDamaged = true
      throw error
    }
  }

  // The next write waits for this, the caller does not.
  async function compactWhenLarge() {
    if (lines - documents > Math.max(COMPACT_AFTER_LINES, documents)) await compactIfSuperseded()
  }

  return {
    nedb,
    write(work) {
      const written = last.then(() => guarded(work))
      last = written.then(compactWhenLarge, () => {})
      return written
    },
    count(newLines, growth) {
      lines += newLines
      documents += growth
    },
    sweep(now) {
      if (now < restsUntil) return
      last = last.then(async () => {
        const startedAt = performance.now()
        await compactIfSuperseded()
        restsUntil = now + REST_FACTOR * (performance.now() - startedAt)
      })
    },
    async close() {
      await last
      await compactIfSuperseded()
    },
  }
}

// nedb writes one document per line, and when reading also ends a line at these characters, which JSON does not escape.
function escapeLineBreaks(line: string): string {
  return line.replace(
    /[\u0085\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const isFileError = (error: unknown) => typeof (error as NodeJS.ErrnoException)?.syscall === 'string'

async function cutTornLine(file: string) {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(file, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  try {
    const { size } = await handle.stat()
    const end = await endOfLastLine(handle, size)
    if (end < size) await handle.truncate(end)
  } finally {
    await handle.close()
  }
}

async function endOfLastLine(handle: Awaited<ReturnType<typeof open>>, size: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024)
  for (let end = size; end > 0; end -= chunk.length) {
    const start = Math.max(0, end - chunk.length)
    const { bytesRead } = await handle.read(chunk, 0, end - start, start)
    const newline = chunk.subarray(0, bytesRead).lastIndexOf('\n')
    if (newline >= 0) return start + newline + 1
  }
  return 0
}

/** The file of a collection. */
export function toFile(folder: string, collection: string): string {
  return path.join(folder, `${collection}.jsonl`)
}
