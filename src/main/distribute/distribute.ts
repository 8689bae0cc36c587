import { type Database, defineErrors, refusal } from '../../platform/index.ts'
import { BY_CHILD, EVERYWHERE } from './placement.ts'

export const distributeErrors = defineErrors({
  DISTRIBUTE_NOT_HERE: { status: 409, sentence: 'This database has not the extension citus, which shares tables out' },
})

/** What is done to a table, and whether it was done before. */
export type Step = { readonly table: string; readonly statement: string; readonly isDone: boolean }

/** All tables by child are co-located with this one. */
const FIRST = 'register.plan'

/** What a cluster makes of the tables of a look-up, in an order in which each finds what it refers to. */
function steps(): Omit<Step, 'isDone'>[] {
  const everywhere = EVERYWHERE.map(table => ({ table, statement: `select create_reference_table('${table}')` }))
  const byChild = Object.entries(BY_CHILD).map(([table, column]) => {
    const beside = table === FIRST ? '' : `, colocate_with => '${FIRST}'`
    return { table, statement: `select create_distributed_table('${table}', '${column}'${beside})` }
  })
  return [...everywhere, ...byChild]
}

/**
 * Shares the tables of a look-up out over the machines of a Citus cluster; what was shared out before stays as it is, so
 * it may be called again. `isDry` only says what would be done. Throws DISTRIBUTE_NOT_HERE.
 */
export async function distribute(owner: Database, { isDry }: { readonly isDry: boolean }): Promise<Step[]> {
  const [there] = await owner.query<{ there: boolean }>({
    text: `select to_regproc('create_distributed_table') is not null as there`,
  })
  if (!there?.there) {
    if (isDry) return steps().map(step => ({ ...step, isDone: false }))
    throw refusal(distributeErrors, 'DISTRIBUTE_NOT_HERE')
  }
  const shared = await owner.query<{ table: string }>({
    text: 'select logicalrelid::regclass::text as table from pg_dist_partition',
  })
  const done = new Set(shared.map(row => row.table))
  const planned = steps().map(step => ({ ...step, isDone: done.has(step.table) }))
  if (!isDry) for (const { statement, isDone } of planned) if (!isDone) await owner.query({ text: statement })
  return planned
}
