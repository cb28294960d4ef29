/**
 * `npm run image`: writes `dist/image`, all that a container needs to run `npm run serve` without tools: the host as
 * JavaScript, the functions as they are, and a package.json with the packages of both. The Dockerfile does the rest.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createProgram } from './program'

const ROOT = path.join(__dirname, '..')

interface Package {
  name: string
  version: string
  license: string
  engines: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** Writes the folder anew. @returns the packages that will be installed there, with the versions of package.json */
export function writeImage(folder: string, root: string = ROOT): Record<string, string> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const program = createProgram([path.join(root, 'playground', 'serve.ts')], {
    outDir: folder,
    rootDir: root,
    esModuleInterop: true,
  })
  const required = new Set<string>()
  program.emit(undefined, (file, text) => {
    for (const name of findPackages(text)) required.add(name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  })
  cpSync(path.join(root, 'functions'), path.join(folder, 'functions'), { recursive: true })
  for (const file of ['package-lock.json', 'LICENSE']) cpSync(path.join(root, file), path.join(folder, file))

  const all = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Package
  const { name, version, license, engines, dependencies, devDependencies } = all
  const ofHost = Object.entries(devDependencies).filter(([one]) => required.has(one))
  const needed = { ...dependencies, ...Object.fromEntries(ofHost) }
  const own = { name, version, private: true, license, engines, dependencies: needed }
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(own, null, 2)}\n`)
  return needed
}

/** Names of the packages that a compiled file requires. */
function findPackages(code: string): string[] {
  const required = [...code.matchAll(/(?:require|\))\(["']((?:@[\w-]+\/)?[\w.-]+)[^"']*["']\)/g)]
  return required.map((found) => found[1] as string)
}

if (require.main === module) {
  const folder = path.join(ROOT, 'dist', 'image')
  const packages = writeImage(folder)
  console.info(`${path.relative(process.cwd(), folder)}: ${Object.keys(packages).join(', ')}`)
}
