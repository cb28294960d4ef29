/** The packages that the modules import, named once at the top of the one file. */
import type { Modules } from './modules'
import type { Names } from './names'
import { findImported, type Imported, type Key, toKey } from './symbols'

/**
 * @param allowed packages that may be named besides Node's own
 * @throws Error for any other
 */
export function mergeImports({ list, checker }: Modules, names: Names, allowed: string[]): string {
  const merged = new Map<Key, Imported & { as: string }>()
  for (const { name, file } of list) {
    for (const one of findImported(file)) {
      if (!one.from.startsWith('node:') && !allowed.includes(one.from)) {
        throw new Error(`functions/${name}.ts: the function has no package "${one.from}"`)
      }
      const key = toKey(one.local, checker) as Key
      const isType = one.isType && (merged.get(key)?.isType ?? true)
      merged.set(key, { ...one, as: names.get(key) as string, isType })
    }
  }
  const all = [...merged.values()]
  const packages = [...new Set(all.map(({ from }) => from))].sort(byOrigin)
  return packages
    .flatMap((from) => [false, true].map((isType) => toLine(from, all, isType)))
    .filter(Boolean)
    .join('\n')
}

function toLine(from: string, all: (Imported & { as: string })[], isType: boolean): string {
  const wanted = all.filter((one) => one.from === from && one.isType === isType)
  const whole = wanted.find(({ name }) => name === 'default')
  const named = wanted
    .filter((one) => one !== whole)
    .map(({ name, as }) => (name === as ? name : `${name} as ${as}`))
    .sort()
  const word = isType ? 'import type' : 'import'
  const list = named.length > 0 ? `{ ${named.join(', ')} }` : ''
  // A type import takes the default or names, never both.
  if (isType && whole && list) return `${word} ${whole.as} from '${from}'\n${word} ${list} from '${from}'`
  return wanted.length > 0 ? `${word} ${[whole?.as, list].filter(Boolean).join(', ')} from '${from}'` : ''
}

/** Node's own modules first. */
function byOrigin(a: string, b: string): number {
  return Number(b.startsWith('node:')) - Number(a.startsWith('node:')) || (a < b ? -1 : 1)
}
