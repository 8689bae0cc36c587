import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import type { Randomness } from './randomness.ts'

/** A database that was restored and not reopened yet. */
export type Restored = {
  readonly restoredAt: Date
  /** The newest moment it knows of, where somebody said. */
  readonly restoredTo?: Date
}

type MarkDeps = { readonly db: Database; readonly clock: Clock; readonly randomness: Randomness }

/**
 * Marks the database as restored: look-ups are NotChecked and the worker waits until it is reopened (trust.md H-13). False
 * when it is marked already. Under the owner or the role of the register.
 */
export async function markRestored({ db, clock, randomness }: MarkDeps, restoredTo?: Date): Promise<boolean> {
  const rows = await db.query({
    text: `insert into platform.restored (restored_id, restored_at, restored_to) values ($1, $2, $3)
      on conflict do nothing returning 1`,
    values: [randomness.uuid(), clock.now(), restoredTo ?? null],
  })
  return rows.length > 0
}

/** What the database says of having been restored; `undefined` where it may be asked. */
export async function readRestored(db: Database): Promise<Restored | undefined> {
  const [row] = await db.query<{ restored_at: Date; restored_to: Date | null }>({
    name: 'platform-restored',
    text: 'select restored_at, restored_to from platform.restored where reopened_at is null',
  })
  return row && { restoredAt: row.restored_at, ...(row.restored_to !== null && { restoredTo: row.restored_to }) }
}

/** Takes the mark away; false when there was none. Under the role of the register. */
export async function unmarkRestored(db: Database, by: string, at: Date): Promise<boolean> {
  const rows = await db.query({
    text: 'update platform.restored set reopened_at = $1, reopened_by = $2 where reopened_at is null returning 1',
    values: [at, by],
  })
  return rows.length > 0
}

/** So long after a mark was set a process answers by what it read before. */
const KEPT_MS = 1_000

/** Whether the database is marked as restored, read at most once a second. Throws what the database throws. */
export function openRestoredCheck(db: Database, clock: Clock): () => Promise<boolean> {
  let last: { readonly at: number; readonly isClosed: Promise<boolean> } | undefined
  return () => {
    const now = clock.now().getTime()
    if (last === undefined || Math.abs(now - last.at) >= KEPT_MS) {
      const reading = { at: now, isClosed: readRestored(db).then(found => found !== undefined) }
      last = reading
      reading.isClosed.catch(() => {
        if (last === reading) last = undefined
      })
    }
    return last.isClosed
  }
}
