import path from 'node:path'
import { checkPort, onShutdown, readEnvironment, runCommand } from './environment'
import { inTerminalLanguage, withTerminalLanguage } from './terminal-language'

/** `npm start`: DingTalk in the browser, with the bot of the current folder. Needs no account. */
runCommand(async () => {
  const root = process.cwd()
  const { env, port, host } = readEnvironment(root)
  await checkPort(port, host)
  // Loaded after the checks, so that a wrong setting is reported at once.
  const { startPlayground } = require('./inspector/playground') as typeof import('./inspector/playground')
  const folder = path.join(root, '.data', 'playground')
  const playground = await startPlayground({
    root,
    env: withTerminalLanguage(env),
    port,
    host,
    folder,
    watch: true,
  })
  process.stdout.write(`${inTerminalLanguage({ en: 'Playground: ', zh: '调试台：' })}${playground.url}\n`)
  onShutdown(() => playground.close())
})
