import { type Database, INDEX_KEY_HASH } from '../../platform/index.ts'
import { type Asked, SILENT_COLUMNS } from '../asked.ts'
import { ANSWER, AUDITED, answer, DONE, FOUND, type Form, formOf, type LookUpRow, linked } from '../store.ts'
import type { Marked } from './beacon.ts'

// The silent look-up in two halves: the reading, for a standby, and the writing of the system audit, for the primary.

/** What a standby read, with what the system audit keeps of it. */
export type ReadRow = LookUpRow & Marked & { readonly is_known: boolean; readonly is_withheld: boolean }

const READING: Form = formOf(
  'lookup-standby',
  { ...SILENT_COLUMNS, process_id: 'uuid' },
  given => `with given as (select * from ${given}), ${FOUND}
  ${ANSWER}, false as fresh, false as counted, state.is_known, state.is_withheld,
    (select mark from lookup.beacon where beacon.process_id = state.process_id) as mark
  from state order by state.place`,
)

const WRITING: Form = formOf(
  'lookup-standby-audit',
  { ...SILENT_COLUMNS, is_known: 'boolean', is_withheld: 'boolean' },
  given => `with state as (select * from ${given}), ${AUDITED},
  ${linked("'null'", "'null'", '')}
  select linked.last, ${INDEX_KEY_HASH} as index_hash from state ${DONE}`,
)

/** Reads the plans and writes nothing; `processId` names whose mark comes with it, of the same snapshot. */
export function readAtStandby(standby: Database, asked: readonly Asked[], processId: string): Promise<ReadRow[]> {
  const told = asked.map(one => ({ ...one, process_id: processId }))
  return answer(standby, READING, told) as Promise<ReadRow[]>
}

/** Writes the system audit of what was read elsewhere. */
export async function auditReadings(
  primary: Database,
  asked: readonly Asked[],
  rows: readonly ReadRow[],
): Promise<void> {
  const told = asked.map((one, place) => ({
    ...one,
    is_known: rows[place]?.is_known ?? null,
    is_withheld: rows[place]?.is_withheld ?? null,
  }))
  await answer(primary, WRITING, told)
}
