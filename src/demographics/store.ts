import type { CalendarDate, Database } from '../platform/index.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsPerson } from './pds/pds-finding.ts'

type PersonRow = {
  number: NhsNumber
  given: string[]
  family: string | null
  birth_date: CalendarDate | null
  security: PdsPerson['security']
  version_id: string
}

/**
 * The persons read at or after `since`. One read before its number was learned to be inactive is left out: it may have
 * been written late, by an upload that read PDS just before the change.
 */
export async function readPersons(
  db: Database,
  numbers: readonly NhsNumber[],
  since: Date,
): Promise<Map<NhsNumber, PdsPerson>> {
  const rows = await db.query<PersonRow>({
    name: 'demographics-read-persons',
    text: `select p.number, p.given, p.family, p.birth_date, p.security, p.version_id
      from demographics.person p
      where p.number = any($1::text[]) and p.checked_at >= $2
        and not exists (select from demographics.inactive_number i
          where i.number = p.number and i.learned_at >= p.checked_at)`,
    values: [numbers, since],
  })
  return new Map(rows.map(row => [row.number, personOf(row)]))
}

function personOf(row: PersonRow): PdsPerson {
  return {
    nhsNumber: row.number,
    given: row.given,
    ...(row.family === null ? {} : { family: row.family }),
    ...(row.birth_date === null ? {} : { birthDate: row.birth_date }),
    security: row.security,
    versionId: row.version_id,
  }
}

/** Keeps persons, sorted by number so that two uploads naming the same children wait for each other, not in a circle. */
export async function keepPersons(db: Database, persons: readonly PdsPerson[], checkedAt: Date): Promise<void> {
  if (persons.length === 0) return
  await db.query({
    name: 'demographics-keep-persons',
    text: `insert into demographics.person (number, given, family, birth_date, security, version_id, checked_at)
      select "nhsNumber", given, family, "birthDate", security, "versionId", $2
      from jsonb_to_recordset($1::jsonb) as found ("nhsNumber" text, given text[], family text, "birthDate" date,
        security text, "versionId" text)
      order by "nhsNumber"
      on conflict (number) do update set given = excluded.given, family = excluded.family,
        birth_date = excluded.birth_date, security = excluded.security, version_id = excluded.version_id,
        checked_at = excluded.checked_at
      where person.checked_at < excluded.checked_at`,
    values: [JSON.stringify(persons), checkedAt],
  })
}

/** Removes persons; rows are locked in the order `keepPersons` takes. */
export async function dropPersons(db: Database, numbers: readonly NhsNumber[]): Promise<void> {
  await db.query({
    text: `delete from demographics.person where number in (
      select number from demographics.person where number = any($1::text[]) order by number for update)`,
    values: [numbers],
  })
}

/** Removes up to `limit` persons read before an instant, passing by rows somebody is writing; returns how many. */
export async function dropPersonsBefore(db: Database, instant: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ dropped: number }>({
    text: `with stale as (
        select number from demographics.person where checked_at < $1 limit $2 for update skip locked),
      dropped as (delete from demographics.person p using stale where p.number = stale.number returning 1)
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
    text: `insert into demographics.inactive_number (number, replaced_by, learned_at)
      select number, replaced_by, $3 from unnest($1::text[], $2::text[]) as found (number, replaced_by)
      order by number
      on conflict (number) do update set replaced_by = excluded.replaced_by, learned_at = excluded.learned_at
      where inactive_number.replaced_by is distinct from excluded.replaced_by`,
    values: [inactive.map(one => one.number), inactive.map(one => one.replacedBy ?? null), learnedAt],
  })
}

/** Takes back what was recorded of numbers PDS holds as current again. */
export async function removeInactive(db: Database, numbers: readonly NhsNumber[]): Promise<void> {
  await db.query({
    text: `delete from demographics.inactive_number where number in (
      select number from demographics.inactive_number where number = any($1::text[]) order by number for update)`,
    values: [numbers],
  })
}
