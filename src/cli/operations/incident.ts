import { Option } from 'commander'
import {
  INCIDENT_STATES,
  type Incident,
  type IncidentLink,
  type IncidentNote,
  type IncidentRow,
  type IncidentState,
  type IncidentStory,
  type NewIncident,
  SERVICES,
  type Service,
  type Severity,
} from '../../operations/index.ts'
import { minuteInEngland } from '../england-time.ts'
import type { Verb } from '../verb.ts'
import { columns } from './columns.ts'
import {
  type IncidentOptions,
  incidentNumber,
  partsOf,
  severityOption,
  withIncidentOptions,
} from './incident-options.ts'

/** What the verbs of `cpis incident` do; who says so is the login. */
export type IncidentUse = {
  readonly open: (wish: Omit<NewIncident, 'by'>) => Promise<Incident>
  readonly list: (withOver: boolean) => Promise<{ readonly rows: readonly IncidentRow[]; readonly csv: string }>
  readonly show: (number: number) => Promise<{ readonly incident: IncidentStory; readonly text: string }>
  readonly advance: (step: Omit<IncidentNote, 'by'> & { readonly to: IncidentState }) => Promise<Incident>
  readonly note: (said: Omit<IncidentNote, 'by'>) => Promise<Incident>
  readonly link: (said: { readonly number: number } & Pick<IncidentLink, 'kind' | 'target'>) => Promise<Incident>
  readonly close: (said: Omit<IncidentNote, 'by'>) => Promise<Incident>
}

type Say = (line: string) => void
type Changed = IncidentOptions & { readonly note: string; readonly json: boolean }

/** The verbs of `cpis incident`. */
export function incidentVerbs(use: IncidentUse, say: Say): Verb[] {
  return [open(use, say), list(use, say), show(use, say), ...changes(use, say)]
}

function open(use: IncidentUse, say: Say): Verb {
  type Options = IncidentOptions & { service: Service; severity: Severity; summary: string; json: boolean }
  return {
    noun: 'incident',
    name: 'open',
    what: 'open an incident; the service desk is told of it',
    define: command =>
      withIncidentOptions(command)
        .addOption(new Option('--service <name>', 'the service affected').choices(SERVICES).makeOptionMandatory())
        .addOption(severityOption().makeOptionMandatory())
        .requiredOption('--summary <text>', 'at most 160 characters; nothing about any child')
        .option('--json', 'print JSON', false)
        .action(async ({ service, severity, summary, json, ...options }: Options) => {
          told(await use.open({ ...partsOf(options), service, severity, summary }), json, say)
        }),
  }
}

function list(use: IncidentUse, say: Say): Verb {
  return {
    noun: 'incident',
    name: 'list',
    what: 'show the open incidents, worst first',
    define: command =>
      command
        .option('--all', 'those that are over too', false)
        .option('--csv', 'print CSV', false)
        .option('--json', 'print JSON', false)
        .action(async ({ all, csv, json }: { all: boolean; csv: boolean; json: boolean }) => {
          const found = await use.list(all)
          if (json) say(JSON.stringify(found.rows))
          else if (csv) say(found.csv.trimEnd())
          else say(found.rows.length === 0 ? 'No incident is open.' : printedList(found.rows))
        }),
  }
}

function show(use: IncidentUse, say: Say): Verb {
  return {
    noun: 'incident',
    name: 'show',
    what: 'show an incident with its history',
    define: command =>
      command
        .argument('<number>', 'its number', incidentNumber)
        .option('--text', 'as text to paste into a service desk', false)
        .option('--json', 'print JSON', false)
        .action(async (number: number, { text, json }: { text: boolean; json: boolean }) => {
          const found = await use.show(number)
          if (json) say(JSON.stringify(found.incident))
          else say(text ? found.text.trimEnd() : printed(found.incident))
        }),
  }
}

