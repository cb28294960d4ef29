import path from 'node:path'
import { openConfiguredDatabase } from './configured-database'
import { checkPort, onShutdown, readEnvironment, readSetting, runCommand } from './environment'
import type { OpenDatabase } from './laf/database'
import { startLaf } from './laf/runtime'
import { inTerminalLanguage, withTerminalLanguage } from './terminal-language'

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
  const laf = await startLaf({ root, env: withTerminalLanguage(env), port, host, database })
  const name = describe(database)
  const address = `${laf.url}/dingtalk`
  const line = { en: `Bot: ${address}, database: ${name}`, zh: `机器人：${address} ，数据库：${name}` }
  process.stdout.write(`${inTerminalLanguage(line)}\n`)
  warnWhileSilent(database, name)
  onShutdown(async () => {
    await laf.close()
    await Promise.race([database.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))])
  })
})

// Without any part of the address: what stands where the host should be can be the rest of a password.
function describe({ kind }: OpenDatabase): string {
  const folder = path.join('.data', 'serve')
  return kind === 'embedded'
    ? inTerminalLanguage({ en: `embedded in ${folder}`, zh: `内置（${folder}）` })
    : inTerminalLanguage({ en: 'MongoDB at DB_URI', zh: 'DB_URI 指向的 MongoDB' })
}

function warnWhileSilent(database: OpenDatabase, name: string) {
  const warning = inTerminalLanguage({
    en: `${name} does not answer; trying again. Until it does, the bot does not remember conversations.`,
    zh: `${name} 没有响应，正在重试。恢复之前，机器人记不住对话。`,
  })
  const timer = setTimeout(() => process.stderr.write(`${warning}\n`), WARN_AFTER_MS).unref()
  void database.ready.then(() => clearTimeout(timer))
}
