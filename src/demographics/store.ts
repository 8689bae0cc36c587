import type { ChildKey, Database } from '../platform/index.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsPerson } from './pds/pds-finding.ts'
import { keyOfNumber, numbersByKey, openPerson, sealPerson } from './sealed-person.ts'

type PersonRow = { readonly child_key: ChildKey; readonly person_sealed: Buffer }

/**
 * The persons read at or after `since`. One read before its number was learned to be inactive is left out: it may have
 * been written late, by an upload that read PDS just before the change. Throws SEALED_VALUE_UNREADABLE.
 */
export async function readPersons(
  db: Database,
  numbers: readonly NhsNumber[],
  since: Date,
): Promise<Map<NhsNumber, PdsPerson>> {
  const byKey = numbersByKey(numbers)
  const rows = await db.query<PersonRow>({
    name: 'demographics-read-persons',
    text: `select p.child_key, p.person_sealed
      from demographics.person p
      where p.child_key = any($1::uuid[]) and p.checked_at >= $2
        and not exists (select from demographics.inactive_number i
          where i.child_key = p.child_key and i.learned_at >= p.checked_at)`,
    values: [[...byKey.keys()], since],
  })
  const persons = rows.map(row => openPerson(row.child_key, row.person_sealed))
  return new Map(persons.map(person => [person.nhsNumber, person]))
}

/** Keeps persons, sorted by key so that two uploads naming the same children wait for each other, not in a circle. */
export async function keepPersons(db: Database, persons: readonly PdsPerson[], checkedAt: Date): Promise<void> {
  if (persons.length === 0) return
  const sealed = persons.map(person => {
    const key = keyOfNumber(person.nhsNumber)
    return { child_key: key, person_sealed: `\\x${sealPerson(key, person).toString('hex')}` }
  })
  await db.query({
    name: 'demographics-keep-persons',
    text: `insert into demographics.person (child_key, person_sealed, checked_at)
      select child_key, person_sealed, $2
      from json_to_recordset($1::json) as found (child_key uuid, person_sealed bytea)
      order by child_key
      on conflict (child_key) do update set person_sealed = excluded.person_sealed, checked_at = excluded.checked_at
      where person.checked_at < excluded.checked_at`,
    values: [JSON.stringify(sealed), checkedAt],
  })
}

/** Removes persons; rows are locked in the order `keepPersons` takes. */
export async function dropPersons(db: Database, numbers: readonly NhsNumber[]): Promise<void> {
  await db.query({
    text: `delete from demographics.person where child_key in (
      select child_key from demographics.person where child_key = any($1::uuid[]) order by child_key for update)`,
    values: [numbers.map(keyOfNumber)],
  })
}

/** Removes up to `limit` persons read before an instant, passing by rows somebody is writing; returns how many. */
export async function dropPersonsBefore(db: Database, instant: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ dropped: number }>({
    text: `with stale as (
        select child_key from demographics.person where checked_at < $1 limit $2 for update skip locked),
      dropped as (delete from demographics.person p using stale where p.child_key = stale.child_key returning 1)
      select count(*) as dropped from dropped`,
    values: [instant, limit],
  })
  return row?.dropped ?? 0
}

export type InactiveNumber = { readonly number: NhsNumber; readonly replacedBy?: NhsNumber }

/** Records numbers PDS no longer uses. One recorded before keeps its instant unless its replacement changed. */
export async function recordInactive(
  db: Database,
  inactive: readonly InactiveNumber[],
  learnedAt: Date,
): Promise<void> {
  await db.query({
    text: `insert into demographics.inactive_number (child_key, replaced_key, learned_at)
      select child_key, replaced_key, $3 from unnest($1::uuid[], $2::uuid[]) as found (child_key, replaced_key)
      order by child_key
      on conflict (child_key) do update set replaced_key = excluded.replaced_key, learned_at = excluded.learned_at
      where inactive_number.replaced_key is distinct from excluded.replaced_key`,
    values: [
      inactive.map(one => keyOfNumber(one.number)),
      inactive.map(({ replacedBy }) => (replacedBy === undefined ? null : keyOfNumber(replacedBy))),
      learnedAt,
    ],
  })
}

/** Takes back what was recorded of numbers PDS holds as current again. */
export async function removeInactive(db: Database, numbers: readonly NhsNumber[]): Promise<void> {
  await db.query({
    text: `delete from demographics.inactive_number where child_key in (
      select child_key from demographics.inactive_number where child_key = any($1::uuid[])
      order by child_key for update)`,
    values: [numbers.map(keyOfNumber)],
  })
}
