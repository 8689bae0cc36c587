import { type DeclarationAnswer, NOT_BROUGHT_REASONS } from '../../../lookup/index.ts'
import { bannerOf } from '../child/presenter.ts'
import type { Child } from '../child.ts'
import type { FieldError, TypedDate } from '../search/read-search.ts'
import type { TypedNotBrought } from './read-not-brought.ts'

type Filled = {
  readonly path: string
  readonly requestId: string
  readonly typed?: TypedNotBrought
  readonly errors?: readonly FieldError[]
}

const HEADING = 'Tell the local authority that the child was not brought'
const NOTHING_TYPED: TypedNotBrought = { date: { day: '', month: '', year: '' }, time: '', reason: '', note: '' }

/** The form, filled with what was typed. */
export function presentNotBrought(child: Child, { path, requestId, typed = NOTHING_TYPED, errors = [] }: Filled) {
  const errorOf = (href: string) => {
    const found = errors.find(one => one.href === href)
    return found === undefined ? {} : { errorMessage: { text: found.text } }
  }
  const part = (name: keyof TypedDate, label: string, width: number) => ({
    name: `date-${name}`,
    id: `date-${name}`,
    label,
    width,
    value: typed.date[name],
  })
  return {
    title: errors.length > 0 ? `Error: ${HEADING}` : HEADING,
    heading: HEADING,
    banner: bannerOf(child),
    path,
    requestId,
    errors,
    date: {
      id: 'date',
      fieldset: { legend: { text: 'Date of the appointment', classes: 'nhsuk-fieldset__legend--s' } },
      items: [part('day', 'Day', 2), part('month', 'Month', 2), part('year', 'Year', 4)],
      ...errorOf('#date-day'),
    },
    time: {
      id: 'time',
      name: 'time',
      label: { text: 'Time', classes: 'nhsuk-label--s' },
      hint: { text: 'For example 14:30' },
      classes: 'nhsuk-input--width-5',
      value: typed.time,
      ...errorOf('#time'),
    },
    reason: {
      idPrefix: 'reason',
      name: 'reason',
      fieldset: { legend: { text: 'What happened', classes: 'nhsuk-fieldset__legend--s' } },
      items: Object.entries(NOT_BROUGHT_REASONS).map(([value, text]) => ({
        value,
        text,
        checked: typed.reason === value,
      })),
      ...errorOf('#reason'),
    },
    note: {
      id: 'note',
      name: 'note',
      rows: 4,
      label: { text: 'What the local authority should know', classes: 'nhsuk-label--s' },
      hint: { text: 'If you like, 500 characters at most. It is sent to the local authority in your words.' },
      value: typed.note,
      ...errorOf('#note'),
    },
  }
}

/** How it ended; `NotChecked` says that nobody was told. */
export function presentTold(child: Child, answer: DeclarationAnswer) {
  return { banner: bannerOf(child), ...wordsOf(answer) }
}

function wordsOf(answer: DeclarationAnswer): { title: string; form: string; lines: string[] } {
  switch (answer.kind) {
    case 'Recorded':
      return {
        title: answer.again
          ? 'You told the local authority of this appointment already'
          : 'The local authority will be told',
        form: 'done',
        lines: [
          'It is in the list of who looked, marked as what it is.',
          'It does not replace a referral. If you are worried, ring them.',
          ...notTold(answer.withheld),
        ],
      }
    case 'NotRecorded':
      return { title: 'Nobody was told', form: 'not-done', lines: notTold(answer.withheld) }
    case 'NothingKnown':
      return {
        title: 'Nobody was told: CP-IS holds nothing for this NHS number',
        form: 'not-done',
        lines: ['There is no local authority to tell. If you are worried, follow your local safeguarding procedure.'],
      }
    case 'NotChecked':
      return {
        title: 'NOT DONE: CP-IS could not be reached',
        form: 'not-done',
        lines: ['Nobody was told. Try again; if it fails again, ring the local authority.'],
      }
  }
}

function notTold(withheld: readonly { readonly authority: { readonly name: string } }[]): string[] {
  return withheld.map(
    ({ authority }) =>
      `${authority.name} is not told, because no data sharing agreement covers your care setting. Ring ${authority.name}.`,
  )
}
