import { isReportable, type ReportRun, type ReportSpan } from '../../lookup/index.ts'
import { addDays, dayInEngland, readCalendarDate } from '../../platform/index.ts'
import { errorAt, type FieldError } from '../frame/fields.ts'
import type { Form } from '../frame/form.ts'
import type { Visit } from '../frame/portal.ts'

/** What was typed, by the name of its field. */
export type Typed = { readonly from: string; readonly to: string; readonly subject: string }

/** The fields every report has; `subject` is whom it is about. */
export function typedReport(form: Form): Typed {
  return { from: form.get('from'), to: form.get('to'), subject: form.get('subject') }
}

/** The last 30 days, before anything was typed. */
export function usualSpan(now: Date): Typed {
  const to = dayInEngland(now)
  return { from: addDays(to, -29), to, subject: '' }
}

/** The days that were typed, or what is to be mended: one month at most (health-side.md 5.1). */
export function readSpan(typed: Pick<Typed, 'from' | 'to'>, now: Date): ReportSpan | readonly FieldError[] {
  const from = readCalendarDate(typed.from)
  const to = readCalendarDate(typed.to)
  const errors: FieldError[] = []
  if (from === undefined) errors.push({ text: 'Enter the first day', href: '#from' })
  if (to === undefined) errors.push({ text: 'Enter the last day', href: '#to' })
  if (from === undefined || to === undefined) return errors
  return isReportable({ from, to }, dayInEngland(now))
    ? { from, to }
    : [{ text: 'Choose at most 31 days, none of them in the future, the first not after the last', href: '#from' }]
}

/** Who runs a report over which days. */
export function runOf({ actor, requestId }: Visit, span: ReportSpan, isSaved: boolean): ReportRun {
  return { actor, requestId, span, isSaved }
}

/** The two fields of the days, for the macro of an input. */
export function spanFields(typed: Pick<Typed, 'from' | 'to'>, errors: readonly FieldError[]) {
  const field = (name: 'from' | 'to', label: string) => ({
    id: name,
    name,
    type: 'date',
    label: { text: label },
    classes: 'nhsuk-input--width-10',
    value: typed[name],
    ...errorAt(errors, `#${name}`),
  })
  return { from: field('from', 'First day'), to: field('to', 'Last day') }
}
