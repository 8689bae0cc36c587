import type { Database } from './database.ts'

/** The shape of the database: what `db/shape.json` holds and a test compares. */
export type Shape = Readonly<Record<string, readonly string[]>>

/** Partitions come and go with the months and have the shape of their table. */
function isPartition(schema: string, table: string): string {
  return `(select relispartition from pg_class where oid = to_regclass(quote_ident(${schema}) || '.' || quote_ident(${table})))`
}

const COLUMNS = `
  select table_schema || '.' || table_name as place,
    column_name || ' ' || data_type || case when is_nullable = 'NO' then ' not null' else '' end as part
  from information_schema.columns
  where table_schema not in ('pg_catalog', 'information_schema') and not ${isPartition('table_schema', 'table_name')}
  order by table_schema, table_name, ordinal_position`

const INDEXES = `
  select schemaname || '.' || tablename as place, indexdef as part
  from pg_indexes
  where schemaname not in ('pg_catalog', 'information_schema') and not ${isPartition('schemaname', 'tablename')}
  order by 1, indexname`

const GRANTS = `
  select table_schema || '.' || table_name as place,
    grantee || ' may ' || string_agg(lower(privilege_type), ', ' order by privilege_type) as part
  from information_schema.role_table_grants
  where grantee like 'cpis\\_%' and grantee <> 'cpis_owner' group by 1, grantee order by 1, grantee`

/** Reads columns, indexes and grants of every table and view of ours, in a stable order. */
export async function readShape(db: Database): Promise<Shape> {
  const shape: Record<string, string[]> = {}
  for (const text of [COLUMNS, INDEXES, GRANTS]) {
    for (const { place, part } of await db.query<{ place: string; part: string }>({ text })) {
      shape[place] = [...(shape[place] ?? []), part]
    }
  }
  return Object.fromEntries(Object.entries(shape).sort(([a], [b]) => a.localeCompare(b)))
}
