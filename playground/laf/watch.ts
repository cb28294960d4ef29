import path from 'node:path'
import { watch } from 'chokidar'
import { createConsole, type Log } from './console'

// Editors save in several steps, and "save all" writes many files: one reload is enough for them.
const SETTLE_MS = 50

/** Calls `reload` after files below `folder` were saved, added or removed. Resolves once it watches. */
export async function watchFunctions(folder: string, { log, reload }: { log: Log; reload: () => void }) {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const settle = () => {
    const files = [...changed].sort().map((file) => path.relative(folder, file))
    changed.clear()
    createConsole('functions', log).info(`reloaded: ${files.join(', ')}`)
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
