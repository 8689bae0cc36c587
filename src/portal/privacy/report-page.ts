import type { Reported, ReportSpan } from '../../lookup/index.ts'
import type { Table } from '../components/table/presenter.ts'
import { errorAt, type FieldError, titleOf } from '../frame/fields.ts'
import { day } from '../frame/words.ts'
import { spanFields, type Typed } from './read-span.ts'

/** So many rows are shown; the file has all. */
export const MOST_SHOWN = 500

/** What is particular to one report. */
export type ReportWords = {
  readonly heading: string
  readonly lead: readonly string[]
  readonly path: string
  /** The field of whom it is about; none where it is about nobody in particular. */
  readonly subject?: { readonly label: string; readonly hint: string }
  /** The field of a list. */
  readonly list?: { readonly label: string; readonly hint: string }
}

export type Filled = { readonly typed: Typed; readonly errors: readonly FieldError[] }

/** What was found, as a page shows it. */
export type Found = {
  readonly span: ReportSpan
  readonly said: readonly string[]
  readonly tables: readonly Table[]
}

/** The page of a report: its form, and above it what was found. */
export function presentReport(words: ReportWords, { typed, errors }: Filled, found?: Found) {
  const { heading, lead, path, subject, list } = words
  const field = { id: 'subject', name: 'subject', value: typed.subject, ...errorAt(errors, '#subject') }
  const labelled = (of: { readonly label: string; readonly hint: string }) => ({
    ...field,
    label: { text: of.label },
    hint: { text: of.hint },
  })
  return {
    title: titleOf(heading, errors),
    heading,
    lead: found === undefined ? lead : [],
    errors,
    form: {
      path,
      subject:
        subject === undefined
          ? []
          : [{ ...labelled(subject), classes: 'nhsuk-input--width-20', autocomplete: 'off', spellcheck: false }],
      list: list === undefined ? [] : [{ ...labelled(list), rows: 8, spellcheck: false }],
      span: spanFields(typed, errors),
    },
    found:
      found === undefined
        ? []
        : [
            {
              path,
              heading: `${day(found.span.from)} to ${day(found.span.to)}`,
              said: found.said,
              tables: found.tables,
              again: Object.entries(typed).map(([name, value]) => ({ name, value })),
            },
          ],
  }
}

/** How many rows there are, and what of them is not shown. */
export function countWords({ rows, isCut }: Reported<unknown>, of: string): string[] {
  const all = isCut ? `More than ${rows.length.toLocaleString('en-GB')} ${of}: choose fewer days.` : ''
  const shown =
    rows.length > MOST_SHOWN
      ? `The first ${MOST_SHOWN} of ${rows.length.toLocaleString('en-GB')} ${of} are shown; the file has all.`
      : ''
  return [all, shown].filter(text => text !== '')
}
