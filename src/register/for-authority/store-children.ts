import type { NhsNumber } from '../../demographics/index.ts'
import { addDays, type CalendarDate, type Database } from '../../platform/index.ts'
import { keyOfChild, localKey, openPerson, type PlanPerson } from '../store/sealed-person.ts'
import type { PlanType, SubjectKind } from '../upload.ts'
import type { Slice, Sliced } from './deps.ts'
import type { ChildrenSought, GivenPhones, OwnChild, OwnPlan } from './own-child.ts'

type PlanRow = {
  child_key: string
  person_sealed: Buffer
  type: PlanType
  subject: SubjectKind
  start_date: CalendarDate
  end_date: CalendarDate | null
  shown_until: CalendarDate
  number_state: 'current' | 'withdrawn'
  upload_sequence: string
  position: number
  stored_at: Date
}

const COLUMNS = `p.child_key, p.person_sealed, p.type, p.subject, p.start_date, p.end_date, p.shown_until, p.number_state,
  p.upload_sequence, p.position, p.stored_at`

// The same plans a look-up shows: not deleted, and not past their last day.
const SHOWN = 'p.authority_code = $1 and p.delete_date is null and p.shown_until >= $2'
const SOUGHT = `${SHOWN} and ($3::uuid is null or p.local_key = $3)`

type Asked = ChildrenSought & Slice & { readonly on: CalendarDate }

/**
 * A page of children, each whole, by their local ids; those without one come last. An id is sealed, so that all of the
 * authority's are opened to be put in order.
 */
export async function childrenOf(db: Database, authority: string, asked: Asked): Promise<Sliced<OwnChild>> {
  const { on, localId, skip, limit } = asked
  const sought = await db.query<Pick<PlanRow, 'child_key' | 'person_sealed'>>({
    name: 'register-authority-children-keys',
    text: `select distinct on (p.child_key) p.child_key, p.person_sealed from register.plan p where ${SOUGHT}
      order by p.child_key, p.local_key nulls last`,
    values: [authority, on, localId === undefined ? null : localKey(authority, localId)],
  })
  const inOrder = sought.map(row => personOf(authority, row)).sort(byLocalId)
  const wanted = inOrder.slice(skip, skip + limit).map(person => keyOfChild(person.nhsNumber))
  const rows = await db.query<PlanRow>({
    name: 'register-authority-children',
    text: `select ${COLUMNS} from register.plan p where ${SHOWN} and p.child_key = any($3::uuid[])
      order by array_position($3::uuid[], p.child_key), p.type`,
    values: [authority, on, wanted],
  })
  const byNumber = Map.groupBy(
    rows.map(row => planOfRow(authority, row)),
    plan => plan.nhsNumber,
  )
  return { rows: [...byNumber].map(([number, plans]) => ({ nhsNumber: number, plans })), total: sought.length }
}

function personOf(authorityCode: string, row: Pick<PlanRow, 'child_key' | 'person_sealed'>): PlanPerson {
  return openPerson({ childKey: row.child_key, authorityCode }, row.person_sealed)
}

/** As the authority's own ids sort letter by letter, then by number. */
function byLocalId(one: PlanPerson, other: PlanPerson): number {
  const keys = ({ localId, nhsNumber }: PlanPerson) => [localId === null ? '1' : `0${localId}`, nhsNumber] as const
  const [id, number] = keys(one)
  const [otherId, otherNumber] = keys(other)
  if (id !== otherId) return id < otherId ? -1 : 1
  return number < otherNumber ? -1 : 1
}

/** The plans of one child that are shown. */
export async function plansOf(
  db: Database,
  authority: string,
  { nhsNumber, on }: { readonly nhsNumber: NhsNumber; readonly on: CalendarDate },
): Promise<OwnPlan[]> {
  const rows = await db.query<PlanRow>({
    name: 'register-authority-child',
    text: `select ${COLUMNS} from register.plan p where ${SHOWN} and p.child_key = $3 order by p.type`,
    values: [authority, on, keyOfChild(nhsNumber)],
  })
  return rows.map(row => planOfRow(authority, row))
}

type Overdue = { readonly on: CalendarDate; readonly olderThanDays: number; readonly limit: number }

/** Plans of unborn children past their end, or begun more than so many days ago. */
export async function unbornOverdue(
  db: Database,
  authority: string,
  { on, olderThanDays, limit }: Overdue,
): Promise<OwnPlan[]> {
  const rows = await db.query<PlanRow>({
    name: 'register-authority-unborn-overdue',
    text: `select ${COLUMNS} from register.plan p where ${SHOWN} and p.type = 'UCP' and (p.end_date < $2 or p.start_date < $3)
      order by p.start_date, p.local_key limit $4`,
    values: [authority, on, addDays(on, -olderThanDays), limit],
  })
  return rows.map(row => planOfRow(authority, row))
}

function planOfRow(authority: string, row: PlanRow): OwnPlan {
  const { nhsNumber, localId } = personOf(authority, row)
  return {
    nhsNumber,
    type: row.type,
    subject: row.subject,
    ...(localId !== null && { localId }),
    start: row.start_date,
    ...(row.end_date !== null && { end: row.end_date }),
    shownUntil: row.shown_until,
    isWithdrawn: row.number_state === 'withdrawn',
    uploadSequence: row.upload_sequence,
    position: row.position,
    storedAt: row.stored_at,
  }
}

/** The newest contact set an authority sent. */
export async function contactOf(db: Database, authority: string): Promise<GivenPhones | undefined> {
  const [row] = await db.query<{ emergency: string; office: string | null; at: Date }>({
    name: 'register-authority-contact',
    text: `select emergency_phone as emergency, office_phone as office, last_upload_at as at
      from register.authority_contact where authority_code = $1`,
    values: [authority],
  })
  return (
    row && { emergencyPhone: row.emergency, ...(row.office !== null && { officePhone: row.office }), givenAt: row.at }
  )
}
