/**
 * `npm run image`: writes `dist/image`, all that a container needs to run `npm run serve` without tools: the local
 * Laf as JavaScript, the functions as they are, and a package.json with the packages of both.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildSync } from 'esbuild'

const ROOT = path.join(__dirname, '..')

interface Package {
  name: string
  version: string
  license: string
  engines: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** Writes the folder anew. @returns the packages that will be installed there: name → version of package.json */
export function writeImage(folder: string, root: string = ROOT): Record<string, string> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const required = new Set(compile(folder, root).flatMap(findPackages))
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

/** Writes `playground/serve.ts` and what it imports as CommonJS, one file each. @returns the code of every file */
function compile(folder: string, root: string): string[] {
  const common = { absWorkingDir: root, platform: 'node', format: 'cjs', target: 'node20' } as const
  const serve = 'playground/serve.ts'
  const { metafile } = buildSync({
    ...common,
    entryPoints: [serve],
    bundle: true,
    packages: 'external',
    write: false,
    metafile: true,
  })
  const sources = Object.keys(metafile.inputs)
  const { outputFiles } = buildSync({
    ...common,
    entryPoints: sources,
    outbase: root,
    outdir: folder,
    write: false,
  })
  for (const file of outputFiles) {
    mkdirSync(path.dirname(file.path), { recursive: true })
    writeFileSync(file.path, file.text)
  }
  return outputFiles.map(({ text }) => text)
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
