import { SERVICES, SEVERITIES } from '../../../operations/index.ts'
import { errorAt, type FieldError } from '../../frame/fields.ts'
import type { Typed } from './read-incident.ts'

type Filled = { readonly typed: Typed; readonly errors: readonly FieldError[] }

const SEVERITY_WORDS = ['the whole service is away', 'a large part is away', 'it works badly', 'small', 'a question']

function text(name: string, label: string, { typed, errors, hint }: Filled & { readonly hint?: string }) {
  return {
    id: name,
    name,
    label: { text: label },
    ...(hint !== undefined && { hint: { text: hint } }),
    value: typed[name] ?? '',
    ...errorAt(errors, `#${name}`),
  }
}

/** The service affected: none is chosen beforehand, since one must be named (S-106). */
export function serviceField({ typed, errors }: Filled) {
  return {
    id: 'service',
    name: 'service',
    label: { text: 'Service affected' },
    items: [
      { value: '', text: 'Choose one', selected: (typed['service'] ?? '') === '' },
      ...SERVICES.map(one => ({ value: one, text: one, selected: one === typed['service'] })),
    ],
    ...errorAt(errors, '#service'),
  }
}

export function severityField({ typed, errors }: Filled) {
  return {
    id: 'severity',
    name: 'severity',
    label: { text: 'Severity' },
    items: [
      { value: '', text: 'Choose one', selected: (typed['severity'] ?? '') === '' },
      ...SEVERITIES.map(one => ({
        value: String(one),
        text: `${one}: ${SEVERITY_WORDS[one - 1]}`,
        selected: String(one) === typed['severity'],
      })),
    ],
    ...errorAt(errors, '#severity'),
  }
}

export function highField({ typed }: Filled) {
  return {
    idPrefix: 'high',
    name: 'high',
    items: [
      {
        value: 'yes',
        text: 'A high severity service incident: the service bridge is told at once',
        checked: typed['high'] === 'yes',
      },
    ],
  }
}

/** The minimum data set, the public text, and a note. */
export function textFields(filled: Filled) {
  return {
    summary: text('summary', 'What is wrong', {
      ...filled,
      hint: 'At most 160 characters. Name no child and nobody else.',
    }),
    organisation: text('organisation', 'Organisation that reports it', filled),
    email: text('email', 'E-mail address', filled),
    phone: text('phone', 'Telephone', filled),
    users: { ...text('users', 'Users affected', filled), inputmode: 'numeric', classes: 'nhsuk-input--width-5' },
    happens: { ...text('happens', 'What happens', filled), rows: 3 },
    messages: { ...text('messages', 'Error messages, if there are any', filled), rows: 2 },
    public: {
      ...text('public', 'What the public status says', { ...filled, hint: 'Empty: only which service is affected.' }),
      rows: 2,
    },
    note: { ...text('note', 'Note', { ...filled, hint: 'What was found or done. Name no child.' }), rows: 3 },
    target: text('target', 'Its id', filled),
  }
}
