/** Stands between one runtime and what it shares with others; once shut, no call gets an answer. */
export interface Gate {
  /** The same object behind the gate, with the collections and cursors that its methods return. */
  guard<T extends object>(target: T): T
  /** The same asynchronous function behind the gate. */
  wrap<A extends unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R>
  /** From now on no call is made and no promise settles, as after the end of a process. */
  shut(): void
}

/** Creates an open gate. */
export function createGate(): Gate {
  let open = true
  const never = () => new Promise<never>(() => {})
  const pass = <T>(promise: PromiseLike<T>): Promise<T> =>
    Promise.resolve(promise).then(
      (value) => (open ? value : never()),
      (error) => (open ? Promise.reject(error) : never()),
    )

  function guard<T extends object>(target: T): T {
    const methods = new Map<PropertyKey, unknown>()
    const proxy: T = new Proxy(target, {
      get(_, key) {
        const value = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        let method = methods.get(key)
        if (!method) {
          method = (...args: unknown[]) => call(value, args)
          methods.set(key, method)
        }
        return method
      },
    })
    // biome-ignore lint/complexity/noBannedTypes: any method of any object
    function call(method: Function, args: unknown[]): unknown {
      if (!open) return silent
      const result = method.apply(target, args)
      if (result === target) return proxy
      if (typeof result?.then === 'function') return pass(result)
      return isDatabaseObject(result) ? guard(result) : result
    }
    return proxy
  }

  return {
    guard,
    wrap:
      (work) =>
      (...args) =>
        open ? pass(work(...args)) : never(),
    shut() {
      open = false
    },
  }
}

// What a method returns once the gate is shut: any method of it returns the same again, and awaiting it never ends.
// A promise would not be enough: code calls `find` and `toArray` on a collection before it awaits anything.
const silent: unknown = new Proxy(() => {}, {
  get: (_, key) => (key === 'then' ? () => new Promise(() => {}) : () => silent),
})

// A collection, a cursor or an iterator. Documents have no methods.
function isDatabaseObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return ['find', 'toArray', 'next', 'collection'].some(
    (key) => typeof Reflect.get(value, key) === 'function',
  )
}
