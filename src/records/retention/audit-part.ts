import { type AuditEntry, type Due, type RetentionPart, writeAudit } from '../../platform/index.ts'
import type { RecordsDeps } from '../deps.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** An hour, or what is left of a day in which nothing is to be erased. */
type Stretch = { readonly from: Date; readonly to: Date }

/** An erasure is never erased: the chain is verified against them. */
const TO_ERASE = `erased_at is null and action <> 'erasure'`

/**
 * The system audit with the accesses that came with it. Its entries are erased, not deleted: their keys are destroyed, what
 * their links say openly stays, and the chain stays whole (decision 67). Hour by hour, since an entry and its access must go
 * together; where it came to is kept.
 */
export function auditPart({ db, clock, randomness }: Omit<RecordsDeps, 'keyring'>): RetentionPart {
  return {
    kind: 'audit',
    async count({ before, held }) {
      const [row] = await db.query<{ due: number }>({
        text: `select count(*)::int as due from audit.entry
          where at < $1 and ${TO_ERASE} and (child_key is null or child_key <> all ($2::uuid[]))`,
        values: [before, held],
      })
      return row?.due ?? 0
    },
    async remove(due, limit) {
      let erased = 0
      while (erased < limit) {
        const stretch = await nextStretch(due)
        if (stretch === undefined) break
        erased += await eraseStretch(stretch, due)
      }
      return erased
    },
  }

  /** The chain is verified against how many were erased, so each stretch says so itself. */
  function erasureOf(entries: number): AuditEntry {
    return {
      entryId: randomness.uuid(),
      at: clock.now(),
      action: 'erasure',
      outcome: 'done',
      channel: 'administration',
      requestId: randomness.uuid(),
      asker: { userId: 'retention' },
      detail: { entries, reason: 'retention' },
    }
  }

  /** The stretch to go through next; `undefined` when all that is due was gone through. */
  async function nextStretch({ before }: Due): Promise<Stretch | undefined> {
    const [progress] = await db.query<{ from: Date | null }>({
      text: `select coalesce(up_to, (select min(at) from audit.entry where ${TO_ERASE})) as "from"
        from records.audit_progress`,
    })
    const from = progress?.from ?? undefined
    if (from === undefined || from >= before) return undefined
    const dayEnd = earlier(new Date(from.getTime() + DAY_MS), before)
    const [first] = await db.query<{ at: Date | null }>({
      text: `select min(at) as at from audit.entry where at >= $1 and at < $2 and ${TO_ERASE}`,
      values: [from, dayEnd],
    })
    // Of a day without any the whole is gone through at once.
    const at = first?.at ?? undefined
    return at === undefined ? { from, to: dayEnd } : { from: at, to: earlier(new Date(at.getTime() + HOUR_MS), dayEnd) }
  }

  function eraseStretch({ from, to }: Stretch, { held }: Due): Promise<number> {
    return db.transaction(async tx => {
      const [row] = await tx.query<{ erased: number }>({
        text: 'select audit.erase_between($1, $2, $3, $4) as erased',
        values: [from, to, held, clock.now()],
      })
      await tx.query({ text: 'update records.audit_progress set up_to = $1', values: [to] })
      const entries = row?.erased ?? 0
      if (entries > 0) await writeAudit(tx, erasureOf(entries))
      return entries
    })
  }
}

const earlier = (one: Date, other: Date) => (one < other ? one : other)
