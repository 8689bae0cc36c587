import { checkDigit, type NhsNumber } from '../../../src/demographics/index.ts'
import { calendarDate, type Database } from '../../../src/platform/index.ts'
import { keyOfChild, localKey, sealPerson } from '../../../src/register/index.ts'

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

const AT_ONCE = 10_000

/**
 * Puts a plan for each number straight into the register's tables, shared out among the authorities of the reference
 * data, or all of `only` one; each authority has a contact set. As the owner: an upload of so many is another bench's business.
 */
export async function loadPlans(owner: Database, numbers: readonly NhsNumber[], only?: string): Promise<void> {
  await owner.query({
    text: `insert into register.authority_contact
      select code, coalesce(ods_code, code), name, '07700900801', '01632960801', gen_random_uuid(), $1
      from care_settings.local_authority`,
    values: [`${START}T00:00:00Z`],
  })
  const authorities = await owner.query<{ code: string }>({
    text: 'select authority_code as code from register.authority_contact',
  })
  for (let from = 0; from < numbers.length; from += AT_ONCE)
    await insertPlans(
      owner,
      numbers.slice(from, from + AT_ONCE).map((number, index) => {
        const place = from + index + 1
        return planOf(number, only ?? authorities[place % authorities.length]?.code ?? '', place)
      }),
    )
  await owner.query({ text: 'vacuum (analyze) register.plan' })
  await owner.query({ text: 'analyze register.authority_contact' })
}

/** The columns of a plan that differ from child to child. */
export function planOf(nhsNumber: NhsNumber, authority: string, place: number) {
  const child = keyOfChild(nhsNumber)
  const localId = `LOCAL-${place}`
  const birthDate = calendarDate('2019-02-14')
  const person = { nhsNumber, givenName: 'Robin', familyName: 'SAMPLE', birthDate, pdsBirthDate: birthDate }
  const sealed = sealPerson(
    { childKey: child, authorityCode: authority },
    { ...person, localId, localIdAuthority: authority },
  )
  return { child, authority, place, local: localKey(authority, localId), sealed }
}

/** Puts such plans into the table. */
export async function insertPlans(owner: Database, plans: readonly ReturnType<typeof planOf>[]): Promise<void> {
  await owner.query({
    text: `insert into register.plan (child_key, authority_code, type, plan_id, subject, start_date, shown_until, local_key,
        person_sealed, number_state, upload_id, upload_sequence, position, version, stored_at)
      select child, a.authority_code, 'CPP', gen_random_uuid(), 'child', $2, 'infinity', local, sealed, 'current', a.upload_id,
        '000001', place, 1, $3
      from json_to_recordset($1::json) as given (child uuid, authority text, place int, local uuid, sealed bytea)
        join register.authority_contact a on a.authority_code = given.authority`,
    values: [JSON.stringify(plans), START, `${START}T00:00:00Z`],
  })
}
