import type { NhsNumber } from '../../demographics/index.ts'
import type { CalendarDate, Database } from '../../platform/index.ts'
import type { PlanType } from '../upload.ts'
import { keepVersions } from './plans.ts'
import { keyOfChild, openPerson, type PlanPerson, sealPerson } from './sealed-person.ts'

/** What the last day shown of a plan hangs on, and whose plan it is. */
export type DatedPlan = {
  readonly authorityCode: string
  readonly type: PlanType
  readonly end: CalendarDate | null
  readonly deleted: null
  /** The person as sealed now. */
  readonly person: PlanPerson
}

type Row = Omit<DatedPlan, 'person'> & { readonly personSealed: Buffer }

/** The plans under a number, not deleted, that stand under another birth date of PDS. */
export async function readWithOtherBirthDate(
  db: Database,
  number: NhsNumber,
  birthDate: CalendarDate,
): Promise<readonly DatedPlan[]> {
  const childKey = keyOfChild(number)
  const rows = await db.query<Row>({
    name: 'register-dated-plans',
    text: `select authority_code as "authorityCode", type, end_date as "end", delete_date as "deleted",
        person_sealed as "personSealed"
      from register.plan where child_key = $1 and delete_date is null`,
    values: [childKey],
  })
  return rows
    .map(({ personSealed, ...plan }) => ({
      ...plan,
      person: openPerson({ childKey, authorityCode: plan.authorityCode }, personSealed),
    }))
    .filter(({ person }) => person.pdsBirthDate !== birthDate)
}

/** Writes the birth date and the last days shown that follow from it, each plan as a new version. */
export async function updateBirthDates(
  tx: Database,
  plans: readonly (DatedPlan & { readonly shownUntil: CalendarDate | null })[],
  { number, birthDate }: { readonly number: NhsNumber; readonly birthDate: CalendarDate },
): Promise<void> {
  const childKey = keyOfChild(number)
  const corrected = plans.map(({ authorityCode, type, shownUntil, person }) => ({
    authority_code: authorityCode,
    type,
    shown_until: shownUntil,
    person_sealed: sealPerson({ childKey, authorityCode }, { ...person, pdsBirthDate: birthDate }),
  }))
  await tx.query({
    text: `with corrected as (
        select * from json_to_recordset($2::json)
          as c (authority_code text, type text, shown_until date, person_sealed bytea)
      ), replaced as (
        ${keepVersions('register.plan p join corrected using (authority_code, type) where p.child_key = $1')}
      )
      update register.plan p
      set person_sealed = c.person_sealed, shown_until = c.shown_until, version = p.version + 1, change = 'stored'
      from corrected c where p.child_key = $1 and p.authority_code = c.authority_code and p.type = c.type`,
    values: [childKey, JSON.stringify(corrected)],
  })
}
