import type { ChildKey, Database, SubjectPart } from '../platform/index.ts'
import type { NhsNumber } from './nhs-number.ts'
import { keyOfNumber, openPerson } from './sealed-person.ts'

/** What PDS said of a person, where it is still kept, and news that their number changed. */
export async function demographicsAboutSubject(db: Database, number: NhsNumber): Promise<SubjectPart[]> {
  const key = keyOfNumber(number)
  return [await personPart(db, key), await changesPart(db, key)]
}

async function personPart(db: Database, key: ChildKey): Promise<SubjectPart> {
  const rows = await db.query<{ person_sealed: Buffer; checked_at: Date }>({
    text: 'select person_sealed, checked_at from demographics.person where child_key = $1',
    values: [key],
  })
  const records = rows.map(row => {
    const { given, family = null, birthDate = null, security } = openPerson(key, row.person_sealed)
    return { at: row.checked_at.toISOString(), given: given.join(' '), family, birthDate, security }
  })
  return { part: 'person', records }
}

/** Which number took the place of another is not told: only that there was news. */
async function changesPart(db: Database, key: ChildKey): Promise<SubjectPart> {
  const rows = await db.query<{ at: Date; what: string; outcome: string | null }>({
    text: `select received_at as at, 'news that the number changed' as what, outcome from demographics.change_event
        where child_key = $1
      union all
      select learned_at, 'the number is out of use', null from demographics.inactive_number where child_key = $1
      order by at`,
    values: [key],
  })
  return { part: 'number-changes', records: rows.map(row => ({ ...row, at: row.at.toISOString() })) }
}
