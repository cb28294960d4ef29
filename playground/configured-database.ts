import { readSetting, UsageError } from './environment'
import { type OpenDatabase, openDatabase } from './laf/database'
import type { FolderInUse } from './laf/embedded/lock'
import { inTerminalLanguage } from './terminal-language'

/**
 * Opens the database at `DB_URI`, or the embedded one in `folder` (undefined: in memory).
 * @throws UsageError for a `DB_URI` that cannot be used. It says nothing of the address, in which a password may stand at
 * any place, and so nothing of what the driver says, which quotes it
 */
export async function openConfiguredDatabase(
  env: Record<string, string | undefined>,
  folder: string | undefined,
): Promise<OpenDatabase> {
  const uri = readSetting(env, 'DB_URI')
  if (!uri) return openDatabase({ folder }).catch((error) => Promise.reject(inWords(error)))
  const problem = findProblem(uri)
  if (problem) throw refusal(problem)
  return openDatabase({ uri }).catch(() => {
    throw refusal('unknown')
  })
}

/** The error in the terminal's language where it is another process that uses the folder. */
function inWords(error: Error): Error {
  if (error.name !== 'FolderInUse') return error
  const { folder, holder, file, message } = error as FolderInUse
  const zh =
    `数据库目录 ${folder} 正在被进程 ${holder} 使用。请停掉那个进程，或者换一个目录。` +
    `（如果那个进程是其他程序，请删除 ${file}。）`
  return new Error(inTerminalLanguage({ en: message, zh }))
}

type Problem = 'scheme' | 'characters' | 'unknown'

const SCHEME = /^mongodb(\+srv)?:\/\//
/** A user name, and after a colon a password. */
const USER_INFO = /^([^\s%:/?#[\]@]|%[0-9a-f]{2})+(:([^\s%:/?#[\]@]|%[0-9a-f]{2})*)?$/i

/** The driver takes some of these addresses, and then looks for a server that has a part of the password as its name. */
function findProblem(uri: string): Problem | undefined {
  if (!SCHEME.test(uri)) return 'scheme'
  const end = uri.lastIndexOf('@')
  const userInfo = uri.slice(uri.indexOf('://') + 3, Math.max(end, 0))
  return end < 0 || USER_INFO.test(userInfo) ? undefined : 'characters'
}

function refusal(problem: Problem): UsageError {
  const [en, zh] = {
    scheme: ['it must begin with mongodb:// or mongodb+srv://', '应该以 mongodb:// 或 mongodb+srv:// 开头'],
    characters: [
      'in the user name and the password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25',
      '用户名和密码里的 @ 要写成 %40，: 写成 %3A，/ 写成 %2F，? 写成 %3F，# 写成 %23，% 写成 %25',
    ],
    unknown: [
      'check the host, the port, the name of the database and the options',
      '请检查主机名、端口、数据库名和选项',
    ],
  }[problem]
  return new UsageError(
    inTerminalLanguage({ en: `DB_URI cannot be used: ${en}.`, zh: `DB_URI 无法使用：${zh}。` }),
  )
}
