/** `npm run bundle`: writes `dist/dingtalk.ts`, the whole function in one file to paste. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { format } from './bundle/format'
import { toHeader } from './bundle/header'
import { mergeImports } from './bundle/imports'
import { readModules } from './bundle/modules'
import { chooseNames } from './bundle/names'
import { rewrite } from './bundle/rewrite'

const ROOT = path.join(__dirname, '..')
const FILE = path.join(ROOT, 'dist', 'dingtalk.ts')

/** What the one file offers: `main` is what Laf calls, `look` is for those who add an `__init__`. */
const EXPORTS: Record<string, string[]> = { dingtalk: ['main'], app: ['look'] }

/** What a user of Laf has without a package of their own, and the one they add. */
const PACKAGES = ['@lafjs/cloud', 'axios', 'openai']

/**
 * Every module that `functions/dingtalk.ts` reaches, as one file of TypeScript: comments, types and names as they
 * are, except where two modules chose the same name.
 * @param root the project's folder
 * @throws Error naming file and reason, for what cannot be put into one file
 */
export function bundle(root: string = ROOT): string {
  const modules = readModules(path.join(root, 'functions'), 'dingtalk')
  const names = chooseNames(modules)
  const sections = modules.list.map((module) => {
    const body = rewrite(module, modules.checker, names, EXPORTS[module.name] ?? [])
    return `${toHeading(module.name)}\n\n${body.trim()}\n`
  })
  const text = [
    toHeader(
      root,
      modules.list.map(({ name }) => name),
    ),
    mergeImports(modules, names, PACKAGES),
    ...sections,
  ]
  return format(text.join('\n\n'), root)
}

function toHeading(name: string): string {
  return `// ${`──── ${name} `.padEnd(100, '─')}`
}

if (require.main === module) {
  const text = bundle()
  mkdirSync(path.dirname(FILE), { recursive: true })
  writeFileSync(FILE, text)
  const size = Math.round(Buffer.byteLength(text) / 1024)
  console.info(`${path.relative(process.cwd(), FILE)}: ${text.split('\n').length} lines, ${size} KB`)
}
