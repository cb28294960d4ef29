import { UsageError } from './environment'
import { type OpenDatabase, openDatabase } from './laf/database'

/**
 * Opens the database at `DB_URI`, or the embedded one in `folder` (undefined: in memory).
 * @throws UsageError for a `DB_URI` that cannot be used; it holds the driver's reason and never the address, which may
 * contain a password
 */
export async function openConfiguredDatabase(
  { DB_URI }: Record<string, string | undefined>,
  folder: string | undefined,
): Promise<OpenDatabase> {
  const uri = DB_URI?.trim()
  if (!uri) return openDatabase({ folder })
  try {
    return await openDatabase({ uri })
  } catch (error) {
    throw new UsageError(`DB_URI cannot be used: ${(error as Error).message} / DB_URI 不可用。`)
  }
}
