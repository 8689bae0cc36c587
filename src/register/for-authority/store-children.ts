import type { NhsNumber } from '../../demographics/index.ts'
import { addDays, type CalendarDate, type Database } from '../../platform/index.ts'
import type { PlanType, SubjectKind } from '../upload.ts'
import type { Slice, Sliced } from './deps.ts'
import type { ChildrenSought, GivenPhones, OwnChild, OwnPlan } from './own-child.ts'

type PlanRow = {
  nhs_number: NhsNumber
  type: PlanType
  subject: SubjectKind
  local_id: string | null
  start_date: CalendarDate
  end_date: CalendarDate | null
  shown_until: CalendarDate
  number_state: 'current' | 'withdrawn'
  upload_sequence: string
  position: number
  stored_at: Date
}

const COLUMNS = `p.nhs_number, p.type, p.subject, p.local_id, p.start_date, p.end_date, p.shown_until, p.number_state,
  p.upload_sequence, p.position, p.stored_at`

// The same plans a look-up shows: not deleted, and not past their last day.
const SHOWN = 'p.authority_code = $1 and p.delete_date is null and p.shown_until >= $2'
const SOUGHT = `${SHOWN} and ($3::text is null or p.local_id = $3)`

type Asked = ChildrenSought & Slice & { readonly on: CalendarDate }

/** A page of children, each whole, by their local ids; those without one come last. */
export async function childrenOf(db: Database, authority: string, asked: Asked): Promise<Sliced<OwnChild>> {
  const { on, localId = null, skip, limit } = asked
  const [counted] = await db.query<{ total: number }>({
    name: 'register-authority-children-count',
    text: `select count(distinct p.nhs_number)::int as total from register.plan p where ${SOUGHT}`,
    values: [authority, on, localId],
  })
  const rows = await db.query<PlanRow>({
    name: 'register-authority-children',
    text: `select ${COLUMNS} from (select p.nhs_number, min(p.local_id) as local_id from register.plan p where ${SOUGHT}
        group by p.nhs_number order by 2 nulls last, 1 limit $4 offset $5) one
      join register.plan p on p.nhs_number = one.nhs_number and ${SHOWN}
      order by one.local_id nulls last, p.nhs_number, p.type`,
    values: [authority, on, localId, limit, skip],
  })
  const byNumber = Map.groupBy(rows.map(planOfRow), plan => plan.nhsNumber)
  return { rows: [...byNumber].map(([number, plans]) => ({ nhsNumber: number, plans })), total: counted?.total ?? 0 }
}

/** The plans of one child that are shown. */
export async function plansOf(
  db: Database,
  authority: string,
  { nhsNumber, on }: { readonly nhsNumber: NhsNumber; readonly on: CalendarDate },
): Promise<OwnPlan[]> {
  const rows = await db.query<PlanRow>({
    name: 'register-authority-child',
    text: `select ${COLUMNS} from register.plan p where ${SHOWN} and p.nhs_number = $3 order by p.type`,
    values: [authority, on, nhsNumber],
  })
  return rows.map(planOfRow)
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
      order by p.start_date, p.local_id limit $4`,
    values: [authority, on, addDays(on, -olderThanDays), limit],
  })
  return rows.map(planOfRow)
}

function planOfRow(row: PlanRow): OwnPlan {
  return {
    nhsNumber: row.nhs_number,
    type: row.type,
    subject: row.subject,
    ...(row.local_id !== null && { localId: row.local_id }),
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
