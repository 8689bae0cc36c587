import { addDays, type CalendarDate, readCalendarDate, refusal } from '../../platform/index.ts'
import { operationsErrors } from '../errors.ts'

/** A day further back is no day of an incident: it may be somebody's birthday. Ours. */
const INCIDENT_DAYS = 60
const MONTHS = 'january february march april may june july august september october november december'.split(' ')

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const MONTH = MONTHS.map(month => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join('|')
const DATES: readonly (readonly [RegExp, order: readonly ('year' | 'month' | 'day')[]])[] = [
  [/(?<!\d)(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?!\d)/g, ['year', 'month', 'day']],
  [/(?<!\d)(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)/g, ['day', 'month', 'year']],
  [/(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g, ['year', 'month', 'day']],
  [/(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)/g, ['day', 'month', 'year']],
  [
    new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${MONTH})\\.?,? (\\d{4})(?!\\d)`, 'gi'),
    ['day', 'month', 'year'],
  ],
  [new RegExp(`(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)`, 'gi'), ['month', 'day', 'year']],
]
const TIME = /[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?/g
const BORN = /\b(?:born|birth|d\.?\s?o\.?\s?b)\b[^.;]{0,30}$/i
/** Ten digits that stand together, however they are parted; eleven are a telephone number. */
const TEN_DIGITS = /(?<!\d[ .\u00a0-]?)(?:\d[ .\u00a0-]?){9}\d(?![ .\u00a0-]?\d)/

/**
 * Refuses a text of an incident that may name a child: ten digits that may be an NHS number, right or mistyped, or a day
 * that may be a birth date - one called so, or further back than 60 days. Names nobody can tell from other words.
 * Throws INCIDENT_NAMES_CHILD, which says where and never what (programme.md 3.4).
 */
export function refuseChild(where: string, text: string, today: CalendarDate): void {
  let rest = text.replace(UUID, ' ')
  for (const [pattern, order] of DATES) {
    rest = rest.replace(pattern, (found, ...groups) => {
      const day = dayOf(order, groups.slice(0, 3).map(String))
      const offset = Number(groups[3])
      if (day === undefined) return found
      if (day < addDays(today, -INCIDENT_DAYS) || BORN.test(rest.slice(0, offset)))
        throw refused(where, 'a date of birth')
      return ' '
    })
  }
  if (TEN_DIGITS.test(rest.replace(TIME, ' '))) throw refused(where, 'an NHS number')
}

function refused(where: string, what: string) {
  return refusal(operationsErrors, 'INCIDENT_NAMES_CHILD', `${where} holds what may be ${what}`)
}

function dayOf(order: readonly ('year' | 'month' | 'day')[], groups: readonly string[]): CalendarDate | undefined {
  const part = (name: 'year' | 'month' | 'day') => groups[order.indexOf(name)] ?? ''
  const named = MONTHS.findIndex(month => month.startsWith(part('month').slice(0, 3).toLowerCase())) + 1
  const month = /^\d/.test(part('month')) ? part('month') : String(named)
  const year = part('year').length === 2 ? `20${part('year')}` : part('year')
  const day = readCalendarDate(`${year}-${month.padStart(2, '0')}-${part('day').padStart(2, '0')}`)
  return day !== undefined && day >= '1900-01-01' ? day : undefined
}
