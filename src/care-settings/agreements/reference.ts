import { addDays, calendarDate } from '../../platform/index.ts'
import type { ReferenceRow } from '../reference.ts'

/** Turns a column of codes with semicolons between into a list. */
export function listOf<Column extends string>(column: Column) {
  return <Row extends ReferenceRow>(row: Row) => ({ ...row, [column]: row[column]?.split(';') ?? [] })
}

/** An agreement of the file with the entries its history begins with: offered, signed and lapsed so far as it was. */
export function agreementEntries<Row extends Readonly<Record<string, unknown>>>(row: Row) {
  const { valid_from, valid_to, signed_on, signatory_role } = row
  const history = [
    { event: 'offered', on_day: valid_from },
    ...(signed_on === null ? [] : [{ event: 'signed', on_day: signed_on, signatory_role }]),
    ...(valid_to === null ? [] : [{ event: 'lapsed', on_day: addDays(calendarDate(String(valid_to)), 1) }]),
  ]
  return { ...row, history: history.map((entry, index) => ({ ...entry, entry: index + 1 })) }
}
