/** `npm run bundle`: writes `dist/laf/`, the project as it is deployed to Laf. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildSync } from 'esbuild'
import { toHeader } from './bundle/header'

const ROOT = path.join(__dirname, '..')

/** The bundle, relative to the project's folder. `laf.yaml` names the same folder as `spec.baseDir`. */
export const LAF_FOLDER = 'dist/laf'

/** Copied as they are: what runs at start, and the settings of both functions. */
const COPIED = ['functions/__init__.ts', 'functions/__init__.yaml', 'functions/dingtalk.yaml']

/** Longer string literals, in characters, are written as a sum of shorter ones: web editors show no endless lines. */
const MAX_LITERAL = 300

const LONG_LITERAL = new RegExp(String.raw`"(?:[^"\\\n]|\\.){${MAX_LITERAL},}"`, 'g')

/** An identifier that no source uses. */
const REQUIRE = '__lafRequire'

/**
 * Builds every file of `dist/laf/` from the sources; the same sources always give the same text.
 * @returns path relative to `dist/laf/`, with slashes → content
 * @throws Error when a source cannot be read or bundled
 */
export function bundle(root: string = ROOT): Record<string, string> {
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
  const copied = COPIED.map((file) => [file, read(file)])
  const { name, version, private: isPrivate, license, dependencies } = JSON.parse(read('package.json'))
  const own = { name, version, private: isPrivate, license, dependencies }
  return {
    'functions/dingtalk.ts': `// @ts-nocheck\n${toHeader(root)}\n\n${bundleFunction(root)}`,
    ...Object.fromEntries(copied),
    'package.json': `${JSON.stringify(own, null, 2)}\n`,
  }
}

/** Writes `dist/laf/`; functions that are no longer built are removed. @returns what was written */
export function writeBundle(root: string = ROOT): Record<string, string> {
  const files = bundle(root)
  const folder = path.join(root, LAF_FOLDER)
  rmSync(path.join(folder, 'functions'), { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return files
}

/** `functions/dingtalk.ts` and all that it imports, as one ES module that Laf's `ts.transpile` accepts. */
function bundleFunction(root: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ['functions/dingtalk.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    packages: 'external',
    charset: 'utf8',
    logLevel: 'silent',
    // In an ES module esbuild would put a wrapper around `require`; Laf gives functions a real one.
    define: { require: REQUIRE },
  })
  const [{ text } = { text: '' }] = outputFiles
  return (
    text
      .replaceAll(`${REQUIRE}(`, 'require(')
      .replaceAll('/* @__PURE__ */ ', '')
      // esbuild keeps the few comments that stand before a property.
      .replace(/^ +\/\*\*[\s\S]*?\*\/\n/gm, '')
      .replace(LONG_LITERAL, splitLiteral)
  )
}

/** Never cuts an escape sequence or a character in two. */
function splitLiteral(literal: string): string {
  const part = new RegExp(String.raw`(?:\\u\{\w+\}|\\u\w{4}|\\x\w{2}|\\.|[^\\]){1,${MAX_LITERAL}}`, 'gu')
  const parts = literal.slice(1, -1).match(part) ?? []
  return `(${parts.map((text) => `"${text}"`).join(' +\n  ')})`
}

if (require.main === module) {
  const files = writeBundle()
  const text = files['functions/dingtalk.ts'] ?? ''
  const size = Math.round(Buffer.byteLength(text) / 1024)
  console.info(`${LAF_FOLDER}/functions/dingtalk.ts: ${text.split('\n').length} lines, ${size} KB`)
}
