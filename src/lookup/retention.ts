import { type Database, type RetentionPart, rowsPart } from '../platform/index.ts'
import { HISTORY_LIMIT } from './access.ts'

/** The history of a child with a plan shows the newest; of a child without one nothing is shown. */
const NOT_SHOWN = `(select count(*) from lookup.counted_access newer
    where newer.child_key = counted_access.child_key and newer.at > counted_access.at) >= ${HISTORY_LIMIT}
  or not exists (select from register.shown_plan p where p.child_key = counted_access.child_key)`

/** What the history of look-ups deletes; the accesses themselves go with their entries of the audit. */
export function lookupRetention(db: Database): RetentionPart[] {
  return [
    rowsPart(db, {
      kind: 'counted-accesses',
      table: 'lookup.counted_access',
      where: `at < $1 and (${NOT_SHOWN})`,
      children: ['child_key'],
    }),
    rowsPart(db, { kind: 'counted-authors', table: 'lookup.counted_author', where: 'counted_at < $1' }),
  ]
}
