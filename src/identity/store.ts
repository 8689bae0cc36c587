import { type CalendarDate, type Database, gatheredReads } from '../platform/index.ts'
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

const standsOn = (day: string) =>
  `role.replaced_at is null and role.valid_from <= ${day} and (role.valid_to is null or role.valid_to >= ${day})`

/** Included activities count, to any depth; `union` without `all` ends a circle. */
const EFFECTIVE = `effective (role_profile_id, code) as (
    select role_profile_id, unnest(activity_codes) from held
    union
    select effective.role_profile_id, includes.included
    from effective join identity.activity_includes includes on includes.code = effective.code
  )`

const ACTIVITIES = `activities as (
    select role_profile_id, array_agg(code order by code) as codes from effective group by role_profile_id
  )`

const HELD = `held.role_profile_id as "roleProfileId", job_role_code as "jobRoleCode", job_role_name as "jobRoleName",
    org_ods as "orgOds", org_name as "orgName", person_prefix as "personPrefix", person_given as "personGiven",
    person_family as "personFamily", coalesce(activities.codes, '{}') as activities`

const ROLES_HELD = `
  with recursive held as (
    select asked.place, role.* from unnest($1::text[], $2::date[]) with ordinality as asked (user_id, day, place)
      join identity.role_profile role on role.user_id = asked.user_id and ${standsOn('asked.day')}
    where not exists (select from identity.closed_account closed where closed.user_id = asked.user_id)
  ), ${EFFECTIVE}, ${ACTIVITIES}
  select place, ${HELD} from held left join activities using (role_profile_id) order by place, held.role_profile_id`

const BEARER = `
  with recursive bearer as (
    select asked.place, asked.day, token.expires_at, sign_in.user_id, sign_in.client_id, sign_in.assurance_level,
      sign_in.selected_role, application.activities as usable, application.channels,
      sign_in.ended_at is null and application.active and application.valid_from <= asked.day
        and (application.valid_to is null or application.valid_to >= asked.day)
        and not exists (select from identity.closed_account closed where closed.user_id = sign_in.user_id) as is_live
    from unnest($1::bytea[], $2::date[]) with ordinality as asked (token_hash, day, place)
      join identity.access_token token on token.token_hash = asked.token_hash
      join identity.sign_in using (sign_in_id)
      join identity.application using (client_id)
  ), held as (
    select bearer.place, role.* from bearer
      join identity.role_profile role on role.user_id = bearer.user_id and ${standsOn('bearer.day')}
  ), ${EFFECTIVE}, ${ACTIVITIES}
  select bearer.place, expires_at as "expiresAt", bearer.user_id as "userId", client_id as "clientId",
    assurance_level as "assuranceLevel", selected_role as "selectedRole", usable, channels, is_live as "isLive", ${HELD}
  from bearer left join held on held.place = bearer.place
    left join activities on activities.role_profile_id = held.role_profile_id
  order by bearer.place, held.role_profile_id`

/** An access token's sign-in and application as they stand, once for each role the user holds, at least once. */
export type BearerRow = {
  readonly expiresAt: Date
  readonly userId: string
  readonly clientId: string
  readonly assuranceLevel: number
  readonly selectedRole: string | null
  /** The activities the application may be used for. */
  readonly usable: readonly string[]
  readonly channels: readonly string[]
  /** Neither the sign-in, nor the account, nor the application or its agreement has ended. */
  readonly isLive: boolean
} & (HeldRole | { readonly roleProfileId: null })

type Placed<Row> = Row & { readonly place: number }
type OnDay<What> = { readonly of: What; readonly day: CalendarDate }

/** The rows of each asker, by the place of what was asked. */
function byPlace<Row extends object>(rows: readonly Placed<Row>[], asked: number): Row[][] {
  const places = Map.groupBy(rows, row => row.place)
  return Array.from({ length: asked }, (_, index) =>
    (places.get(index + 1) ?? []).map(({ place: _place, ...row }) => row as unknown as Row),
  )
}

const gatheredBearers = gatheredReads(async (db: Database, asked: readonly OnDay<Buffer>[]) => {
  const values = [asked.map(one => one.of), asked.map(one => one.day)]
  return byPlace(await db.query<Placed<BearerRow>>({ name: 'identity-bearers', text: BEARER, values }), asked.length)
})

/**
 * All that decides about an access token on a day, in one statement, so that whatever was taken away stops at once;
 * tokens presented at the same time are read together.
 */
export function bearerRows(db: Database, tokenHash: Buffer, day: CalendarDate): Promise<BearerRow[]> {
  return gatheredBearers(db, { of: tokenHash, day })
}

/** The roles that stand and hold both activities, included ones counted; by the version they stand in. */
export function rolesWithBothActivities(db: Database): Promise<RoleWithBoth[]> {
  return db.query<RoleWithBoth>({
    text: `with recursive held as (select * from identity.role_profile where replaced_at is null), ${EFFECTIVE}
      select role_profile_id as "roleProfileId", user_id as "userId", org_ods as "orgOds", recorded_at as "recordedAt"
      from held where (select count(*) from effective where effective.role_profile_id = held.role_profile_id
        and code in ('B0107', 'B0170')) = 2 order by role_profile_id`,
  })
}

export type RoleWithBoth = {
  readonly roleProfileId: string
  readonly userId: string
  readonly orgOds: string
  readonly recordedAt: Date
}

const gatheredRoles = gatheredReads(async (db: Database, asked: readonly OnDay<string>[]) => {
  const values = [asked.map(one => one.of), asked.map(one => one.day)]
  return byPlace(
    await db.query<Placed<HeldRole>>({ name: 'identity-roles-held', text: ROLES_HELD, values }),
    asked.length,
  )
})

/**
 * The roles a user holds on a day. Read for every request, so that a role taken away stops at once; those of users who
 * ask at the same time are read together.
 */
export function rolesHeld(db: Database, userId: string, day: CalendarDate): Promise<HeldRole[]> {
  return gatheredRoles(db, { of: userId, day })
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
