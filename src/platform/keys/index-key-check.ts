import type { Database } from '../database.ts'
import { platformErrors, refusal } from '../errors.ts'
import type { Keyring } from './keyring.ts'
import { byteaText } from './sealed-json.ts'

/** Of the database: what its index key makes of a fixed word, as text. Part of any statement that looks for a child. */
export const INDEX_KEY_HASH = `(select hash::text from platform.key_check where name = 'index key')`

const WORD = 'open-cpis index key'

/**
 * Refuses a database whose children are kept under another index key, by what `INDEX_KEY_HASH` said of it: every child
 * would look unknown there. Throws INDEX_KEY_WRONG.
 */
export function refuseOtherIndexKey(keyring: Pick<Keyring, 'indexHash'>, hash: string | null | undefined): void {
  if (hash !== byteaText(keyring.indexHash(WORD))) throw refusal(platformErrors, 'INDEX_KEY_WRONG')
}

/** The same for a process that starts. Throws INDEX_KEY_WRONG, and what the database throws. */
export async function checkIndexKey(db: Database, keyring: Pick<Keyring, 'indexHash'>): Promise<void> {
  const [row] = await db.query<{ hash: string | null }>({
    name: 'index-key-check',
    text: `select ${INDEX_KEY_HASH} as hash`,
  })
  refuseOtherIndexKey(keyring, row?.hash)
}
