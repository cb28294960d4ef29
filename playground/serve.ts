import path from 'node:path'
import { openConfiguredDatabase } from './configured-database'
import { checkPort, onShutdown, readEnvironment, readSetting, runCommand } from './environment'
import type { OpenDatabase } from './laf/database'
import { startLaf } from './laf/runtime'

/** A database that has not answered after this long is reported. */
const WARN_AFTER_MS = 5_000
/** Longest wait for the database to close at shutdown. */
const CLOSE_TIMEOUT_MS = 2_000

/**
 * `npm run serve`: the bot without Laf. Serves the functions of the current folder, on DB_URI or on the embedded
 * database in `.data/serve`. Several processes on one DB_URI are replicas.
 */
runCommand(async () => {
  const root = process.cwd()
  const { env, port } = readEnvironment(root)
  const host = readSetting(env, 'HOST') ?? '0.0.0.0' // DingTalk calls from outside
  await checkPort(port, host)
  const database = await openConfiguredDatabase(env, path.join(root, '.data', 'serve'))
  const laf = await startLaf({ root, env, port, host, database })
  const name = describe(database)
  process.stdout.write(`Bot: ${laf.url}/dingtalk, database: ${name}\n`)
  warnWhileSilent(database, name)
  onShutdown(async () => {
    await laf.close()
    await Promise.race([database.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))])
  })
})

// Without any part of the address: what stands where the host should be can be the rest of a password.
function describe({ kind }: OpenDatabase): string {
  return kind === 'embedded' ? `embedded in ${path.join('.data', 'serve')}` : 'MongoDB at DB_URI'
}

function warnWhileSilent(database: OpenDatabase, name: string) {
  const warning = `${name} does not answer; trying again. Until it answers, the bot cannot. / 数据库没有响应，正在重试。\n`
  const timer = setTimeout(() => process.stderr.write(warning), WARN_AFTER_MS).unref()
  void database.ready.then(() => clearTimeout(timer))
}
