import type { Database } from '../../platform/index.ts'

/**
 * Runs statements on behalf of one authority: PostgreSQL is told which (`cpis.authority`). As `authority` no other's row is
 * seen or changed then, whatever the statement says, and none at all outside of this (decision 71).
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
