import path from 'node:path'
import { checkPort, readEnvironment, run } from './environment'

/** `npm start`: a DingTalk in the browser, with the bot of the folder it is started in, and no account. */
run(async () => {
  const root = process.cwd()
  const { env, port, host } = readEnvironment(root)
  await checkPort(port, host)
  // Loaded when it is sure to be needed: who made a mistake is told so at once.
  const { startPlayground } = require('./inspector/playground') as typeof import('./inspector/playground')
  const playground = await startPlayground({
    root,
    env,
    port,
    host,
    folder: path.join(root, '.data', 'playground'),
    watch: true,
  })
  process.stdout.write(`Playground: ${playground.url}\n`)

  let isEnding = false
  const end = () => {
    if (isEnding) process.exit(1) // the second Ctrl+C of somebody in a hurry
    isEnding = true
    playground.close().finally(() => process.exit(0))
  }
  process.on('SIGINT', end).on('SIGTERM', end)
})
