import path from 'node:path'
import { openConfiguredDatabase } from './configured-database'
import { onShutdown, readEnvironment, runCommand, UsageError } from './environment'
import { startStream } from './stream/stream'
import { texts } from './stream/texts'
import { withTerminalLanguage } from './terminal-language'

/**
 * `npm run stream`: the bot of the current folder on this machine, connected to the real DingTalk, without a public
 * address. On DB_URI or on the embedded database in `.data/stream`.
 */
runCommand(async () => {
  const root = process.cwd()
  const { env } = readEnvironment(root)
  const database = await openConfiguredDatabase(env, path.join(root, '.data', 'stream')).catch((error) => {
    throw error.name === 'UsageError' ? error : new UsageError(texts.running(error.message))
  })
  const stream = await startStream({
    root,
    env: withTerminalLanguage(env),
    database,
    print: (line) => process.stdout.write(`${line}\n`),
  })
  onShutdown(async () => {
    await stream.stop()
    await database.close()
  })
  await stream.ended
})
