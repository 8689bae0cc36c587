import type { CalendarDate, Clock, Database } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { openCursor, sealCursor } from '../sealed-person.ts'
import { nightDue, type TimeOfDay } from './night.ts'

type SweepDeps = { readonly db: Database; readonly clock: Clock }

/** A page in hand longer than this is free again: whoever had it died. */
const LEASE_MS = 5 * 60_000

/** The sweep of a night, in this caller's hands for one page. */
export type SweepInHand = {
  readonly night: CalendarDate
  /** The last number that was looked at; none at the beginning. */
  readonly after?: NhsNumber
  readonly leasedUntil: Date
}

/** Numbers looked at, out of use and newly acted on, with a birth date put right, and left unsettled. */
export type SweepCounts = {
  readonly looked: number
  readonly changed: number
  readonly corrected: number
  readonly unsettled: number
}

/** How far a page came. */
export type SweptPage = { readonly after?: NhsNumber; readonly counts: SweepCounts; readonly isLast: boolean }

/**
 * Takes the next page of the sweep that is due; `undefined` when it has ended, or its page is in other hands. A sweep
 * that was broken off goes on where it stood.
 */
export async function takeSweep(deps: SweepDeps, at: TimeOfDay): Promise<SweepInHand | undefined> {
  const now = deps.clock.now()
  const night = nightDue(now, at)
  const leasedUntil = new Date(now.getTime() + LEASE_MS)
  const [row] = await deps.db.query<{ after_sealed: Buffer | null }>({
    name: 'demographics-take-sweep',
    text: `insert into demographics.sweep as s (night, started_at, leased_until) values ($1, $2, $3)
      on conflict (night) do update set leased_until = excluded.leased_until
      where s.ended_at is null and (s.leased_until is null or s.leased_until <= $2)
      returning after_sealed`,
    values: [night, now, leasedUntil],
  })
  if (row === undefined) return undefined
  return { night, leasedUntil, ...(row.after_sealed !== null && { after: openCursor(night, row.after_sealed) }) }
}

/**
 * Keeps what a page came to, and gives the sweep free for the next; returns the counts of the night so far. `undefined`
 * when the page took so long that it went to somebody else, who then keeps it.
 */
export async function keepSweptPage(
  deps: SweepDeps,
  sweep: SweepInHand,
  page: SweptPage,
): Promise<SweepCounts | undefined> {
  const { looked, changed, corrected, unsettled } = page.counts
  const [row] = await deps.db.query<SweepCounts>({
    name: 'demographics-keep-swept-page',
    text: `update demographics.sweep set after_sealed = coalesce($3, after_sealed), looked = looked + $4,
        changed = changed + $5, corrected = corrected + $6, unsettled = unsettled + $7, leased_until = null,
        ended_at = $8
      where night = $1 and leased_until = $2 returning looked, changed, corrected, unsettled`,
    values: [
      sweep.night,
      sweep.leasedUntil,
      page.after === undefined ? null : sealCursor(sweep.night, page.after),
      looked,
      changed,
      corrected,
      unsettled,
      page.isLast ? deps.clock.now() : null,
    ],
  })
  return row
}
