import { checkIndexKey, isRefusal, openPool, processKeyring } from '../platform/index.ts'
import type { Ground } from './processes.ts'

/**
 * Refuses to start on a database that was filled under another index key: there every child would look unknown. A database
 * that is away is no reason: whatever looks for a child asks again. Throws INDEX_KEY_WRONG.
 */
export async function refuseOtherKeys({ settings, log }: Pick<Ground, 'settings' | 'log'>): Promise<void> {
  const pool = openPool('lookup', { databaseUrl: settings.databaseUrl, connections: 1, log })
  try {
    await checkIndexKey(pool, processKeyring())
  } catch (error) {
    if (isRefusal(error)) throw error
    log.warn({ err: error }, 'whether the index key is that of the database could not be seen')
  } finally {
    await pool.end()
  }
}
