import { readSetting, UsageError } from './environment'
import { type OpenDatabase, openDatabase } from './laf/database'

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
  if (!uri) return openDatabase({ folder })
  const problem = findProblem(uri)
  if (problem) throw refusal(problem)
  return openDatabase({ uri }).catch(() => {
    throw refusal('unknown')
  })
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
      '请检查主机、端口、数据库名和选项',
    ],
  }[problem]
  return new UsageError(`DB_URI cannot be used: ${en}. / DB_URI 不可用：${zh}。`)
}
