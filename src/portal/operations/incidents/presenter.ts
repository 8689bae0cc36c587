import type { IncidentLink, IncidentRow, IncidentStory } from '../../../operations/index.ts'
import type { Cell, Table } from '../../components/table/presenter.ts'
import { countOf, errorAt, type FieldError, summaryOf, titleOf } from '../../frame/fields.ts'
import { dateAndTime } from '../../frame/words.ts'
import { highField, serviceField, severityField, textFields } from './fields.ts'
import type { Typed } from './read-incident.ts'
import { INCIDENT_WORDS, severityCell } from './words.ts'

/** What was typed and is to be mended. */
export type Mended = { readonly typed: Typed; readonly errors: readonly FieldError[] }
const NOTHING: Mended = { typed: {}, errors: [] }

/** Incidents, the worst first. */
export function presentIncidents(rows: readonly IncidentRow[], withOver: boolean) {
  return {
    title: withOver ? 'All incidents' : 'Open incidents',
    other: withOver
      ? { text: 'Show the open ones only', href: '/operations/incidents' }
      : { text: 'Show those that are over too', href: '/operations/incidents?all=yes' },
    csv: withOver ? '/operations/incidents/incidents.csv?all=yes' : '/operations/incidents/incidents.csv',
    table: {
      caption: countOf(rows.length, 'incident'),
      head: ['Incident', 'Severity', 'Service', 'Where it is', 'Opened', 'Clock', 'Desk'],
      rows: rows.map(row => [
        { text: `${row.number}: ${row.summary}`, href: `/operations/incidents/${row.number}` },
        severityCell(row.severity),
        { text: row.service },
        { text: INCIDENT_WORDS[row.state] },
        { text: dateAndTime(row.openedAt) },
        clockCell(row),
        { text: row.desk?.number ?? 'not told' },
      ]),
      empty: 'No incident is open.',
    } satisfies Table,
  }
}

function clockCell({ clock }: IncidentRow): Cell {
  if (clock.resolvedAt !== undefined)
    return clock.isFixLate ? { text: 'Resolved late', tag: 'orange' } : { text: 'Resolved', tag: 'green' }
  if (clock.isStopped) return { text: 'Stopped', tag: 'grey' }
  if (clock.isFixLate || clock.isRespondLate) return { text: 'Late', tag: 'red' }
  return { text: 'In time', tag: 'green' }
}

/** The form that opens one. */
export function presentNew({ typed, errors }: Mended = NOTHING) {
  const filled = { typed, errors }
  const heading = 'Open an incident'
  return {
    title: titleOf(heading, errors),
    heading,
    errors,
    service: serviceField(filled),
    severity: severityField(filled),
    high: highField(filled),
    fields: textFields(filled),
  }
}

/** One incident with its history, and what can be done with it. */
export function presentIncident(story: IncidentStory, mended: Mended = NOTHING) {
  const { number, summary, state, steps } = story
  const { errors } = mended
  const typed = { ...typedOf(story), ...mended.typed }
  const filled = { typed, errors }
  const heading = `Incident ${number}: ${summary}`
  const open = steps.filter(step => step !== 'closed')
  return {
    title: titleOf(heading, errors),
    heading,
    errors,
    path: `/operations/incidents/${number}`,
    severity: severityCell(story.severity),
    state: INCIDENT_WORDS[state],
    clock: clockCell(story),
    facts: summaryOf(factsOf(story)),
    minimum: summaryOf(minimumOf(story)),
    missing:
      story.missing.length === 0
        ? []
        : [`The service bridge still asks for: ${story.missing.map(partWords).join(', ')}.`],
    links: story.links.map(link => ({ text: `${LINKS[link.kind]} ${link.target}, by ${link.by}` })),
    noLinks: story.links.length === 0 ? ['Nothing is linked.'] : [],
    events: {
      caption: 'History',
      head: ['When', 'Where it went', 'By', 'Note'],
      rows: story.events.map(event => [
        { text: dateAndTime(event.at) },
        { text: INCIDENT_WORDS[event.to] },
        { text: event.by },
        { text: event.note },
      ]),
      empty: '',
    } satisfies Table,
    over: steps.length === 0 ? ['This incident is over.'] : [],
    closing: steps.some(step => step === 'closed') ? ['Close it: who reported it agrees'] : [],
    changing:
      steps.length === 0
        ? []
        : [
            {
              to: {
                id: 'to',
                name: 'to',
                label: { text: 'Where it goes' },
                items: [
                  { value: '', text: 'It stays where it is', selected: (typed['to'] ?? '') === '' },
                  ...open.map(one => ({ value: one, text: INCIDENT_WORDS[one], selected: one === typed['to'] })),
                ],
                ...errorAt(errors, '#to'),
              },
              severity: severityField(filled),
              high: highField(filled),
              fields: textFields(filled),
            },
          ],
    linking: {
      kind: {
        id: 'kind',
        name: 'kind',
        label: { text: 'What to link' },
        items: Object.entries(LINKS).map(([value, text]) => ({ value, text, selected: value === typed['kind'] })),
      },
      target: textFields(filled).target,
    },
  }
}

