import { MongoServerError } from 'mongodb'
import { type Clock, systemClock } from '../../playground/clock'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'
import { type Bot, type BotOptions, startBot } from './bot'

/**
 * What a stopped database does to an operation: `refuses` it at once, lets it `hang` until the server is back or the
 * driver gives up, or does it and `forgets` to answer.
 */
export type Outage = 'refuses' | 'hangs' | 'forgets'

/** A database that can be stopped before any operation and started again, and that counts what it was asked. */
export interface FlakyDatabase extends OpenDatabase {
  /** Every operation since the start, `inbox.insertOne` for example, in order. */
  operations: string[]
  /** The operations of messages alone, without those of the background work. */
  messageOperations(): string[]
  stop(how: Outage): void
  start(): void
  /** Does something once, right before or after the operation of this number, counted as `asked` does from now on. */
  at(when: 'before' | 'after', nth: number, action: () => void): void
  /** Makes every operation, or those meant, take so long, in ms of the clock. */
  delay(ms: number, meant?: RegExp): void
  /** The server answers the operations meant with an error of its own. */
  refuse(meant: RegExp): void
}

/** The driver looks for a lost server for this long. */
const SELECTION_TIMEOUT_MS = 30_000
/** Operations of the background work, which come whenever they come. */
const UPKEEP = /createIndex|updateMany|deleteMany|command|find\((expiresAt|leaseUntil)\)/

/** A bot on a brittle database; `documents` reads past the switch. */
export async function startFlakyBot(
  options: Omit<BotOptions, 'database'> = {},
): Promise<{ bot: Bot; database: FlakyDatabase }> {
  const inner = await openDatabase({})
  let clock = systemClock
  const database = createFlakyDatabase(inner, {
    setTimeout: (...args) => clock.setTimeout(...args),
    clearTimeout: (timer) => clock.clearTimeout(timer),
  })
  const bot = await startBot({ ...options, database })
  clock = bot.clock
  const documents = (name: string) => inner.db.collection(name).find({}).toArray()
  return { bot: { ...bot, documents }, database }
}

/** Puts a database behind a switch; while it is on, everything passes unchanged. */
export function createFlakyDatabase(
  database: OpenDatabase,
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>,
): FlakyDatabase {
  const operations: string[] = []
  const waiting = new Set<() => void>()
  let outage: Outage | undefined
  let delay = { ms: 0, meant: /./ }
  let refused: RegExp | undefined
  let trap: { when: 'before' | 'after'; left: number; action(): void } | undefined

  async function pass<T>(operation: string, work: () => Promise<T>): Promise<T> {
    operations.push(operation)
    const sprung = UPKEEP.test(operation) ? undefined : spring()
    if (sprung?.when === 'before') sprung.action()
    if (refused?.test(operation)) throw new MongoServerError({ message: 'no', code: 72 })
    if (delay.ms > 0 && delay.meant.test(operation)) await pause(delay.ms)
    if (outage === 'refuses') throw lost('MongoNetworkError')
    if (outage === 'hangs') await selectServer()
    const result = await work()
    if (outage === 'forgets') throw lost('MongoNetworkError')
    if (sprung?.when === 'after') sprung.action()
    return result
  }

  /** The trap, if this operation is the one it is set for. */
  function spring() {
    if (!trap || --trap.left > 0) return undefined
    const sprung = trap
    trap = undefined
    return sprung
  }

  const pause = (ms: number) => new Promise((resolve) => clock.setTimeout(resolve, ms))

  /** Until the server is there, or the driver's patience is over. */
  const selectServer = () =>
    new Promise<void>((resolve, reject) => {
      const go = () => {
        clock.clearTimeout(timer)
        resolve()
      }
      const timer = clock.setTimeout(() => {
        waiting.delete(go)
        reject(lost('MongoServerSelectionError'))
      }, SELECTION_TIMEOUT_MS)
      waiting.add(go)
    })

  return {
    ...database,
    db: wrapCollections(database.db, pass),
    operations,
    messageOperations: () => operations.filter((operation) => !UPKEEP.test(operation)),
    stop(how) {
      outage = how
    },
    start() {
      outage = undefined
      trap = undefined
      for (const go of waiting) go()
      waiting.clear()
    },
    at(when, nth, action) {
      trap = { when, left: nth, action }
    },
    delay(ms, meant = /./) {
      delay = { ms, meant }
    },
    refuse(meant) {
      refused = meant
    },
  }
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
        const upkeep = ['expiresAt', 'leaseUntil'].find((field) => field in (filter ?? {}))
        const what = upkeep ? `find(${upkeep})` : 'find'
        return wrapCursor(value.call(collection, filter, ...rest), `${name}.${what}`, pass)
      }
    },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: the driver's objects or the embedded ones
function wrapCursor(cursor: any, operation: string, pass: Pass): any {
  return new Proxy(cursor, {
    get(_, key) {
      if (key === 'toArray') return () => pass(operation, () => cursor.toArray())
      if (typeof cursor[key] !== 'function') return cursor[key]
      return (...args: unknown[]) => wrapCursor(cursor[key](...args), operation, pass)
    },
  })
}

function lost(name: string): Error {
  return Object.assign(new Error('the server is away'), { name })
}
