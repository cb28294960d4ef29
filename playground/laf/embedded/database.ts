import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../../clock'
import type { OpenDatabase } from '../database'
import { createCollection, type Opened } from './collection'
import { createIndexes } from './indexes'
import { lockFolder } from './lock'
import { openStore, toFile } from './store'

/**
 * Opens the embedded database: collections in memory, or one append-only file each in `folder`, which belongs to this
 * process until `close`. An acknowledged write was handed to the operating system: killing the process loses nothing,
 * losing power may lose the last seconds. Rejects when the folder cannot be used or another process uses it.
 */
export async function openEmbedded(options: { folder?: string; clock?: Clock }): Promise<OpenDatabase> {
  const folder = options.folder && path.resolve(options.folder)
  const unlock = folder ? takeFolder(folder) : () => {}
  const opened = new Map<string, Promise<Opened>>()
  const collections = new Map<string, ReturnType<typeof createCollection>>()
  let isOpen = true

  async function use(name: string): Promise<Opened> {
    if (!isOpen) throw new Error('The embedded database is closed')
    await nextTurn()
    return openCollection(name)
  }

  async function openCollection(name: string): Promise<Opened> {
    let opening = opened.get(name)
    if (!opening) {
      opening = openStore(folder && toFile(folder, name)).then((store) => ({
        store,
        indexes: createIndexes(`embedded.${name}`, store, options.clock),
      }))
      opened.set(name, opening)
    }
    return opening
  }

  const db = {
    databaseName: 'embedded',
    collection(name: string) {
      let collection = collections.get(name)
      if (!collection) {
        checkName(name, collections)
        collection = createCollection(name, () => use(name))
        collections.set(name, collection)
      }
      return collection
    },
    async command(command: object) {
      if (!isOpen) throw new Error('The embedded database is closed')
      if (!Object.hasOwn(command, 'ping'))
        throw new Error('The embedded database only knows the command { ping: 1 }')
      return { ok: 1 }
    },
  }

  async function close() {
    if (!isOpen) return
    isOpen = false
    await nextTurn() // calls made before this one reach their collections …
    const collectionsInUse = await settled([...opened.values()])
    await nextTurn() // … and their places in the queue
    for (const { store, indexes } of collectionsInUse) {
      indexes.stop()
      await store.settle()
    }
    unlock()
  }

  try {
    // What is there is read now and not when the first message waits for it.
    if (folder) await Promise.all(listCollections(folder).map(openCollection))
  } catch (error) {
    await close()
    throw error
  }
  return { db, kind: 'embedded', ready: Promise.resolve(), close }
}

// A real database is never quicker than one turn of the event loop. If this one were, a loop over its calls would let
// nobody else in the process do anything.
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

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

// Some file systems do not tell Chats from chats, and two collections must never share a file.
function checkName(name: string, known: Map<string, unknown>) {
  if (!/^\w[\w-]{0,63}$/.test(name))
    throw new Error(`The embedded database cannot name a collection "${name}"`)
  for (const other of known.keys()) {
    if (other.toLowerCase() === name.toLowerCase())
      throw new Error(`Collections "${other}" and "${name}" differ in case only`)
  }
}

async function settled<T>(promises: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises)
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}
