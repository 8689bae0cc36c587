import type { Database } from './database.ts'

/** What of a table a migration reads, and which columns it fills, by their types. */
export type Rewriting<Row> = {
  readonly table: string
  /** The columns read, as in a `select`. */
  readonly read: string
  readonly set: Readonly<Record<string, string>>
  /** What each column of `set` becomes; bytes as `byteaText`. */
  readonly rewrite: (row: Row) => Readonly<Record<string, unknown>>
}

const AT_ONCE = 1_000

/** Rewrites every row of a table inside a migration, partitions included, a thousand at a time. Returns how many. */
export async function rewriteRows<Row>(tx: Database, { table, read, set, rewrite }: Rewriting<Row>): Promise<number> {
  const types = Object.entries(set).map(([column, type]) => `${column} ${type}`)
  const text = `update ${table} t set ${Object.keys(set).map(column => `${column} = r.${column}`)}
    from json_to_recordset($1::json) as r (table_id oid, row_id tid, ${types})
    where t.tableoid = r.table_id and t.ctid = r.row_id`
  await tx.query({
    text: `declare rewritten no scroll cursor for
      select tableoid::text as table_id, ctid::text as row_id, ${read} from ${table}`,
  })
  let count = 0
  for (;;) {
    const rows = await tx.query<Row & { table_id: string; row_id: string }>({ text: `fetch ${AT_ONCE} from rewritten` })
    if (rows.length === 0) break
    const filled = rows.map(row => ({ table_id: row.table_id, row_id: row.row_id, ...rewrite(row) }))
    await tx.query({ text, values: [JSON.stringify(filled)] })
    count += rows.length
  }
  await tx.query({ text: 'close rewritten' })
  return count
}
