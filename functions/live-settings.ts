/**
 * Settings that change while the process runs: on Laf, "Update" in the console changes `process.env` and nothing is
 * restarted or loaded again.
 */

type Env = Record<string, string | undefined>

/**
 * A value made from the environment, and made again when a variable that was read for it has changed.
 * @param make reads variables from its argument only
 * @returns a function that costs one comparison per variable while nothing changes
 */
export function createLive<T>(env: Env, make: (env: Env) => T): () => T {
  let known: { value: T; variables: [name: string, value: string | undefined][] } | undefined

  return () => {
    if (known?.variables.every(([name, value]) => env[name] === value)) return known.value
    const read = new Map<string, string | undefined>()
    const recorder = new Proxy(env, {
      get(_, name) {
        const value = env[String(name)]
        read.set(String(name), value)
        return value
      },
    })
    known = { value: make(recorder), variables: [...read] }
    return known.value
  }
}
