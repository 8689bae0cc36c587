import { checkDigit, type NhsNumber } from '../../../src/demographics/index.ts'
import { calendarDate, type Database } from '../../../src/platform/index.ts'

/** So many invented NHS numbers of the 999 range, from a place on; the same place always gives the same number. */
export function nhsNumbers(count: number, from = 0): NhsNumber[] {
  const numbers: NhsNumber[] = []
  for (let place = 0, valid = 0; numbers.length < count; place += 1) {
    const nine = `999${String(place).padStart(6, '0')}`
    const digit = checkDigit(nine)
    if (digit === undefined) continue
    valid += 1
    if (valid > from) numbers.push(`${nine}${digit}` as NhsNumber)
  }
  return numbers
}

/** All plans start here: long enough ago for every child to be born, and without an end they are shown today. */
export const START = calendarDate('2024-01-15')

/**
 * Puts a plan for each number straight into the register's tables, shared out among the authorities of the reference
 * data; each authority has a contact set. As the owner: an upload of so many is another bench's business.
 */
export async function loadPlans(owner: Database, numbers: readonly NhsNumber[]): Promise<void> {
  await owner.query({
    text: `insert into register.authority_contact
      select code, coalesce(ods_code, code), name, '07700900801', '01632960801', gen_random_uuid(), $1
      from care_settings.local_authority`,
    values: [`${START}T00:00:00Z`],
  })
  await owner.query({
    text: `with authority as (
        select authority_code, upload_id, row_number() over () - 1 as place, count(*) over () as many
        from register.authority_contact)
      insert into register.plan (nhs_number, authority_code, type, plan_id, subject, start_date, shown_until, given_name,
        family_name, birth_date, pds_birth_date, local_id, local_id_authority, number_state, upload_id,
        upload_sequence, position, version, stored_at)
      select nhs_number, a.authority_code, 'CPP', gen_random_uuid(), 'child', $2, 'infinity', 'Robin', 'SAMPLE',
        '2019-02-14', '2019-02-14', 'LOCAL-' || n, a.authority_code, 'current', a.upload_id, '000001', n, 1, $3
      from unnest($1::text[]) with ordinality as given (nhs_number, n) join authority a on a.place = n % a.many`,
    values: [numbers, START, `${START}T00:00:00Z`],
  })
  await owner.query({ text: 'vacuum (analyze) register.plan' })
  await owner.query({ text: 'analyze register.authority_contact' })
}
