import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { childKey } from '../keys/child-key.ts'
import { processKeyring } from '../keys/process-keyring.ts'
import type { Randomness } from '../randomness.ts'
import { writeAudit } from './write-audit.ts'

export type EraseDeps = {
  /** Under the role `cpis_records`, which may call `audit.erase` and nothing more: no role may change an entry. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
}

/** What is erased: all about a child, or one entry. */
export type Erasure = ({ readonly nhsNumber: string } | { readonly entryId: string }) & {
  /** Who does it and why, neither of the person. */
  readonly operator: string
  readonly reason: string
}

/**
 * Erases a person, or one entry, from the system audit and the accesses: the keys of what the chain has sealed of them are
 * destroyed, and with them whom it was about, who asked and why. The chain stays whole and verifies; that so many entries
 * were erased is itself an entry, which is never erased. Returns how many.
 */
export function eraseFromAudit({ db, clock, randomness }: EraseDeps, erasure: Erasure): Promise<number> {
  return db.transaction(async tx => {
    const at = clock.now()
    const entries = await ('nhsNumber' in erasure
      ? eraseChild(tx, erasure.nhsNumber, at)
      : eraseEntry(tx, erasure.entryId, at))
    await writeAudit(tx, {
      entryId: randomness.uuid(),
      at,
      action: 'erasure',
      outcome: 'done',
      channel: 'administration',
      requestId: randomness.uuid(),
      asker: { userId: erasure.operator },
      detail: { entries, reason: erasure.reason },
    })
    return entries
  })
}

async function eraseChild(tx: Database, nhsNumber: string, at: Date): Promise<number> {
  const [row] = await tx.query<{ erased: number }>({
    text: 'select audit.erase_child($1, $2) as erased',
    values: [childKey(processKeyring(), nhsNumber), at],
  })
  return row?.erased ?? 0
}

async function eraseEntry(tx: Database, entryId: string, at: Date): Promise<number> {
  const [row] = await tx.query<{ erased: number }>({
    text: `select audit.erase(array_agg(entry_id), array_agg(at), $2) as erased from audit.entry
      where entry_id = $1 and erased_at is null having count(*) > 0`,
    values: [entryId, at],
  })
  return row?.erased ?? 0
}
