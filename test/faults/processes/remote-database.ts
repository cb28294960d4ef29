import type { ChildProcess } from 'node:child_process'
import type { OpenDatabase } from '../../../playground/laf/database'

// A database in the parent process, used by the child, so that the child's memory does not include it.

/** One call: the collection, and the methods called on it in order, including those of a cursor. */
interface Call {
  kind: 'database'
  id: number
  collection?: string
  methods: [name: string, args: unknown[]][]
}

interface Answer {
  kind: 'database-answer'
  id: number
  value?: unknown
  error?: { name: string; message: string; code?: unknown; keyPattern?: unknown }
}

/** Methods that return a cursor to call further methods on. */
const CHAINED = new Set(['find', 'sort', 'limit', 'project'])

/** In the parent: answers the child's calls. The child must be spawned with `serialization: 'advanced'`. */
export function serveDatabase(child: ChildProcess, { db }: OpenDatabase): void {
  // An answer to a child that was just killed fails.
  child.on('error', () => undefined)
  child.on('message', async (call: Call) => {
    if (call.kind !== 'database') return
    const answer: Answer = { kind: 'database-answer', id: call.id }
    try {
      let target = call.collection === undefined ? db : db.collection(call.collection)
      for (const [name, args] of call.methods) target = target[name](...args)
      answer.value = await target
    } catch (error) {
      const { name, message, code, keyPattern } = error as Error & { code?: unknown; keyPattern?: unknown }
      answer.error = { name, message, code, keyPattern }
    }
    if (child.connected) child.send(answer)
  })
}

/** In the child: the parent's database, as functions use it. */
export function connectDatabase(): OpenDatabase {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  process.on('message', (answer: Answer) => {
    if (answer.kind !== 'database-answer') return
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })

  const request = (collection: string | undefined, methods: Call['methods']) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, ({ value, error }) =>
        error ? reject(Object.assign(new Error(error.message), error)) : resolve(value),
      )
      process.send?.({ kind: 'database', id, collection, methods } satisfies Call)
    })

  const target = (collection: string | undefined, methods: Call['methods'] = []): object =>
    new Proxy(
      {},
      {
        get: (_, name) => {
          if (typeof name !== 'string' || name === 'then') return undefined
          return (...args: unknown[]) => {
            const called: Call['methods'] = [...methods, [name, args]]
            return CHAINED.has(name) ? target(collection, called) : request(collection, called)
          }
        },
      },
    )

  const db = {
    collection: (name: string) => target(name),
    command: (command: object) => request(undefined, [['command', [command]]]),
  }
  return { db, kind: 'embedded', ready: Promise.resolve(), close: async () => {} }
}
