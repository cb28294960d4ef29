/** Which name everything gets in the one file: its own, unless two modules chose the same. */
import type ts from 'typescript'
import type { Module, Modules } from './modules'
import { findDeclared, findIdentifiers, findImported, isPart, type Key, toKey } from './symbols'

export type Names = ReadonlyMap<Key, string>

interface Wanted {
  key: Key
  name: string
  /** The module that declares it. */
  module: string
  exported: boolean
  /** How many modules speak of it. */
  users: number
}

/**
 * Of two that want a name, the one that more modules import keeps it; the other is called after its module as well:
 * `createClient` of `openai/chat` becomes `createChatClient`.
 */
export function chooseNames(modules: Modules): Names {
  const taken = new Map<string, Key>()
  const names = new Map<Key, string>()
  const give = (key: Key, name: string): void => {
    names.set(key, name)
    taken.set(name, key)
  }
  for (const name of findGlobals(modules)) taken.set(name, `global#${name}`)
  for (const { file } of modules.list) {
    for (const { local } of findImported(file)) {
      const key = toKey(local, modules.checker) as Key
      if (!names.has(key)) give(key, local.text)
    }
  }
  // A new name that is no word anywhere else cannot be hidden by anything local.
  const words = new Set(modules.list.flatMap(({ file }) => findIdentifiers(file).map(({ text }) => text)))
  for (const { key, name, module } of findWanted(modules)) {
    const isFree = (candidate: string) =>
      !taken.has(candidate) && (candidate === name || !words.has(candidate))
    const chosen = [name, ...toCandidates(name, module)].find(isFree)
    if (!chosen) throw new Error(`functions/${module}.ts: no free name for ${name}`)
    give(key, chosen)
  }
  return names
}

/** Everything declared at the top of a module; whoever has the best claim to a name comes first. */
function findWanted({ list, checker }: Modules): Wanted[] {
  const users = countUsers(list, checker)
  const wanted = list.flatMap(({ name: module, file }) =>
    findDeclared(file).map(({ identifier, exported }): Wanted => {
      const key = toKey(identifier, checker) as Key
      return { key, name: identifier.text, module, exported, users: users.get(key) ?? 0 }
    }),
  )
  return wanted.sort((a, b) => Number(b.exported) - Number(a.exported) || b.users - a.users)
}

function countUsers(list: Module[], checker: ts.TypeChecker): Map<Key, number> {
  const users = new Map<Key, number>()
  for (const { file } of list) {
    const keys = new Set(findIdentifiers(file).map((identifier) => toKey(identifier, checker)))
    for (const key of keys) if (key) users.set(key, (users.get(key) ?? 0) + 1)
  }
  return users
}

/** Names of things that no module declares: built-ins, `process`, … */
function findGlobals({ list, checker }: Modules): Set<string> {
  const unknown = list
    .flatMap(({ file }) => findIdentifiers(file))
    .filter((identifier) => !isPart(identifier) && !checker.getSymbolAtLocation(identifier)?.declarations)
  return new Set(unknown.map(({ text }) => text))
}

/** Verbs after which the other word reads well. */
const VERB = /^(to|is|has|create|make|read|find|parse|write|send|check)([A-Z]\w*)$/

/** `toContent` in `bot/respond` → `toRespondContent`, `toBotContent`, …; `choose` → `chooseInRespond`. */
function toCandidates(name: string, module: string): string[] {
  const [folder = '', file = folder] = module.split('/')
  const [last = ''] = /[^-]+$/.exec(file) ?? []
  const qualifiers = [toWord(last), toWord(file), toWord(folder), toWord(folder) + toWord(file)]
  return qualifiers
    .filter((word) => word && !name.toLowerCase().includes(word.toLowerCase().replace(/s$/, '')))
    .map((word) => qualify(name, word))
}

function qualify(name: string, word: string): string {
  if (/^[A-Z0-9_]+$/.test(name)) return `${word.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}_${name}`
  if (/^[A-Z]/.test(name)) return word + name
  const [, verb, rest] = VERB.exec(name) ?? []
  return verb && rest ? `${verb}${word}${rest}` : `${name}In${word}`
}

/** `markdown-lists` → `MarkdownLists` */
function toWord(part: string): string {
  return part.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
}
