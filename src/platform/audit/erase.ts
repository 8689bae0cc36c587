import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { childKey } from '../keys/child-key.ts'
import { checkIndexKey } from '../keys/index-key-check.ts'
import { processKeyring } from '../keys/process-keyring.ts'
import type { Randomness } from '../randomness.ts'
import { writeAudit } from './write-audit.ts'

export type EraseDeps = {
  /** The owner of the tables: no role of the service may change an entry. */
  readonly owner: Database
  readonly clock: Clock
  readonly randomness: Randomness
}

/**
 * Erases a person from the system audit and the accesses: the keys of what the chain has sealed of them are destroyed, and
 * with them whom it was about, who asked and why. The chain stays whole and verifies; that so many entries were erased is
 * itself an entry. Returns how many. `operator` is who does it, `reason` why, neither of the person. Throws INDEX_KEY_WRONG.
 */
export function eraseFromAudit(
  { owner, clock, randomness }: EraseDeps,
  { nhsNumber, operator, reason }: { readonly nhsNumber: string; readonly operator: string; readonly reason: string },
): Promise<number> {
  const keyring = processKeyring()
  const child = childKey(keyring, nhsNumber)
  return owner.transaction(async tx => {
    await checkIndexKey(tx, keyring)
    const at = clock.now()
    await tx.query({ text: 'delete from lookup.access where child_key = $1', values: [child] })
    const erased = await tx.query({
      text: `update audit.entry set wrapped_key = null, erased_at = $2, child_key = null, number_sealed = null, request_id = '', user_id = null,
          role_profile_id = null, activity = null, organisation = null, client_id = null, detail = '{}'
        where child_key = $1 returning entry_id`,
      values: [child, at],
    })
    await writeAudit(tx, {
      entryId: randomness.uuid(),
      at,
      action: 'erasure',
      outcome: 'done',
      channel: 'administration',
      requestId: randomness.uuid(),
      asker: { userId: operator },
      detail: { entries: erased.length, reason },
    })
    return erased.length
  })
}
