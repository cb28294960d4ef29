import path from 'node:path'
import { checkPort, readEnvironment, run, UsageError } from './environment'
import { type OpenDatabase, openDatabase } from './laf/database'
import { startLaf } from './laf/runtime'

// How long a server may keep silent before somebody is told, and how long it may take to say goodbye.
const PATIENCE_MS = 5_000
const GOODBYE_MS = 2_000

/**
 * `npm run serve`: the bot without Laf. Serves the functions of the folder it is started in, on DB_URI or on the
 * embedded database in `.data/serve`. Several of them on one DB_URI are replicas.
 */
run(async () => {
  const root = process.cwd()
  const { env, port } = readEnvironment(root)
  const host = env.HOST?.trim() || '0.0.0.0' // DingTalk calls from outside
  await checkPort(port, host)
  const database = await open(env.DB_URI?.trim(), path.join(root, '.data', 'serve'))
  const laf = await startLaf({ root, env, port, host, database })
  const name = describe(database)
  process.stdout.write(`Bot: ${laf.url}/dingtalk, database: ${name}\n`)
  warnWhileSilent(database, name)

  let isEnding = false
  const end = async () => {
    if (isEnding) process.exit(1) // the second Ctrl+C of somebody in a hurry
    isEnding = true
    await laf.close()
    await Promise.race([database.close(), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))])
    process.exit(0)
  }
  process.on('SIGINT', end).on('SIGTERM', end)
})

async function open(uri: string | undefined, folder: string): Promise<OpenDatabase> {
  if (!uri) return openDatabase({ folder })
  try {
    return await openDatabase({ uri })
  } catch (error) {
    throw new UsageError(`DB_URI cannot be used: ${(error as Error).message} / DB_URI 不可用。`)
  }
}

// Never the URI itself: it may hold a password.
function describe({ client, db }: OpenDatabase): string {
  if (!client) return `embedded in ${path.join('.data', 'serve')}`
  return `MongoDB ${client.options.hosts.join(',')}/${db.databaseName}`
}

function warnWhileSilent(database: OpenDatabase, name: string) {
  const warning = `${name} does not answer. The bot goes on trying and answers nobody until then. / 数据库没有响应，正在重试。\n`
  const timer = setTimeout(() => process.stderr.write(warning), PATIENCE_MS).unref()
  void database.ready.then(() => clearTimeout(timer))
}
