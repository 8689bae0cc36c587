import {
  INCIDENT_STATES,
  type IncidentState,
  type MinimumDataSet,
  type NewIncident,
  SERVICES,
  SEVERITIES,
  type Severity,
} from '../../../operations/index.ts'
import type { FieldError } from '../../frame/fields.ts'
import type { Form } from '../../frame/form.ts'

/** What was typed, by the name of its field. */
export type Typed = Readonly<Record<string, string>>
type Wrong = { readonly errors: readonly FieldError[] }

const FIELDS = [
  'service',
  'severity',
  'summary',
  'high',
  'organisation',
  'email',
  'phone',
  'users',
  'happens',
  'messages',
  'public',
  'to',
  'note',
  'kind',
  'target',
] as const

export function typedIncident(form: Form): Typed {
  return Object.fromEntries(FIELDS.map(name => [name, form.get(name).replaceAll('\r\n', '\n')]))
}

/** A new incident as a form gives it, without who says so; the service affected must be named (S-106). */
export function readNew(typed: Typed): Omit<NewIncident, 'by'> | Wrong {
  const service = SERVICES.find(one => one === typed['service'])
  const severity = severityOf(typed)
  const { minimum, errors: wrong } = readMinimum(typed)
  const errors: FieldError[] = []
  if (service === undefined) errors.push({ text: 'Choose the service affected', href: '#service' })
  if (severity === undefined) errors.push({ text: 'Choose the severity', href: '#severity' })
  const summary = textOf(typed, 'summary')
  if (summary === undefined || summary.length > 160)
    errors.push({ text: 'Say in 1 to 160 characters what is wrong', href: '#summary' })
  errors.push(...wrong)
  if (service === undefined || severity === undefined || summary === undefined || errors.length > 0) return { errors }
  const publicText = textOf(typed, 'public')
  return {
    service,
    severity,
    summary,
    highSeverity: typed['high'] === 'yes',
    minimum,
    ...(publicText && { publicText }),
  }
}

export type ReadChange = {
  readonly note: string
  readonly severity?: Severity
  readonly highSeverity: boolean
  readonly minimum: MinimumDataSet
  readonly publicText?: string
}

/** What a form changes of an incident: a note always, and of the rest what stands in it. */
export function readChange(typed: Typed): ReadChange | Wrong {
  const note = textOf(typed, 'note')
  const { minimum, errors } = readMinimum(typed)
  if (note === undefined) return { errors: [{ text: 'Say what was found or done', href: '#note' }, ...errors] }
  if (errors.length > 0) return { errors }
  const severity = severityOf(typed)
  const publicText = textOf(typed, 'public')
  return {
    note,
    ...(severity && { severity }),
    highSeverity: typed['high'] === 'yes',
    minimum,
    ...(publicText && { publicText }),
  }
}

/** Where a form takes an incident. */
export function readState(typed: Typed): IncidentState | undefined {
  return INCIDENT_STATES.find(one => one === typed['to'])
}

function severityOf(typed: Typed): Severity | undefined {
  return SEVERITIES.find(one => String(one) === typed['severity'])
}

function textOf(typed: Typed, name: string): string | undefined {
  const text = typed[name] ?? ''
  return text === '' ? undefined : text
}

/** The minimum data set, as far as it was given (programme.md 2.8). */
function readMinimum(typed: Typed): { readonly minimum: MinimumDataSet; readonly errors: readonly FieldError[] } {
  const users = textOf(typed, 'users')
  const isNumber = users === undefined || /^\d{1,7}$/.test(users)
  const part = (key: keyof MinimumDataSet, name: string) => {
    const text = textOf(typed, name)
    return text === undefined ? {} : { [key]: text }
  }
  return {
    minimum: {
      ...part('organisation', 'organisation'),
      ...part('email', 'email'),
      ...part('phone', 'phone'),
      ...(users !== undefined && isNumber && { usersAffected: Number(users) }),
      ...part('whatHappens', 'happens'),
      ...part('errorMessages', 'messages'),
    },
    errors: isNumber ? [] : [{ text: 'Enter how many users are affected as a whole number', href: '#users' }],
  }
}
