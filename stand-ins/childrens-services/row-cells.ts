import { addDays, addYears, type CalendarDate } from '../../src/platform/index.ts'
import type { StandInPerson } from '../people/index.ts'
import type { CaseRow } from './case-row.ts'
import type { CanonicalColumn } from './mapping.ts'

/** Text as it is, or a day still to be written in the extract's own way. */
export type Cell = string | { readonly day: CalendarDate } | undefined

/** The ids the case system gives to the person of a row and to their mother. */
export type LocalIds = { readonly own: string; readonly mother: string | undefined }

/** What stands in a row's columns when it is written on `today`, all but the legal status, whose words are the system's. */
export function rowCells(
  row: CaseRow,
  subject: { readonly person: StandInPerson; readonly ids: LocalIds },
  today: CalendarDate,
): Partial<Record<Exclude<CanonicalColumn, 'legalStatus'>, Cell>> {
  const { person, ids } = subject
  const inDays = (days: number | undefined) => (days === undefined ? undefined : { day: addDays(today, days) })
  const instead = row.written ?? {}
  return {
    localPersonId: ids.own,
    nhsNumber: instead.nhsNumber ?? person.nhsNumber,
    familyName: instead.familyName ?? person.family,
    givenNames: instead.givenNames ?? person.given.join(' '),
    dateOfBirth: instead.expectedInDays === undefined ? { day: bornAsWritten(row, person, today) } : undefined,
    expectedDateOfBirth: inDays(instead.expectedInDays),
    motherPersonId: ids.mother,
    cpStart: inDays(row.cp?.[0]),
    cpEnd: inDays(row.cp?.[1]),
    lsStart: inDays(row.ls?.[1]),
    lsEnd: inDays(row.ls?.[2]),
    unbornPlanStart: inDays(row.unborn?.[0]),
    unbornPlanEnd: inDays(row.unborn?.[1]),
    deleteDate: inDays(row.deleted),
  }
}

function bornAsWritten(row: CaseRow, person: StandInPerson, today: CalendarDate): CalendarDate {
  const { bornYearsAgo, bornDaysLater = 0 } = row.written ?? {}
  return bornYearsAgo === undefined ? addDays(person.birthDate, bornDaysLater) : addYears(today, -bornYearsAgo)
}
