import type { AttendanceReport, ReportSpan } from '../../../lookup/index.ts'
import { countOf } from '../../frame/fields.ts'
import { day, spaced } from '../../frame/words.ts'
import { whoWords } from '../entry-words.ts'
import { type Found, MOST_SHOWN, type ReportWords } from '../report-page.ts'

export const ATTENDANCE: ReportWords = {
  heading: 'Attendances and look-ups',
  lead: [
    'Who attended and was not checked, and who was checked and did not attend, in your organisation. A look-up answers for an attendance of its day or of the day before.',
    'The list is compared and then forgotten: it is stored nowhere.',
  ],
  path: '/privacy/attendance',
  list: {
    label: 'Attendances as CSV',
    hint: 'The first line nhs_number,date; then in each line a number and a day, as 9990000018,2026-11-22. At most 10,000 lines.',
  },
}

type Told = {
  readonly report: AttendanceReport
  readonly names: ReadonlyMap<string, string>
  readonly span: ReportSpan
}

/** What the comparison found. */
export function presentAttendance({ report, names, span }: Told): Found {
  const { attended, notChecked, withoutAttendance } = report
  const isCut = notChecked.length > MOST_SHOWN || withoutAttendance.length > MOST_SHOWN
  return {
    span,
    said: [
      `${countOf(attended, 'attendance')}: ${notChecked.length.toLocaleString('en-GB')} not checked. ${countOf(withoutAttendance.length, 'check')} without an attendance.`,
      ...(isCut ? [`The first ${MOST_SHOWN} of each are shown; the file has all.`] : []),
    ],
    tables: [
      {
        caption: 'Attended but not checked',
        head: ['NHS number', 'Day'],
        rows: notChecked.slice(0, MOST_SHOWN).map(one => [{ text: spaced(one.nhsNumber) }, { text: day(one.day) }]),
        empty: 'Everybody who attended was checked.',
      },
      {
        caption: 'Checked without attendance',
        head: ['NHS number', 'Day', 'By whom'],
        rows: withoutAttendance
          .slice(0, MOST_SHOWN)
          .map(one => [
            { text: spaced(one.nhsNumber) },
            { text: day(one.day) },
            { text: one.userIds.length === 0 ? 'a system' : one.userIds.map(id => whoWords(id, names)).join(', ') },
          ]),
        empty: 'Everybody who was checked attended.',
      },
    ],
  }
}

export function rowsOfAttendance({ report }: Pick<Told, 'report'>): (string | number)[][] {
  return [
    ['finding', 'nhs_number', 'date', 'user_ids'],
    ...report.notChecked.map(one => ['attended but not checked', one.nhsNumber, one.day, '']),
    ...report.withoutAttendance.map(one => [
      ...['checked without attendance', one.nhsNumber, one.day, one.userIds.join(' ')],
    ]),
  ]
}
