import { type ChildKey, childKey, refusal } from '../../platform/index.ts'
import type { Operator, RecordsDeps } from '../deps.ts'
import { recordsErrors } from '../errors.ts'
import { openDetails, sealDetails } from '../sealed-details.ts'

/** A reason not to delete, about one child or, without a number, about everybody. */
export type Hold = {
  readonly holdId: string
  readonly nhsNumber?: string
  readonly reason: string
  readonly placedBy: string
  readonly placedAt: Date
  readonly liftAskedBy?: string
}

type Details = { readonly nhsNumber?: string; readonly reason: string }
type HoldRow = {
  readonly hold_id: string
  readonly hold_sealed: Buffer
  readonly placed_by: string
  readonly placed_at: Date
  readonly lift_asked_by: string | null
}

const contextOf = (holdId: string) => `records.hold ${holdId}`

/**
 * Holds the records of a child, or of everybody: from now on nothing of them is deleted or erased. One person may, and it
 * holds at once; what was deleted while a second was looked for would not come back. Returns the id of the hold.
 */
export async function placeHold(deps: RecordsDeps, hold: Details & Operator): Promise<string> {
  const { db, keyring, clock, randomness } = deps
  const { nhsNumber, reason, by } = hold
  const holdId = randomness.uuid()
  await db.query({
    text: `insert into records.hold (hold_id, child_key, hold_sealed, placed_by, placed_at) values ($1, $2, $3, $4, $5)`,
    values: [
      holdId,
      nhsNumber === undefined ? null : childKey(keyring, nhsNumber),
      sealDetails(keyring, contextOf(holdId), { ...(nhsNumber && { nhsNumber }), reason }),
      by,
      clock.now(),
    ],
  })
  return holdId
}

/** Asks that a hold be lifted; it holds until somebody else agrees. Throws HOLD_UNKNOWN. */
export async function askToLift(
  { db, clock }: RecordsDeps,
  { holdId, by }: Operator & { holdId: string },
): Promise<void> {
  const asked = await db.query({
    text: `update records.hold set lift_asked_by = $2, lift_asked_at = $3 where hold_id = $1 and lifted_at is null
      returning 1`,
    values: [holdId, by, clock.now()],
  })
  if (asked.length === 0) throw refusal(recordsErrors, 'HOLD_UNKNOWN', holdId)
}

/**
 * Lifts a hold that somebody else asked to be lifted (ASVS 2.3.5); what is over its period goes with the next run. Throws
 * HOLD_UNKNOWN, HOLD_LIFT_NOT_ASKED, RECORDS_SECOND_PERSON_WANTED.
 */
export async function liftHold(
  { db, clock }: RecordsDeps,
  { holdId, by }: Operator & { holdId: string },
): Promise<void> {
  await db.transaction(async tx => {
    const [hold] = await tx.query<{ lift_asked_by: string | null }>({
      text: 'select lift_asked_by from records.hold where hold_id = $1 and lifted_at is null for update',
      values: [holdId],
    })
    if (hold === undefined) throw refusal(recordsErrors, 'HOLD_UNKNOWN', holdId)
    if (hold.lift_asked_by === null) throw refusal(recordsErrors, 'HOLD_LIFT_NOT_ASKED', holdId)
    if (hold.lift_asked_by === by) throw refusal(recordsErrors, 'RECORDS_SECOND_PERSON_WANTED', holdId)
    await tx.query({
      text: 'update records.hold set lifted_by = $2, lifted_at = $3 where hold_id = $1',
      values: [holdId, by, clock.now()],
    })
    await tx.query({ text: 'update records.audit_progress set up_to = null' })
  })
}

/** The holds that stand, oldest first. */
export async function listHolds({ db, keyring }: RecordsDeps): Promise<Hold[]> {
  const rows = await db.query<HoldRow>({
    text: `select hold_id, hold_sealed, placed_by, placed_at, lift_asked_by from records.hold where lifted_at is null
      order by placed_at, hold_id`,
  })
  return rows.map(row => ({
    holdId: row.hold_id,
    ...openDetails<Details>(keyring, contextOf(row.hold_id), row.hold_sealed),
    placedBy: row.placed_by,
    placedAt: row.placed_at,
    ...(row.lift_asked_by !== null && { liftAskedBy: row.lift_asked_by }),
  }))
}

/** Whose records are held now: everybody's, or those of some children. */
export type Held = { readonly everybody: boolean; readonly children: readonly ChildKey[] }

/** Reads who is held now. */
export async function readHeld({ db }: Pick<RecordsDeps, 'db'>): Promise<Held> {
  const rows = await db.query<{ child_key: ChildKey | null }>({
    text: 'select distinct child_key from records.hold where lifted_at is null',
  })
  return {
    everybody: rows.some(row => row.child_key === null),
    children: rows.flatMap(row => row.child_key ?? []),
  }
}
