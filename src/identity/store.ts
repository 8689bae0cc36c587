import type { CalendarDate, Database } from '../platform/index.ts'
import type { ActivityRow, RoleProfileRow } from './reference.ts'

/** A role profile as it stands today, with effective activities. */
export type HeldRole = {
  readonly roleProfileId: string
  readonly jobRoleCode: string
  readonly jobRoleName: string
  readonly orgOds: string
  readonly orgName: string
  readonly personPrefix: string | null
  readonly personGiven: string
  readonly personFamily: string
  readonly activities: readonly string[]
}

/** Included activities count, to any depth; `union` without `all` ends a circle. */
const ROLES_HELD = `
  with recursive held as (
    select * from identity.role_profile
    where user_id = $1 and replaced_at is null and valid_from <= $2 and (valid_to is null or valid_to >= $2)
  ), effective (role_profile_id, code) as (
    select role_profile_id, unnest(activity_codes) from held
    union
    select effective.role_profile_id, includes.included
    from effective join identity.activity_includes includes on includes.code = effective.code
  )
  select role_profile_id as "roleProfileId", job_role_code as "jobRoleCode", job_role_name as "jobRoleName",
    org_ods as "orgOds", org_name as "orgName", person_prefix as "personPrefix", person_given as "personGiven",
    person_family as "personFamily",
    array(select code from effective where effective.role_profile_id = held.role_profile_id order by code) as activities
  from held order by role_profile_id`

/** The roles a user holds on a day. Read for every request, so that a role taken away stops at once. */
export function rolesHeld(db: Database, userId: string, day: CalendarDate): Promise<HeldRole[]> {
  return db.query<HeldRole>({ name: 'identity-roles-held', text: ROLES_HELD, values: [userId, day] })
}

/** Makes the activities and what they include those given; none that is gone from the list is taken out. */
export async function storeActivities(tx: Database, rows: readonly ActivityRow[]): Promise<void> {
  const codes = rows.map(row => row.code)
  await tx.query({
    text: `insert into identity.activity (code, name, source) select * from unnest($1::text[], $2::text[], $3::text[])
      on conflict (code) do update set name = excluded.name, source = excluded.source`,
    values: [codes, rows.map(row => row.name), rows.map(row => row.source)],
  })
  await tx.query({ text: 'delete from identity.activity_includes where code = any($1)', values: [codes] })
  const pairs = rows.flatMap(row => row.includes.map(included => [row.code, included]))
  await tx.query({
    text: 'insert into identity.activity_includes (code, included) select * from unnest($1::text[], $2::text[])',
    values: [pairs.map(([code]) => code), pairs.map(([, included]) => included)],
  })
}

const COLUMNS = `role_profile_id, user_id, job_role_code, job_role_name, org_ods, org_name, person_prefix, person_given,
  person_family, activity_codes, valid_from, valid_to, source`

const GIVEN = `with given as (select * from jsonb_to_recordset($1) as row (role_profile_id text, user_id text,
  job_role_code text, job_role_name text, org_ods text, org_name text, person_prefix text, person_given text,
  person_family text, activity_codes text[], valid_from date, valid_to date, source text))`

/**
 * Makes the standing role profiles of one source those given. A version that is no longer right, or no longer given,
 * is closed at this instant and kept; unchanged ones stay as they are.
 */
export async function storeRoleProfiles(tx: Database, rows: readonly RoleProfileRow[], at: Date): Promise<void> {
  const given = JSON.stringify(rows)
  await tx.query({
    text: `${GIVEN} update identity.role_profile standing set replaced_at = $2 where replaced_at is null
      and (source in (select source from given) or role_profile_id in (select role_profile_id from given))
      and not exists (select from given where (${prefixed('given')}) is not distinct from (${prefixed('standing')}))`,
    values: [given, at],
  })
  await tx.query({
    text: `${GIVEN} insert into identity.role_profile (${COLUMNS}, recorded_at) select ${COLUMNS}, $2 from given
      where not exists (select from identity.role_profile standing
        where standing.role_profile_id = given.role_profile_id and standing.replaced_at is null)`,
    values: [given, at],
  })
}

function prefixed(table: string): string {
  return COLUMNS.split(',')
    .map(column => `${table}.${column.trim()}`)
    .join(', ')
}
