import type { Database } from './database.ts'

/** The shape of the database: what `db/shape.json` holds and a test compares. */
export type Shape = Readonly<Record<string, readonly string[]>>

// From the catalogues themselves: information_schema shows each role only what it has rights on.

/** Partitions come and go with the months and have the shape of their table. */
const OF_OURS = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname not like 'pg\\_%'
    and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v') and not c.relispartition`
const PLACE = `n.nspname || '.' || c.relname as place`

const COLUMNS = `
  select ${PLACE}, a.attname || ' ' || format_type(a.atttypid, null) ||
    case when a.attnotnull then ' not null' else '' end as part
  from ${OF_OURS} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  order by 1, a.attnum`

const INDEXES = `
  select ${PLACE}, pg_get_indexdef(i.indexrelid) as part
  from ${OF_OURS} join pg_index i on i.indrelid = c.oid order by 1, 2`

/** The owner may everything, and the copy reads everything. */
const GRANTED = `r.rolname like 'cpis\\_%' and r.rolname not in ('cpis_owner', 'cpis_backup')`

const GRANTS = `
  select ${PLACE}, r.rolname || ' may ' ||
    string_agg(lower(g.privilege_type), ', ' order by lower(g.privilege_type)) as part
  from ${OF_OURS} cross join lateral aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee and ${GRANTED}
  group by 1, r.rolname order by 1, r.rolname`

const COLUMN_GRANTS = `
  select ${PLACE}, r.rolname || ' may ' || lower(g.privilege_type) || ' ' ||
    string_agg(a.attname, ', ' order by a.attname) as part
  from ${OF_OURS} join pg_attribute a on a.attrelid = c.oid cross join lateral aclexplode(a.attacl) g
  join pg_roles r on r.oid = g.grantee and ${GRANTED}
  group by 1, r.rolname, g.privilege_type order by 1, r.rolname, g.privilege_type`

/** Guarded rows, and to whom a policy gives some of them only. */
const GUARDED = `
  select ${PLACE}, 'rows are guarded' || case when c.relforcerowsecurity then ', for its owner too' else '' end as part
  from ${OF_OURS} and c.relrowsecurity order by 1`

const POLICIES = `
  select ${PLACE}, 'rows ' || p.polname || ' where ' ||
    regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\\s+', ' ', 'g') as part
  from ${OF_OURS} join pg_policy p on p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) <> 'true'
  order by 1, p.polname`

/** Reads columns, indexes, grants and row policies of every table and view of ours, in a stable order; as anybody. */
export async function readShape(db: Database): Promise<Shape> {
  const shape: Record<string, string[]> = {}
  for (const text of [COLUMNS, INDEXES, GRANTS, COLUMN_GRANTS, GUARDED, POLICIES]) {
    for (const { place, part } of await db.query<{ place: string; part: string }>({ text })) {
      shape[place] = [...(shape[place] ?? []), part]
    }
  }
  return Object.fromEntries(Object.entries(shape).sort(([a], [b]) => a.localeCompare(b)))
}
