import { type Database, type RetentionPart, rowsPart } from '../platform/index.ts'

/** What is deleted by night; persons and events have a clock of their own (`forgetPersons`, `forgetChangeEvents`). */
export function demographicsRetention(db: Database): RetentionPart[] {
  return [
    rowsPart(db, {
      kind: 'inactive-numbers',
      table: 'demographics.inactive_number',
      where: 'learned_at < $1',
      children: ['child_key', 'replaced_key'],
    }),
    rowsPart(db, { kind: 'sweeps', table: 'demographics.sweep', where: 'started_at < $1' }),
  ]
}
