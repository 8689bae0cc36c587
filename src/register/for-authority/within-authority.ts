import type { Database } from '../../platform/index.ts'

/**
 * Runs statements on behalf of one authority: PostgreSQL is told which (`cpis.authority`), for policies on rows as a second
 * line behind the `where` of each statement.
 */
export function withinAuthority<Result>(
  db: Database,
  authorityCode: string,
  work: (tx: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async tx => {
    await tx.query({
      name: 'within-authority',
      text: `select set_config('cpis.authority', $1, true)`,
      values: [authorityCode],
    })
    return work(tx)
  })
}
