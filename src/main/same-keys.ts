import { checkIndexKey, isRefusal, processKeyring } from '../platform/index.ts'
import type { Ground } from './processes.ts'

/**
 * Refuses to start on a database that was filled under another index key: there every child would look unknown. A database
 * that is away is no reason: whatever looks for a child asks again. Throws INDEX_KEY_WRONG, with the ground ended.
 */
export async function refuseOtherKeys(ground: Pick<Ground, 'pool' | 'log' | 'end'>): Promise<void> {
  try {
    await checkIndexKey(ground.pool('lookup', { connections: 1 }), processKeyring())
  } catch (error) {
    if (isRefusal(error)) {
      await ground.end()
      throw error
    }
    ground.log.warn({ err: error }, 'whether the index key is that of the database could not be seen')
  }
}
