import type { NhsNumber } from '../../demographics/index.ts'
import type { CalendarDate, Database } from '../../platform/index.ts'
import type { PlanType } from '../upload.ts'
import { keepVersions } from './plans.ts'

/** What the last day shown of a plan hangs on, and whose plan it is. */
export type DatedPlan = {
  readonly authorityCode: string
  readonly type: PlanType
  readonly end: CalendarDate | null
  readonly deleted: null
}

/** The plans under a number, not deleted, that stand under another birth date of PDS. */
export async function readWithOtherBirthDate(
  db: Database,
  number: NhsNumber,
  birthDate: CalendarDate,
): Promise<readonly DatedPlan[]> {
  return db.query<DatedPlan>({
    name: 'register-other-birth-date',
    text: `select authority_code as "authorityCode", type, end_date as "end", delete_date as "deleted"
      from register.plan where nhs_number = $1 and pds_birth_date <> $2 and delete_date is null`,
    values: [number, birthDate],
  })
}

/** Writes the birth date and the last days shown that follow from it, each plan as a new version. */
export async function updateBirthDates(
  tx: Database,
  plans: readonly (DatedPlan & { readonly shownUntil: CalendarDate | null })[],
  { number, birthDate }: { readonly number: NhsNumber; readonly birthDate: CalendarDate },
): Promise<void> {
  await tx.query({
    text: `with corrected as (
        select * from json_to_recordset($3::json) as c (authority_code text, type text, shown_until date)
      ), replaced as (
        ${keepVersions('register.plan p join corrected using (authority_code, type) where p.nhs_number = $1')}
      )
      update register.plan p
      set pds_birth_date = $2, shown_until = c.shown_until, version = p.version + 1, change = 'stored'
      from corrected c where p.nhs_number = $1 and p.authority_code = c.authority_code and p.type = c.type`,
    values: [
      number,
      birthDate,
      JSON.stringify(
        plans.map(plan => ({ authority_code: plan.authorityCode, type: plan.type, shown_until: plan.shownUntil })),
      ),
    ],
  })
}
