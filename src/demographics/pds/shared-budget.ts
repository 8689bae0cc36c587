import type { Clock, Database } from '../../platform/index.ts'
import { type Budget, FARTHEST_MS, type Pause } from './pace.ts'

export type SharedBudgetOptions = {
  /** Under the role `cpis_demographics`. */
  readonly db: Database
  /** Requests a second, of all processes on this database together. */
  readonly perSecond: number
  readonly clock: Clock
  readonly pause: Pause
}

/**
 * The budget of all processes together: one row of PostgreSQL holds when the next request may go, and a claim moves it
 * on by one slot for each request that waits here. Slots are evenly spaced, as those of `openBudget`. Clocks of
 * processes that differ by less than a minute cost waiting, never a request too many; a slot farther ahead is of a clock
 * that was wrong, and nobody waits for it. `take` and `hold` throw what the database throws.
 */
export function openSharedBudget(options: SharedBudgetOptions): Budget {
  const { db, clock, pause } = options
  const gapMs = 1000 / options.perSecond
  const now = () => clock.now().getTime()
  const claim = openClaims(count => claimSlots(db, { now: clock.now(), gapMs, count }), gapMs)
  let heldUntil = 0
  return {
    async take() {
      for (;;) {
        const goAt = await claim()
        const wait = goAt - now()
        if (wait > 0) await pause(wait)
        // PDS may have sent us away while this request waited for a slot from before.
        if (goAt >= heldUntil || heldUntil > now() + FARTHEST_MS) return
      }
    },
    async hold(ms) {
      heldUntil = Math.max(heldUntil, now() + ms)
      await holdSlots(db, new Date(heldUntil))
    },
  }
}

type Claimant = { readonly go: (at: number) => void; readonly fail: (error: unknown) => void }

/** One claim at a time; those who ask meanwhile wait and are claimed for together by the next. */
function openClaims(claimSlots: (count: number) => Promise<number>, gapMs: number): () => Promise<number> {
  let waiting: Claimant[] = []
  let claiming = false
  const claimForAll = async () => {
    claiming = true
    while (waiting.length > 0) {
      const served = waiting
      waiting = []
      try {
        const first = await claimSlots(served.length)
        for (const [index, one] of served.entries()) one.go(first + index * gapMs)
      } catch (error) {
        for (const one of served) one.fail(error)
      }
    }
    claiming = false
  }
  return () =>
    new Promise<number>((go, fail) => {
      waiting.push({ go, fail })
      if (!claiming) void claimForAll()
    })
}

type Slots = { readonly now: Date; readonly gapMs: number; readonly count: number }

/** Claims so many slots and returns when the first may go, in milliseconds since 1970. */
async function claimSlots(db: Database, { now, gapMs, count }: Slots): Promise<number> {
  const [row] = await db.query<{ next_ms: number }>({
    name: 'demographics-claim-slots',
    text: `update demographics.pds_pace
      set next_at = case when next_at > $1::timestamptz + $4::int * interval '1 millisecond' then $1::timestamptz
          else greatest(next_at, $1::timestamptz) end + $2::float8 * $3::int * interval '1 millisecond'
      returning (extract(epoch from next_at) * 1000)::float8 as next_ms`,
    values: [now, gapMs, count, FARTHEST_MS],
  })
  if (row === undefined) throw new Error('the pace of PDS has lost its row')
  return row.next_ms - gapMs * count
}

async function holdSlots(db: Database, until: Date): Promise<void> {
  await db.query({
    name: 'demographics-hold-slots',
    text: 'update demographics.pds_pace set next_at = greatest(next_at, $1::timestamptz)',
    values: [until],
  })
}