const LINKS: Readonly<Record<IncidentLink['kind'], string>> = { case: 'Case of a mailbox', notice: 'Notice' }

/** What stands in the form before anybody typed: all but the note. */
function typedOf({ severity, highSeverity, minimum, publicText }: IncidentStory): Typed {
  return {
    severity: String(severity),
    high: highSeverity ? 'yes' : '',
    organisation: minimum.organisation ?? '',
    email: minimum.email ?? '',
    phone: minimum.phone ?? '',
    users: minimum.usersAffected === undefined ? '' : String(minimum.usersAffected),
    happens: minimum.whatHappens ?? '',
    messages: minimum.errorMessages ?? '',
    public: publicText ?? '',
  }
}

function factsOf({ service, openedAt, changedAt, clock, desk, publicText, alarmKey, alarmOverAt }: IncidentStory) {
  const late = (isLate: boolean) => (isLate ? ', late' : '')
  const alarm = alarmOverAt === undefined ? 'still on' : `over since ${dateAndTime(alarmOverAt)}`
  const rows: (readonly [string, string])[] = [
    ['Service affected', service],
    ['Opened', dateAndTime(openedAt)],
    ['Last changed', dateAndTime(changedAt)],
    ['To be worked on by', `${dateAndTime(clock.respondBy)}${late(clock.isRespondLate)}`],
    ['To be resolved by', `${dateAndTime(clock.fixBy)}${late(clock.isFixLate)}`],
    ['Service desk', deskOf(desk)],
    ['Public status', publicText ?? 'only which service is affected'],
  ]
  return alarmKey === undefined ? rows : [...rows, ['Alarm', `${alarmKey}, ${alarm}`] as const]
}

function deskOf(desk: IncidentStory['desk']): string {
  if (desk === undefined) return 'not told'
  const waits = desk.isWaiting ? ', something is still to be told' : ''
  return `${desk.number ?? 'no number yet'}${waits}${desk.lastFailure === undefined ? '' : `; last try: ${desk.lastFailure}`}`
}

const PARTS: Readonly<Record<string, string>> = {
  organisation: 'the organisation',
  email: 'an e-mail address',
  phone: 'a telephone number',
  usersAffected: 'how many users are affected',
  whatHappens: 'what happens',
}

function partWords(part: string): string {
  return PARTS[part] ?? part
}

function minimumOf({ minimum }: IncidentStory): (readonly [string, string])[] {
  const said = (text: string | undefined) => text ?? 'not said yet'
  return [
    ['Organisation', said(minimum.organisation)],
    ['E-mail', said(minimum.email)],
    ['Telephone', said(minimum.phone)],
    ['Users affected', minimum.usersAffected === undefined ? 'not said yet' : String(minimum.usersAffected)],
    ['What happens', said(minimum.whatHappens)],
    ['Error messages', minimum.errorMessages ?? 'none'],
  ]
}
