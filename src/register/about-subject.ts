import type { CalendarDate, Database, SubjectPart, SubjectRecord } from '../platform/index.ts'
import { keyOfChild, openPerson } from './store/sealed-person.ts'
import { openRecords } from './store/uploads.ts'
import type { RecordCode, SubmittedRecord } from './upload.ts'

type PlanRow = {
  readonly child_key: string
  readonly authority_code: string
  readonly person_sealed: Buffer
  readonly type: string
  readonly subject: string
  readonly start_date: CalendarDate
  readonly end_date: CalendarDate | null
  readonly delete_date: CalendarDate | null
  readonly shown_until: CalendarDate | null
  readonly category: string | null
  readonly number_state: string
  readonly change: string
  readonly stored_at: Date
}

/**
 * What the register holds under a number: plans, their earlier versions, and the records of uploads that name it. Uploads
 * lie sealed whole, so each one that is kept is opened: this takes its time.
 */
export async function registerAboutSubject(db: Database, nhsNumber: string): Promise<SubjectPart[]> {
  return [
    { part: 'plans', records: await plansIn(db, 'plan', nhsNumber) },
    { part: 'plan-versions', records: await plansIn(db, 'plan_version', nhsNumber) },
    { part: 'uploads', records: await uploadRecords(db, nhsNumber) },
  ]
}

async function plansIn(db: Database, table: 'plan' | 'plan_version', nhsNumber: string): Promise<SubjectRecord[]> {
  const rows = await db.query<PlanRow>({
    text: `select child_key, authority_code, person_sealed, type, subject, start_date, end_date, delete_date, shown_until,
        category, number_state, change, stored_at
      from register.${table} where child_key = $1 order by stored_at, authority_code, type, version`,
    values: [keyOfChild(nhsNumber)],
  })
  return rows.map(recordOfPlan)
}

function recordOfPlan(row: PlanRow): SubjectRecord {
  const place = { childKey: row.child_key, authorityCode: row.authority_code }
  const { givenName, familyName, birthDate, pdsBirthDate, localId } = openPerson(place, row.person_sealed)
  return {
    authority: row.authority_code,
    type: row.type,
    about: row.subject,
    start: row.start_date,
    end: row.end_date,
    deleted: row.delete_date,
    shownUntil: row.shown_until,
    category: row.category,
    numberState: row.number_state,
    change: row.change,
    storedAt: row.stored_at.toISOString(),
    ...{ givenName, familyName, birthDate, birthDateOfPds: pdsBirthDate, localId },
  }
}

type UploadRow = {
  readonly upload_id: string
  readonly received_at: Date
  readonly authority_code: string | null
  readonly verdicts: readonly { readonly c: RecordCode; readonly s?: string }[]
  readonly records_sealed: Buffer
}

/** One upload may hold thousands of records. */
const UPLOADS_AT_ONCE = 10

async function uploadRecords(db: Database, nhsNumber: string): Promise<SubjectRecord[]> {
  const found: SubjectRecord[] = []
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await db.query<UploadRow>({
      text: `select u.upload_id, u.received_at, u.authority_code, v.verdicts, v.records_sealed
        from register.upload_verdicts v join register.upload u on u.upload_id = v.upload_id
        where v.upload_id > $1 order by v.upload_id limit ${UPLOADS_AT_ONCE}`,
      values: [after],
    })
    for (const row of rows) found.push(...recordsIn(row, nhsNumber))
    const last = rows.at(-1)
    if (last === undefined) return found.sort((a, b) => String(a['at']).localeCompare(String(b['at'])))
    after = last.upload_id
  }
}

function recordsIn(row: UploadRow, nhsNumber: string): SubjectRecord[] {
  return openRecords(row.upload_id, row.records_sealed).flatMap((record, place) =>
    names(record, nhsNumber) ? [recordOfUpload(row, record, place)] : [],
  )
}

/** A number as it was sent may have blanks in it. */
function names({ subjects }: SubmittedRecord, nhsNumber: string): boolean {
  return subjects.some(subject => subject.nhsNumber?.replaceAll(/\D/g, '') === nhsNumber)
}

function recordOfUpload(row: UploadRow, record: SubmittedRecord, place: number): SubjectRecord {
  const verdict = row.verdicts[place]
  return {
    at: row.received_at.toISOString(),
    authority: row.authority_code,
    answer: verdict?.c ?? null,
    explanation: verdict?.s ?? null,
    plans: record.plans.map(plan => [plan.type, plan.start, plan.end].filter(Boolean).join(' ')).join('; '),
    people: record.subjects
      .map(one => [one.kind, one.givenName, one.familyName, one.birthDate, one.localId].filter(Boolean).join(' '))
      .join('; '),
  }
}
