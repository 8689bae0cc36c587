import { type Database, type RetentionPart, rowsPart } from '../platform/index.ts'

/** What operations deletes: letters of both kinds, and the counts of each upload. None is about a child. */
export function operationsRetention(db: Database): RetentionPart[] {
  const letters = ['letter', 'quality_letter'].map(table =>
    rowsPart(db, { kind: 'letters', table: `operations.${table}`, where: 'written_at < $1' }),
  )
  return [
    together('letters', letters),
    rowsPart(db, {
      kind: 'quality-reports',
      table: 'operations.quality_report',
      where: `received_at < $1
        and not exists (select from operations.quality_letter l where l.upload_id = quality_report.upload_id)`,
    }),
  ]
}

/** Several tables as one kind. */
function together(kind: string, parts: readonly RetentionPart[]): RetentionPart {
  return {
    kind,
    async count(due) {
      let count = 0
      for (const part of parts) count += await part.count(due)
      return count
    },
    async remove(due, limit) {
      let removed = 0
      for (const part of parts) if (removed < limit) removed += await part.remove(due, limit - removed)
      return removed
    },
  }
}
