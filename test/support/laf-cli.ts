/**
 * A model of laf-cli: what `laf func push`, `laf dep push` and `laf app init` read and write in a project, and what
 * they or Laf's server refuse. Written from labring/laf: `cli/src/action/*`, `cli/src/schema/*`, `cli/src/util/sys.ts`,
 * `server/src/function/*`.
 *
 * `laf.yaml` and `.app.yaml` are in the working directory; `functions/`, `package.json`, `tsconfig.json`, types and
 * policies are in `spec.baseDir`, by default the working directory too.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

/** What `laf func push` sends for one function. */
export interface Upload {
  name: string
  description: string
  methods: string[]
  code: string
  tags: string[]
}

interface Project {
  version?: unknown
  name?: unknown
  spec?: { runtime?: unknown; dependencies?: Record<string, unknown>; baseDir?: string }
}

const LEGAL_NAME = /^[a-zA-Z0-9_.-](?:[a-zA-Z0-9_.\-/]{0,254}[a-zA-Z0-9_.-])?$/
const METHODS = ['HEAD', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH']
const MAX_DESCRIPTION = 256
const MAX_CODE = 512 * 1024
const MAX_TAG = 16
const MAX_TAGS = 7
/** An app may have one function for each thousandth of a core; the smallest app has a tenth of a core. */
const MAX_FUNCTIONS = 100
const MAX_PACKAGE_FIELD = 64

/** Packages of Laf's runtime that a bot could use. The server lists them like the packages that were added. */
const BUILT_IN: Record<string, string> = {
  '@lafjs/cloud': '1.0.0-beta.13',
  axios: '^1.4.0',
  mongodb: '^5.9.0',
  express: '^4.18.2',
  lodash: '^4.17.21',
  dayjs: '^1.11.10',
  ws: '^8.11.0',
}

/** `laf func push`. @throws Error for the first thing that is missing or refused */
export function pushFunctions(root: string): Upload[] {
  const folder = path.join(findBaseDir(root), 'functions')
  const uploads = findFunctions(folder, '').map((name) => read(folder, name))
  for (const upload of uploads) check(upload)
  if (uploads.length > MAX_FUNCTIONS) throw new Error(`more than ${MAX_FUNCTIONS} functions`)
  return uploads
}

/**
 * `laf dep push`. Writes the server's list into `package.json` as its devDependencies, unless `--no-updatePackage` is
 * given.
 * @returns the packages of `laf.yaml` that were sent: name → version
 */
export function pushDependencies(root: string, { updatePackage = true } = {}): Record<string, string> {
  const asked = readDependencies(root)
  if (!updatePackage) return asked
  const file = path.join(findBaseDir(root), 'package.json')
  const content = JSON.parse(readFileSync(file, 'utf8'))
  content.devDependencies = { ...BUILT_IN, ...asked }
  writeFileSync(file, JSON.stringify(content, null, 2))
  return asked
}

/** The packages that `laf.yaml` asks for: name → version. @throws Error for what the server refuses */
export function readDependencies(root: string): Record<string, string> {
  const asked = readProject(root).spec?.dependencies ?? {}
  for (const [name, spec] of Object.entries(asked)) {
    if (typeof spec !== 'string') throw new Error(`${name}: the version must be a string`)
    for (const field of [name, spec]) {
      if (field.length < 1 || field.length > MAX_PACKAGE_FIELD) throw new Error(`${name}: 1 to 64 characters`)
    }
  }
  return asked as Record<string, string>
}

/** `laf app init`. @returns the files that it overwrites: without a `laf.yaml` there is no other base directory */
export function initApp(root: string): string[] {
  if (existsSync(path.join(root, '.app.yaml'))) throw new Error('.app.yaml is there already')
  if (existsSync(path.join(root, 'laf.yaml'))) return []
  return ['laf.yaml', 'package.json', 'tsconfig.json']
}

/** Whether a function finds this package when it runs on Laf. */
export function isInstalled(name: string, root: string): boolean {
  return name.startsWith('node:') || name in BUILT_IN || name in readDependencies(root)
}

function findBaseDir(root: string): string {
  return path.join(root, readProject(root).spec?.baseDir || './')
}

function readProject(root: string): Project {
  return (parse(readFileSync(path.join(root, 'laf.yaml'), 'utf8')) ?? {}) as Project
}

/** Every real file that ends in `.ts` is pushed as a function, even a declaration file or a test. */
function findFunctions(folder: string, prefix: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const file = lstatSync(path.join(folder, entry))
    const name = path.posix.join(prefix, entry)
    if (file.isDirectory()) return findFunctions(path.join(folder, entry), name)
    return file.isFile() && entry.endsWith('.ts') ? [name.slice(0, -'.ts'.length)] : []
  })
}

function read(folder: string, name: string): Upload {
  const twin = path.join(folder, `${name}.yaml`)
  if (!existsSync(twin)) throw new Error(`${name}: no such file: ${name}.yaml`)
  const schema = parse(readFileSync(twin, 'utf8')) as Record<string, unknown>
  // laf-cli itself accepts another name, and its next pull would move the file.
  if (schema.name !== name) throw new Error(`${name}: its twin says it is ${schema.name}`)
  return {
    name,
    description: (schema.desc || '') as string,
    methods: schema.methods as string[],
    code: readFileSync(path.join(folder, `${name}.ts`), 'utf8'),
    tags: schema.tags as string[],
  }
}

function check({ name, description, methods, code, tags }: Upload): void {
  const refuse = (why: string): never => {
    throw new Error(`${name}: ${why}`)
  }
  if (!LEGAL_NAME.test(name) || name.includes('./')) refuse('not a legal name')
  if (typeof description !== 'string' || description.length > MAX_DESCRIPTION) refuse('desc is too long')
  if (!Array.isArray(methods)) refuse('methods must be a list')
  if (!methods.every((method) => METHODS.includes(method))) refuse('methods has one that Laf does not know')
  if (code === '' || code.length > MAX_CODE) refuse('the source is empty or too long')
  if (!Array.isArray(tags)) refuse('tags must be a list')
  if (tags.length > MAX_TAGS) refuse('too many tags')
  if (!tags.every((tag) => typeof tag === 'string' && tag !== '' && tag.length <= MAX_TAG)) {
    refuse('a tag is empty, too long or not a string')
  }
}
