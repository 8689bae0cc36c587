import type { Database } from '../../platform/index.ts'

/** Which months of the history are in an archive, the oldest first; asked under the auditor's role. */
export async function archivedMonths(
  auditor: Database,
): Promise<{ month: string; id: string; at: string; entries: number; accesses: number }[]> {
  const rows = await auditor.query<{ month: string; id: string; at: Date; entries: number; accesses: number }>({
    text: `select month, archive_id as id, archived_at as at, entries + entries_before_chain as entries,
        accesses + accesses_before_chain as accesses
      from audit.archived_month order by month`,
  })
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}
