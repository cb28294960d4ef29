import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { type Clock, systemClock } from '../../clock'
import type { OpenDatabase } from '../database-types'
import { createCollection } from './collection'
import { SWEEP_MS } from './expiry'
import { createIndexes } from './indexes'
import type { Opened } from './insert'
import { lockFolder } from './lock'
import { openStore, toFile } from './store'

/**
 * Opens the embedded database: collections in memory, or one append-only file each in `folder`, which no other process
 * can use until `close`. An acknowledged write has been handed to the operating system: killing the process loses
 * nothing, a power cut may lose the last seconds. Rejects when the folder cannot be used or another process uses it.
 */
export async function openEmbedded(options: { folder?: string; clock?: Clock }): Promise<OpenDatabase> {
  const { clock = systemClock } = options
  const folder = options.folder && path.resolve(options.folder)
  const unlock = folder ? takeFolder(folder) : () => {}
  const opened = new Map<string, Promise<Opened>>()
  const collections = new Map<string, ReturnType<typeof createCollection>>()
  let isOpen = true

  function refuseWhenClosed(): void {
    if (!isOpen) throw new Error('The embedded database is closed')
  }

  async function openCollection(name: string): Promise<Opened> {
    let opening = opened.get(name)
    if (!opening) {
      opening = openStore(folder && toFile(folder, name)).then((store) => ({
        store,
        indexes: createIndexes(`embedded.${name}`, store, clock),
      }))
      opened.set(name, opening)
    }
    return opening
  }

  async function use(name: string): Promise<Opened> {
    refuseWhenClosed()
    await nextTick()
    return openCollection(name)
  }

  const db = {
    databaseName: 'embedded',
    collection(name: string) {
      checkName(name)
      const collection = collections.get(name) ?? createCollection(name, () => use(name))
      collections.set(name, collection)
      return collection
    },
    async command(command: object) {
      refuseWhenClosed()
      if (Object.hasOwn(command, 'ping')) return { ok: 1 }
      if (Object.hasOwn(command, 'hello')) return { ok: 1, localTime: new Date(clock.now()) }
      throw new Error('The embedded database only knows the commands { ping: 1 } and { hello: 1 }')
    },
  }

  const sweeping = clock.setInterval(async () => {
    for (const { store } of await settled([...opened.values()])) store.sweep(clock.now())
  }, SWEEP_MS)
  sweeping.unref()

  async function close() {
    if (!isOpen) return
    isOpen = false
    clock.clearInterval(sweeping)
    await nextTick() // calls made before this one open their collections …
    const inUse = await settled([...opened.values()])
    await nextTick() // … and start their writes
    for (const { store, indexes } of inUse) {
      indexes.stop()
      await store.close()
    }
    unlock()
  }

  try {
    // Existing files are read now, so that the first message does not wait for it.
    if (folder) await Promise.all(listCollections(folder).map(openCollection))
  } catch (error) {
    await close()
    throw error
  }
  return { db, kind: 'embedded', hasClock: options.clock !== undefined, ready: Promise.resolve(), close }
}

// A real database is never quicker than one tick of the event loop. If this one were, a loop over its calls would let
// nothing else in the process run.
const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve))

function takeFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true })
    return lockFolder(folder)
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).syscall) throw error
    throw new Error(`The database folder ${folder} cannot be used: ${(error as Error).message}`)
  }
}

function listCollections(folder: string): string[] {
  const ending = path.extname(toFile('', 'x'))
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
}

// Lower case only: some file systems take Chats and chats for one file.
function checkName(name: string): void {
  if (!/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name))
    throw new Error(`The embedded database cannot name a collection "${name}"`)
}

async function settled<T>(promises: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises)
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}
