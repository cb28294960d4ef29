import { MongoServerError } from 'mongodb'
import { type Clock, systemClock } from '../../playground/clock'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'

/**
 * How a stopped database treats an operation: `refuses` it at once, lets it hang (`hangs`) until the server is back or the
 * driver gives up, or carries it out without an answer (`forgets`).
 */
export type Outage = 'refuses' | 'hangs' | 'forgets'

/** A database that can be stopped before any operation and started again, and that records its operations. */
export interface FlakyDatabase extends OpenDatabase {
  /** The database behind it, which is never away. */
  inner: OpenDatabase
  /** The clock of delays and time-outs; the bot that uses the database sets its own. */
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>
  /** Every operation since the start in order, for example `inbox.insertOne`. */
  operations: string[]
  /** The operations of messages, without those of the background work. */
  messageOperations(): string[]
  stop(how: Outage): void
  start(): void
  /** Runs `action` once, right before or after the `nth` operation of messages from now on. */
  at(when: 'before' | 'after', nth: number, action: () => void): void
  /** Makes every operation that matches take so long, in ms of the clock. */
  delay(ms: number, matching?: RegExp): void
  /** Makes the server answer every operation that matches with an error. */
  refuse(matching: RegExp): void
}

/** How long the driver waits for a lost server. */
const SELECTION_TIMEOUT_MS = 30_000
/** Operations of the background work, which come at any time. */
const BACKGROUND = /createIndex|updateMany|deleteMany|command|find\((expiresAt|leaseUntil)\)/

/** Opens an embedded database in memory that can be stopped; until then every operation passes unchanged. */
export async function openFlakyDatabase(): Promise<FlakyDatabase> {
  const inner = await openDatabase({})
  const operations: string[] = []
  const waiting = new Set<() => void>()
  let outage: Outage | undefined
  let delay = { ms: 0, matching: /./ }
  let refused: RegExp | undefined
  let planned: { when: 'before' | 'after'; left: number; action(): void } | undefined

  async function pass<T>(operation: string, work: () => Promise<T>): Promise<T> {
    operations.push(operation)
    const due = BACKGROUND.test(operation) ? undefined : takePlanned()
    if (due?.when === 'before') due.action()
    if (refused?.test(operation)) throw new MongoServerError({ message: 'no', code: 72 })
    if (delay.ms > 0 && delay.matching.test(operation)) await sleep(delay.ms)
    if (outage === 'refuses') throw lost('MongoNetworkError')
    if (outage === 'hangs') await selectServer()
    const result = await work()
    if (outage === 'forgets') throw lost('MongoNetworkError')
    if (due?.when === 'after') due.action()
    return result
  }

  /** The planned action, if it belongs to this operation. */
  function takePlanned() {
    if (!planned || --planned.left > 0) return undefined
    const due = planned
    planned = undefined
    return due
  }

  const sleep = (ms: number) => new Promise((resolve) => database.clock.setTimeout(resolve, ms))

  /** Resolves when the server is back; rejects when the driver gives up. */
  const selectServer = () =>
    new Promise<void>((resolve, reject) => {
      const go = () => {
        database.clock.clearTimeout(timer)
        resolve()
      }
      const timer = database.clock.setTimeout(() => {
        waiting.delete(go)
        reject(lost('MongoServerSelectionError'))
      }, SELECTION_TIMEOUT_MS)
      waiting.add(go)
    })

  const database: FlakyDatabase = {
    ...inner,
    inner,
    clock: systemClock,
    db: wrapCollections(inner.db, pass),
    operations,
    messageOperations: () => operations.filter((operation) => !BACKGROUND.test(operation)),
    stop(how) {
      outage = how
    },
    start() {
      outage = undefined
      planned = undefined
      for (const go of waiting) go()
      waiting.clear()
    },
    at(when, nth, action) {
      planned = { when, left: nth, action }
    },
    delay(ms, matching = /./) {
      delay = { ms, matching }
    },
    refuse(matching) {
      refused = matching
    },
    async close() {
      database.delay(0)
      database.start()
      await inner.close()
    },
  }
  return database
}

type Pass = <T>(operation: string, work: () => Promise<T>) => Promise<T>

// biome-ignore lint/suspicious/noExplicitAny: the driver's objects or the embedded ones
function wrapCollections(db: any, pass: Pass): any {
  return new Proxy(db, {
    get(_, key) {
      if (key === 'collection') return (name: string) => wrapCollection(db.collection(name), name, pass)
      const value = db[key]
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => pass(`db.${String(key)}`, () => value.apply(db, args))
    },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: the driver's objects or the embedded ones
function wrapCollection(collection: any, name: string, pass: Pass): any {
  return new Proxy(collection, {
    get(_, key) {
      const value = collection[key]
      if (typeof value !== 'function') return value
      if (key !== 'find') {
        return (...args: unknown[]) => pass(`${name}.${String(key)}`, () => value.apply(collection, args))
      }
      return (filter: object, ...rest: unknown[]) => {
        const field = ['expiresAt', 'leaseUntil'].find((one) => one in (filter ?? {}))
        const operation = field ? `find(${field})` : 'find'
        return wrapCursor(value.call(collection, filter, ...rest), `${name}.${operation}`, pass)
      }
    },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: the driver's objects or the embedded ones
function wrapCursor(cursor: any, operation: string, pass: Pass): any {
  return new Proxy(cursor, {
    get(_, key) {
      if (key === 'toArray' || key === 'next') return () => pass(operation, () => cursor[key]())
      if (key === 'close') return () => cursor.close()
      if (typeof cursor[key] !== 'function') return cursor[key]
      return (...args: unknown[]) => wrapCursor(cursor[key](...args), operation, pass)
    },
  })
}

function lost(name: string): Error {
  return Object.assign(new Error('the server is away'), { name })
}
