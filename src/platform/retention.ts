import type { Database } from './database.ts'
import type { ChildKey } from './keys/child-key.ts'

/** What is due to be deleted: what is older than an instant, but nothing of a child whose records are held. */
export type Due = { readonly before: Date; readonly held: readonly ChildKey[] }

/** One kind of record that is deleted when its period is over. */
export type RetentionPart = {
  /** As `db/reference/retention.csv` calls it. */
  readonly kind: string
  /** How many records are due. */
  count(due: Due): Promise<number>
  /** Deletes at most so many of them, in one transaction; returns how many. Fewer means that there are no more. */
  remove(due: Due, limit: number): Promise<number>
}

/** Rows of one table that are due by a condition over it. */
export type DueRows = {
  readonly kind: string
  readonly table: string
  /** SQL over the table's columns; `$1` is the instant. */
  readonly where: string
  /** Columns that name a child; what names nobody is never held. */
  readonly children?: readonly string[]
  /** Records of many children, sealed together: all are held while anybody's are. */
  readonly heldTogether?: boolean
  /** SQL that deletes what belongs to the rows of `gone`. */
  readonly alongside?: string
}

/** Rows of a table as a kind of record that is deleted. */
export function rowsPart(
  db: Database,
  { kind, table, where, children = [], heldTogether = false, alongside }: DueRows,
): RetentionPart {
  const notHeld = children.map(column => `and (${column} is null or ${column} <> all ($2::uuid[]))`)
  const whole = heldTogether ? 'and cardinality($2::uuid[]) = 0' : 'and $2::uuid[] is not null'
  const due = `from ${table} where (${where}) ${notHeld.join(' ')} ${whole}`
  return {
    kind,
    async count({ before, held }) {
      const text = `select count(*)::int as due ${due}`
      const [row] = await db.query<{ due: number }>({ text, values: [before, held] })
      return row?.due ?? 0
    },
    async remove({ before, held }, limit) {
      const rows = await db.query({
        text: `with gone as (
            delete from ${table} where ctid = any (array(select ctid ${due} limit $3)) returning *
          )${alongside === undefined ? '' : `, along as (${alongside})`}
          select from gone`,
        values: [before, held, limit],
      })
      return rows.length
    },
  }
}
