import type { SealedColumn } from '../platform/index.ts'
import { contextOfCursor, contextOfPerson } from './sealed-person.ts'

/** What of demographics is sealed under the master keys. */
export const DEMOGRAPHICS_SEALED: readonly SealedColumn[] = [
  {
    table: 'demographics.person',
    column: 'person_sealed',
    key: { child_key: 'uuid' },
    contextOf: ({ child_key: key = '' }) => contextOfPerson(key),
  },
  {
    table: 'demographics.sweep',
    column: 'after_sealed',
    key: { night: 'date' },
    contextOf: ({ night = '' }) => contextOfCursor(night),
  },
]
