import { readFileSync } from 'node:fs'
import path from 'node:path'
import { watch } from 'chokidar'
import { createConsole, type Log } from './console'
import { transpile } from './transpile'

// Editors save in several steps, and "save all" touches many files: one reload is enough.
const SETTLE_MS = 50

/**
 * Resolves once it is watching. Calls `reload` after files below `folder` were saved, added or removed. What TypeScript cannot read is logged with
 * file and line. Laf publishes such a file all the same and answers 500 until the next save; so does this runtime.
 */
export async function watchFunctions(folder: string, { log, reload }: { log: Log; reload: () => void }) {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const console = createConsole('functions', log)

  const settle = () => {
    const files = [...changed].sort()
    changed.clear()
    console.info(`reloaded: ${files.map((file) => path.relative(folder, file)).join(', ')}`)
    for (const file of files) reportProblems(file, folder, console.error)
    reload()
  }

  const watcher = watch(folder, { ignoreInitial: true }).on('all', (event, file) => {
    if (event.endsWith('Dir') || !/\.(ts|yaml)$/.test(file)) return
    changed.add(file)
    clearTimeout(timer)
    timer = setTimeout(settle, SETTLE_MS)
  })
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return watcher
}

function reportProblems(file: string, folder: string, report: (text: string) => void) {
  if (!file.endsWith('.ts')) return
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch {
    return // it was removed
  }
  const name = path.relative(folder, file).slice(0, -'.ts'.length).split(path.sep).join('/')
  for (const { line, message } of transpile(name, source).problems) report(`${file}:${line} ${message}`)
}
