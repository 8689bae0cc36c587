import { readNhsNumber } from '../../demographics/index.ts'
import type { SubmittedSubject } from '../upload.ts'
import { isMissing, type Row, type Rule } from './row.ts'
import { isNotInUse } from './withdrawn-plans.ts'

const anySubject = (row: Row, test: (subject: SubmittedSubject) => boolean): boolean => row.record.subjects.some(test)

/** Without these neither the number nor the match can be judged, so they come before any code of PDS. */
export const LEGIBILITY_RULES: readonly Rule[] = [
  {
    clause: 'local-authority.md F1, 4.5: a record that could not be made out is refused alone',
    refuses: row => row.record.fault !== undefined,
    ruling: { detail: 'X-RECORD-UNREADABLE' },
  },
  {
    clause: 'hl7v3.md 4.1: subject 1..2',
    refuses: row => row.record.subjects.length === 0,
    ruling: { detail: 'X-SUBJECT-NONE' },
  },
  {
    clause: 'local-authority.md 3.2: family and given name are mandatory',
    refuses: row => anySubject(row, subject => isMissing(subject.familyName) || isMissing(subject.givenName)),
    ruling: { detail: 'X-NAME-MISSING' },
  },
  {
    clause: 'local-authority.md 3.2: the birth date is mandatory',
    refuses: row => anySubject(row, subject => isMissing(subject.birthDate)),
    ruling: { detail: 'X-DOB-MISSING' },
  },
  {
    clause: 'local-authority.md 4.5: a birth date is a day of the calendar',
    refuses: row => row.birthDates.includes(null),
    ruling: { detail: 'X-DATE-IMPOSSIBLE' },
  },
  {
    clause: 'local-authority.md 4.5: nobody is born in the future; after the match it could never be told',
    refuses: row => row.birthDates.some(day => day !== null && day > row.today),
    ruling: { detail: 'X-DOB-FUTURE' },
  },
]

/** The number itself: readable, one for the record, one record for the number. */
export const NUMBER_RULES: readonly Rule[] = [
  {
    clause: 'local-authority.md R1, 6.1: ten digits and the check digit',
    refuses: row => anySubject(row, subject => readNhsNumber(subject.nhsNumber ?? '') === undefined),
    ruling: { code: 'CPR04' },
  },
  {
    clause: 'hl7v3.md 15 row 5: two subjects are one person, a child who is herself pregnant',
    refuses: row => row.numbers.length > 1,
    ruling: { detail: 'X-SUBJECT-TWO-NUMBERS' },
  },
  {
    clause: 'local-authority.md A9: one number on two records may flag the wrong child, so both are refused',
    refuses: row => row.recordsWithNumber > 1,
    ruling: { detail: 'X-NUMBER-TWICE' },
  },
]

/** What PDS says about the number and the person. */
export const PDS_RULES: readonly Rule[] = [
  {
    clause: 'local-authority.md R2: known to PDS; a number taken out of use is not, but what is held under it may end',
    refuses: row => isNotInUse(row.finding) && !row.closesWithdrawn,
    ruling: { code: 'CPR01' },
  },
  {
    clause: 'local-authority.md R3: no record that PDS restricts',
    refuses: row => row.finding.kind === 'current' && row.finding.person.security !== 'U',
    ruling: { code: 'CPR02' },
  },
  {
    clause: 'local-authority.md R4: not superseded, by PDS or by what the register already acted on',
    refuses: row => row.finding.kind === 'superseded' || row.isReplaced,
    ruling: { code: 'CPR05' },
  },
  {
    clause: 'local-authority.md R5, 6.2: name and birth date agree with PDS, or with what is held; never loosened',
    refuses: row => row.match === 'none',
    ruling: { code: 'CPR03' },
  },
]
