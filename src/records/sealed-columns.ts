import type { SealedColumn } from '../platform/index.ts'

const sealed = (table: string, id: string, column: string): SealedColumn => ({
  table,
  column,
  key: { [id]: 'uuid' },
  contextOf: row => `${table} ${row[id]}`,
})

/** What of the records on deleting and disclosing is sealed under the master keys. */
export const RECORDS_SEALED: readonly SealedColumn[] = [
  sealed('records.hold', 'hold_id', 'hold_sealed'),
  sealed('records.erasure', 'erasure_id', 'erasure_sealed'),
  sealed('records.subject_request', 'request_id', 'request_sealed'),
]