function changes(use: IncidentUse, say: Say): Verb[] {
  return [
    {
      noun: 'incident',
      name: 'advance',
      what: 'take an incident a step on, or back',
      define: command =>
        withIncidentOptions(command)
          .argument('<number>', 'its number', incidentNumber)
          .addOption(
            new Option('--to <state>', 'the next state').choices(INCIDENT_STATES.slice(1)).makeOptionMandatory(),
          )
          .requiredOption('--note <text>', 'what was done; nothing about any child')
          .option('--json', 'print JSON', false)
          .action(async (number: number, { to, note, json, ...options }: Changed & { to: IncidentState }) =>
            told(await use.advance({ ...partsOf(options), number, to, note }), json, say),
          ),
    },
    {
      noun: 'incident',
      name: 'note',
      what: 'write a note into the history of an incident, and change its parts',
      define: command =>
        withIncidentOptions(command)
          .argument('<number>', 'its number', incidentNumber)
          .addOption(severityOption())
          .requiredOption('--note <text>', 'what is known; nothing about any child')
          .option('--json', 'print JSON', false)
          .action(async (number: number, { note, json, ...options }: Changed) =>
            told(await use.note({ ...partsOf(options), number, note }), json, say),
          ),
    },
    {
      noun: 'incident',
      name: 'link',
      what: 'link a case of the watch, or a notice, to an incident',
      define: command =>
        command
          .argument('<number>', 'its number', incidentNumber)
          .option('--case <id>', 'a case of the watch')
          .option('--notice <id>', 'a notice')
          .option('--json', 'print JSON', false)
          .action(async (number: number, options: { case?: string; notice?: string; json: boolean }) => {
            const kind = options.case === undefined ? 'notice' : 'case'
            told(await use.link({ number, kind, target: options.case ?? options.notice ?? '' }), options.json, say)
          }),
    },
    {
      noun: 'incident',
      name: 'close',
      what: 'close an incident that is resolved',
      define: command =>
        command
          .argument('<number>', 'its number', incidentNumber)
          .requiredOption('--note <text>', 'who agreed')
          .option('--json', 'print JSON', false)
          .action(async (number: number, { note, json }: Changed) =>
            told(await use.close({ number, note }), json, say),
          ),
    },
  ]
}

function told(incident: Incident, json: boolean, say: Say): void {
  say(json ? JSON.stringify(incident) : `incident ${incident.number} is ${incident.state}`)
}

function printedList(rows: readonly IncidentRow[]): string {
  return columns([
    ['No', 'Sev', 'Service', 'State', 'Opened', 'Fix by', 'Desk', 'Summary'],
    ...rows.map(row => [
      ...[row.number, row.severity, row.service, row.state, minuteInEngland(row.openedAt), fixBy(row)],
      ...[row.desk?.number ?? (row.desk?.lastFailure ? row.desk.lastFailure : '-'), row.summary],
    ]),
  ]).join('\n')
}

function fixBy({ clock }: IncidentRow): string {
  return clock.isFixLate ? `LATE ${minuteInEngland(clock.fixBy)}` : minuteInEngland(clock.fixBy)
}

function printed(incident: IncidentStory): string {
  const { number, severity, service, state, summary, clock, missing, desk, events, links, steps } = incident
  return [
    `${number}: ${summary}`,
    `severity ${severity}, ${service}, ${state}; opened ${minuteInEngland(incident.openedAt)}`,
    `respond by ${minuteInEngland(clock.respondBy)}${clock.isRespondLate ? ', LATE' : ''}; ` +
      `fix by ${minuteInEngland(clock.fixBy)}${clock.isFixLate ? ', LATE' : ''}${clock.isStopped ? ', stopped' : ''}`,
    ...(missing.length > 0 ? [`missing for the service bridge: ${missing.join(', ')}`] : []),
    desk
      ? `desk: ${desk.number ?? '-'}${desk.isWaiting ? ', to be told' : ''}${desk.lastFailure ? `, ${desk.lastFailure}` : ''}`
      : 'desk: -',
    ...links.map(link => `linked: ${link.kind} ${link.target}`),
    ...events.map(event => `  ${minuteInEngland(event.at)}  ${event.to} (${event.by}): ${event.note}`),
    `may go to: ${steps.join(', ') || 'nowhere, it is over'}`,
  ].join('\n')
}
