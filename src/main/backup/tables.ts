import type { Database } from '../../platform/index.ts'

/** A table of ours, and the columns its rows are ordered by. */
export type Table = { readonly name: string; readonly key: string }

/** A partition, so that a restore makes the same. */
export type Partition = { readonly name: string; readonly of: string; readonly bound: string }

const OURS = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'`

/** Every table of ours, those first that others refer to; partitions are within their table. */
export async function tablesInOrder(db: Database): Promise<Table[]> {
  const tables = await db.query<{ oid: number; name: string; key: string | null }>({
    text: `select c.oid::int, n.nspname || '.' || c.relname as name,
        (select string_agg(quote_ident(a.attname), ', ' order by k.place)
          from pg_index i, unnest(i.indkey) with ordinality k (attnum, place), pg_attribute a
          where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and ${OURS}
      order by name`,
  })
  const references = await db.query<{ from: number; to: number }>({
    text: `select conrelid::int as "from", confrelid::int as "to" from pg_constraint where contype = 'f' and conrelid <> confrelid`,
  })
  const waiting = new Map(tables.map(table => [table.oid, table]))
  const ordered: Table[] = []
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      ({ oid }) => !references.some(one => one.from === oid && waiting.has(one.to)),
    )
    if (free.length === 0) throw new Error('tables refer to one another in a ring')
    for (const { oid, name, key } of free) {
      ordered.push({ name, key: key ?? 't::text' })
      waiting.delete(oid)
    }
  }
  return ordered
}

/** Every partition of ours but the default ones, which migrations make. */
export function partitions(db: Database): Promise<Partition[]> {
  return db.query<Partition>({
    text: `select n.nspname || '.' || c.relname as name, pn.nspname || '.' || p.relname as of,
        pg_get_expr(c.relpartbound, c.oid) as bound
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
      join pg_namespace pn on pn.oid = p.relnamespace
      where c.relkind = 'r' and c.relispartition and ${OURS} and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
      order by name`,
  })
}
