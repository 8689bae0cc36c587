import { type Database, type RetentionPart, rowsPart } from '../platform/index.ts'

/** The day an instant is, as `shown_until` and `delete_date` have it. */
const DAY = "($1::timestamptz at time zone 'Europe/London')::date"

/**
 * The versions go with their plan: one that came under the same key again begins with version 1, and must find none there.
 * Where a plan moved to another number they go by their age, the one that says so last.
 */
const ITS_VERSIONS = `delete from register.plan_version v using gone
  where v.child_key = gone.child_key and v.authority_code = gone.authority_code and v.type = gone.type`

/** A version is over when it was replaced: when the next one of its plan was stored. */
const REPLACED = `stored_at < $1 and coalesce((select min(n.stored_at) from register.plan_history n
  where n.child_key = plan_version.child_key and n.authority_code = plan_version.authority_code
    and n.type = plan_version.type and n.version > plan_version.version), stored_at) < $1
  and (change <> 'renumbered' or not exists (select from register.plan_version o
    where o.child_key = plan_version.child_key and o.authority_code = plan_version.authority_code
      and o.type = plan_version.type and o.version <> plan_version.version))`

const UNUSED = ['plan', 'plan_version']
  .map(table => `not exists (select from register.${table} p where p.child_key in (old_key, current_key))`)
  .join(' and ')

/** What the register deletes when its period is over (health-side.md 6.5). */
export function registerRetention(db: Database): RetentionPart[] {
  return [
    rowsPart(db, {
      kind: 'plans',
      table: 'register.plan',
      where: `delete_date is null and shown_until < ${DAY} or delete_date < ${DAY}`,
      children: ['child_key'],
      alongside: ITS_VERSIONS,
    }),
    rowsPart(db, {
      kind: 'plan-versions',
      table: 'register.plan_version',
      where: REPLACED,
      children: ['child_key'],
    }),
    rowsPart(db, {
      kind: 'upload-records',
      table: 'register.upload_verdicts',
      where: `exists (select from register.upload u where u.upload_id = upload_verdicts.upload_id and u.received_at < $1)`,
      heldTogether: true,
    }),
    rowsPart(db, {
      kind: 'number-aliases',
      table: 'register.number_alias',
      where: `learned_at < $1 and ${UNUSED}`,
      children: ['old_key', 'current_key'],
    }),
  ]
}
