import { childKey, eraseFromAudit, refusal } from '../../platform/index.ts'
import type { Operator, RecordsDeps } from '../deps.ts'
import { recordsErrors } from '../errors.ts'
import { readHeld } from '../retention/holds.ts'
import { openDetails, sealDetails } from '../sealed-details.ts'

/** What is to be erased: all about a child, or one entry; for whom, and why. */
export type Erasing = {
  readonly nhsNumber?: string
  readonly entryId?: string
  readonly requestedBy: string
  readonly reason: string
}

/** A request to erase that waits for a second person. */
export type WaitingErasure = Erasing & { readonly erasureId: string; readonly askedBy: string; readonly askedAt: Date }

export type ErasureDeps = RecordsDeps & {
  /** Forgets what the history keeps of a child beside the audit. */
  readonly forgetAccesses: (nhsNumber: string) => Promise<void>
}

/** A request that was decided names nobody any more. */
const NOBODY = 'child_key = null, entry_id = null, erasure_sealed = null'

const contextOf = (erasureId: string) => `records.erasure ${erasureId}`

/**
 * Asks that a child, or an entry, be erased from the audit; nothing happens until somebody else agrees (ASVS 2.3.5: it does
 * not come back). Returns the id of the request. Throws ERASURE_INVALID, ERASURE_HELD.
 */
export async function askToErase(deps: RecordsDeps, { by, ...erasing }: Erasing & Operator): Promise<string> {
  const { db, keyring, clock, randomness } = deps
  const { nhsNumber, entryId, requestedBy, reason } = erasing
  const isOne = (nhsNumber === undefined) !== (entryId === undefined)
  if (!isOne || requestedBy.trim() === '' || reason.trim() === '') throw refusal(recordsErrors, 'ERASURE_INVALID')
  await refuseHeld(deps, erasing)
  const erasureId = randomness.uuid()
  await db.query({
    text: `insert into records.erasure (erasure_id, child_key, entry_id, erasure_sealed, asked_by, asked_at, state)
      values ($1, $2, $3, $4, $5, $6, 'asked')`,
    values: [
      erasureId,
      nhsNumber === undefined ? null : childKey(keyring, nhsNumber),
      entryId ?? null,
      sealDetails(keyring, contextOf(erasureId), erasing),
      by,
      clock.now(),
    ],
  })
  return erasureId
}

/** Whose entry it is decides whether it is held: an entry about nobody is held with everybody only. */
async function refuseHeld(deps: RecordsDeps, { nhsNumber, entryId }: Erasing): Promise<void> {
  const held = await readHeld(deps)
  const [entry] =
    entryId === undefined
      ? []
      : await deps.db.query<{ child_key: string | null }>({
          text: 'select child_key from audit.entry where entry_id = $1 and erased_at is null',
          values: [entryId],
        })
  if (entryId !== undefined && entry === undefined)
    throw refusal(recordsErrors, 'ERASURE_INVALID', 'there is no such entry, or it was erased')
  const key = nhsNumber === undefined ? entry?.child_key : childKey(deps.keyring, nhsNumber)
  if (held.everybody || held.children.some(child => child === key)) throw refusal(recordsErrors, 'ERASURE_HELD')
}

/**
 * Erases what somebody else asked to be erased; the request then names nobody any more. Returns how many entries. Throws
 * ERASURE_UNKNOWN, ERASURE_HELD, RECORDS_SECOND_PERSON_WANTED.
 */
export function approveErasure(
  deps: ErasureDeps,
  { erasureId, by }: Operator & { erasureId: string },
): Promise<number> {
  const { db, clock, randomness } = deps
  return db.transaction(async tx => {
    const waiting = await takeWaiting({ ...deps, db: tx }, erasureId)
    if (waiting.askedBy === by) throw refusal(recordsErrors, 'RECORDS_SECOND_PERSON_WANTED', erasureId)
    await refuseHeld({ ...deps, db: tx }, waiting)
    const { nhsNumber, entryId } = waiting
    if (nhsNumber !== undefined) await deps.forgetAccesses(nhsNumber)
    await tx.query({
      text: `update records.erasure set state = 'done', decided_by = $2, decided_at = $3, ${NOBODY}
        where erasure_id = $1`,
      values: [erasureId, by, clock.now()],
    })
    const of = nhsNumber === undefined ? { entryId: entryId ?? '' } : { nhsNumber }
    const operator = `${waiting.askedBy}; approved by ${by}`
    const entries = await eraseFromAudit(
      { db: tx, clock, randomness },
      { ...of, operator, reason: `request ${erasureId}` },
    )
    return entries
  })
}

/** Refuses what was asked for, also one's own. Throws ERASURE_UNKNOWN. */
export async function refuseErasure(
  deps: RecordsDeps,
  { erasureId, by }: Operator & { erasureId: string },
): Promise<void> {
  await deps.db.transaction(async tx => {
    await takeWaiting({ ...deps, db: tx }, erasureId)
    await tx.query({
      text: `update records.erasure set state = 'refused', decided_by = $2, decided_at = $3, ${NOBODY} where erasure_id = $1`,
      values: [erasureId, by, deps.clock.now()],
    })
  })
}

type Row = {
  readonly erasure_id: string
  readonly erasure_sealed: Buffer
  readonly asked_by: string
  readonly asked_at: Date
}
const COLUMNS = 'erasure_id, erasure_sealed, asked_by, asked_at'

async function takeWaiting(deps: RecordsDeps, erasureId: string): Promise<WaitingErasure> {
  const [row] = await deps.db.query<Row>({
    text: `select ${COLUMNS} from records.erasure where erasure_id = $1 and state = 'asked' for update`,
    values: [erasureId],
  })
  if (row === undefined) throw refusal(recordsErrors, 'ERASURE_UNKNOWN', erasureId)
  return waitingOf(deps, row)
}

function waitingOf({ keyring }: RecordsDeps, row: Row): WaitingErasure {
  const erasing = openDetails<Erasing>(keyring, contextOf(row.erasure_id), row.erasure_sealed)
  return { erasureId: row.erasure_id, askedBy: row.asked_by, askedAt: row.asked_at, ...erasing }
}

/** The requests that wait for a second person, oldest first. */
export async function waitingErasures(deps: RecordsDeps): Promise<WaitingErasure[]> {
  const rows = await deps.db.query<Row>({
    text: `select ${COLUMNS} from records.erasure where state = 'asked' order by asked_at, erasure_id`,
  })
  return rows.map(row => waitingOf(deps, row))
}
