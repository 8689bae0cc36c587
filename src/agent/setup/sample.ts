import { addDays, type CalendarDate } from '../../platform/index.ts'
import { COLUMNS, type Column, DATE_COLUMNS, type DateColumn, type ExtractMapping } from '../extract/mapping.ts'

type SampleRow = Partial<Record<Exclude<Column, DateColumn>, string>> & Partial<Record<DateColumn, CalendarDate>>

/** Invented people; the last three rows hold what checks find. */
function rows(today: CalendarDate): SampleRow[] {
  const ago = (days: number) => addDays(today, -days)
  const born = (text: string) => text as CalendarDate
  return [
    { ...person('1001', '9990100004', 'Sample', 'Robin'), dateOfBirth: born('2016-04-02'), cpStart: ago(120) },
    { ...person('1002', '9990100284', 'Exampleton', 'Niamh'), dateOfBirth: born('2020-03-27'), cpStart: ago(300) },
    {
      ...person('1003', '9990100497', 'Mockford', 'Poppy Rose'),
      ...{ dateOfBirth: born('2017-09-30'), legalStatus: 'C1', lsStart: ago(75) },
    },
    {
      ...person('1004', '9990100217', 'Samplesmith', 'Laura Jane'),
      ...{ dateOfBirth: born('1999-02-08'), unbornPlanStart: ago(60), unbornPlanEnd: addDays(today, 110) },
    },
    { ...person('1005', '', 'Nonumber', 'Lee'), dateOfBirth: born('2019-01-22'), cpStart: ago(45) },
    { ...person('1006', '9990100633', 'Wrongdigit', 'Sky'), dateOfBirth: born('2019-01-22'), cpStart: ago(45) },
    {
      ...person('1007', '9990100357', 'Trialby', 'Kit'),
      ...{ dateOfBirth: born('2015-07-14'), cpStart: ago(10), cpEnd: ago(40) },
    },
  ]
}

function person(localPersonId: string, nhsNumber: string, familyName: string, givenNames: string) {
  return { localPersonId, nhsNumber, familyName, givenNames }
}

/** A small extract of invented people as this mapping writes one, its plans counted back from `today`. */
export function sampleExtract(mapping: ExtractMapping, today: CalendarDate): string {
  const columns = COLUMNS.filter(column => mapping.columns[column] !== undefined)
  const lines = rows(today).map(row => columns.map(column => cellOf(row, column, mapping)))
  const headings = columns.map(column => mapping.columns[column] ?? '')
  return [headings, ...lines].map(cells => `${cells.join(mapping.delimiter ?? ',')}\n`).join('')
}

function cellOf(row: SampleRow, column: Column, { dateFormat, legalStatuses = {} }: ExtractMapping): string {
  const cell = row[column] ?? ''
  if (column === 'legalStatus') return Object.keys(legalStatuses).find(word => legalStatuses[word] === cell) ?? cell
  if (dateFormat === 'YYYY-MM-DD' || !(DATE_COLUMNS as readonly Column[]).includes(column)) return cell
  return cell.split('-').reverse().join('/')
}
