import type { SealedColumn } from '../keys/reseal.ts'
import { contextOfEntry } from './link.ts'

/** The keys of entries; what these seal, in the entry and in its link, stays as it is. */
export const AUDIT_SEALED: readonly SealedColumn[] = [
  {
    table: 'audit.entry',
    column: 'wrapped_key',
    key: { entry_id: 'uuid', at: 'timestamptz' },
    contextOf: ({ entry_id: id = '' }) => contextOfEntry(id),
  },
]
