import path from 'node:path'
import { readEnvironment, run, UsageError } from './environment'
import { type OpenDatabase, openDatabase } from './laf/database'
import { words } from './stream/messages'
import { startStream } from './stream/stream'

/**
 * `npm run stream`: the bot of the folder it is started in, on this machine, with the real DingTalk and no public
 * address. On DB_URI or on the embedded database in `.data/stream`.
 */
run(async () => {
  const root = process.cwd()
  const { env } = readEnvironment(root)
  const database = await open(env.DB_URI?.trim(), path.join(root, '.data', 'stream'))
  const stream = await startStream({ root, env, database, say: (line) => process.stdout.write(`${line}\n`) })

  let isEnding = false
  const end = async () => {
    if (isEnding) process.exit(1) // the second Ctrl+C of somebody in a hurry
    isEnding = true
    await stream.stop()
    await database.close()
    process.exit(0)
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  await stream.ended
})

async function open(uri: string | undefined, folder: string): Promise<OpenDatabase> {
  try {
    return await openDatabase(uri ? { uri } : { folder })
  } catch (error) {
    throw new UsageError(
      uri ? 'DB_URI cannot be used. / DB_URI 不可用。' : words.running((error as Error).message),
    )
  }
}
