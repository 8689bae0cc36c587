import * as agent from '../agent/index.ts'
import * as careSettings from '../care-settings/index.ts'
import { conformanceErrors } from '../conformance/index.ts'
import * as demographics from '../demographics/index.ts'
import * as fhir from '../fhir/index.ts'
import * as hl7v3 from '../hl7v3/index.ts'
import * as identity from '../identity/index.ts'
import * as lookup from '../lookup/index.ts'
import * as mesh from '../mesh/index.ts'
import * as notifications from '../notifications/index.ts'
import * as operations from '../operations/index.ts'
import { type CatalogueRow, leaseErrors, platformErrors, type Setting, type Settings } from '../platform/index.ts'
import * as portal from '../portal/index.ts'
import * as programme from '../programme/index.ts'
import { recordsErrors } from '../records/index.ts'
import * as register from '../register/index.ts'
import { agentSettings } from './agent-process.ts'
import { archiveErrors } from './archive/errors.ts'
import { backupErrors } from './backup/errors.ts'
import { commandErrors } from './command-failure.ts'
import { databaseRolesPage } from './database-roles-page.ts'
import { noticeErrors } from './deliver-notice.ts'
import { distributeErrors } from './distribute/distribute.ts'
import { journalErrors } from './journal/errors.ts'
import { readAssumptions } from './performance/capacity.ts'
import { capacityPage } from './performance/capacity-page.ts'
import { readMeasured } from './performance/measured.ts'
import { performancePages } from './performance/performance-page.ts'
import { requirementsPage } from './requirements-page.ts'
import { settingsOfAllRoles } from './settings.ts'

/** The doors that have catalogues; one is found by its name, `…Errors`. */
const DOORS = {
  platform: { platformErrors, leaseErrors },
  identity,
  demographics,
  'care-settings': careSettings,
  register,
  lookup,
  notifications,
  operations,
  programme,
  records: { recordsErrors },
  hl7v3,
  fhir,
  mesh,
  agent,
  conformance: { conformanceErrors },
  portal,
  main: { noticeErrors, commandErrors, backupErrors, archiveErrors, distributeErrors, journalErrors },
} as const

/** One catalogue: the folder it belongs to, the name it is exported by, its rows. */
export type Catalogue = {
  readonly folder: string
  readonly name: string
  readonly rows: Readonly<Record<string, CatalogueRow>>
}

/** Every catalogue of every context, in the order of the rings. */
export function catalogues(): Catalogue[] {
  return Object.entries(DOORS).flatMap(([folder, door]) =>
    Object.entries(door)
      .filter(([name]) => name.endsWith('Errors'))
      .map(([name, rows]) => ({ folder, name, rows: rows as Catalogue['rows'] })),
  )
}

/** Where a catalogue's refusals are shown, beside FHIR. */
export const SHOWN: Readonly<Record<string, string>> = {
  platformErrors: 'the command and the log',
  leaseErrors: 'the log of the worker; another goes on with the work',
  identityErrors: '',
  signInErrors: 'the page of the sign-in',
  sessionErrors: 'a page of the portal',
  portalErrors: 'a page of the portal',
  clinicianErrors: 'a page of the portal',
  authorityPageErrors: 'a page of the portal',
  tokenErrors: 'the token endpoint, as `error_description`',
  accreditationErrors: 'the command and the log',
  authorErrors: 'the HL7 v3 answer and the log',
  administrationErrors: 'the command and the log',
  demographicsErrors: 'the log; the row is answered CPR02 or tried again',
  careSettingsErrors: 'the command, where reference data are loaded',
  agreementErrors: 'the command and the log',
  registerErrors: 'the log',
  lookupErrors: '',
  auditReportErrors: 'a page of the portal',
  notificationErrors: "the log of the authority's agent; the message is kept unread",
  resendErrors: 'the command',
  operationsErrors: 'the command',
  programmeErrors: 'the command',
  noteErrors: 'the command',
  toolkitErrors: 'the command',
  supplierErrors: 'the command',
  icbErrors: 'the command',
  ledgerErrors: 'the command',
  siteErrors: 'the command',
  igErrors: 'the command',
  consultationErrors: 'the command',
  hl7v3Errors: 'the log of whoever reads or writes the message; file reasons also in the acknowledgement, see below',
  spineErrors: 'the HL7 v3 answer: a SOAP fault, or a reason of MCCI_IN010000UK13',
  fhirErrors: '',
  meshWireErrors: 'the answer of our MESH server',
  meshErrors: 'the log of the client or of the administration of mailboxes',
  folderClientErrors: 'the command and mesh.log of the folder client',
  agentErrors: "the terminal of the authority's staff",
  conformanceErrors: 'the command',
  noticeErrors: 'the log; the notice waits',
  commandErrors: 'the command',
  backupErrors: 'the command',
  recordsErrors: 'the command, and the log of the worker',
  archiveErrors: 'the command',
  distributeErrors: 'the command',
  journalErrors: 'the command; the log of the worker',
}

const GENERATED = 'Generated from the code; a test compares. Renew it with `bin/cpis docs reference --write`.'

/** `docs/reference/errors.md`: every refusal of the service, the details of verdicts, the reasons of unreadable files. */
export function errorsPage(): string {
  return page(
    '# Errors',
    GENERATED,
    'A refusal has a code, an HTTP status and a sentence; a detail may follow it in brackets, and never holds an NHS ' +
      'number, a name or a date of birth. A command prints `CODE: sentence` on standard error and ends with 1.',
    ...catalogues().flatMap(one => [`## ${one.folder}: ${one.name}`, table(CODE_HEAD, codeRows(one))]),
    '## Details of a verdict',
    'Beside CPR07 (the record) or CPF01 (the file) in the acknowledgement, message 02. The national detail codes are ' +
      'not public, so these are ours and begin with `X-`. *urgent*: a child may be unprotected, or the wrong one ' +
      'flagged, until it is mended; *stop*: nothing is to be sent again.',
    table(['Code', 'Severity', 'Sentence'], detailRows()),
    '## Reasons of an unreadable file',
    'Beside CPF01 when the file could not be read: the code of the reader, written as a detail.',
    table(['Code', 'Sentence'], fileReasonRows()),
  )
}

const CODE_HEAD = ['Code', 'Status', 'Sentence', 'Shown']

function codeRows({ name, rows }: Catalogue): string[][] {
  return Object.entries(rows).map(([code, { status, sentence }]) => {
    const outcome = (fhir.OUTCOMES as Readonly<Record<string, (typeof fhir.OUTCOMES)['FHIR_FAULT']>>)[code]
    const inFhir = outcome ? `FHIR ${outcome.status} ${outcome.code} (${outcome.row})` : ''
    return [`\`${code}\``, String(status), sentence, [inFhir, SHOWN[name]].filter(Boolean).join('; ')]
  })
}

function detailRows(): string[][] {
  return Object.entries(register.VERDICT_DETAILS).map(([code, row]) => [`\`${code}\``, row.severity, row.sentence])
}

/** WRITE_ codes come from writing and MESSAGE_TYPE_UNSUPPORTED from the command; all others can make a file unreadable. */
function fileReasonRows(): string[][] {
  return Object.entries(hl7v3.hl7v3Errors)
    .filter(([code]) => !code.startsWith('WRITE_') && code !== 'MESSAGE_TYPE_UNSUPPORTED')
    .map(([code, { sentence }]) => [`\`X-${code.replaceAll('_', '-')}\``, sentence])
}

/** `docs/reference/configuration.md`: every variable, what it is, and what holds when it is not set. */
export function configurationPage(): string {
  return page(
    '# Configuration',
    GENERATED,
    'Every setting is a variable of the environment. With `_FILE` behind its name, the variable names a file that ' +
      'holds the value (trimmed); that wins over the variable itself. A process names every variable that is missing ' +
      'or odd, never its value, and does not start.',
    'In production (`CPIS_PROFILE=production`) only the column *Default* holds: what is *required* there must be set. ' +
      'The column *Laptop* holds everywhere else, and is never used in production: secrets and addresses of a laptop.',
    '## The service',
    settingsTable(settingsOfAllRoles),
    '## The agent of a local authority',
    'Beside its configuration file (`bin/cpis agent upload --help`).',
    settingsTable(agentSettings),
    '## Where a laptop keeps its data',
    table(SETTING_HEAD, [
      ['`CPIS_DATA`', 'the folder of the embedded PostgreSQL and of the log', '`.data` in the project', ''],
    ]),
  )
}

const SETTING_HEAD = ['Variable', 'What', 'Default', 'Laptop']

function settingsTable(settings: Settings): string {
  return table(SETTING_HEAD, Object.values(settings).map(settingRow))
}

function settingRow({ name, what, fallback, laptop }: Setting<unknown>): string[] {
  return [`\`${name}\``, what, fallback === undefined ? 'required' : shownValue(fallback), shownValue(laptop)]
}

function shownValue(value: string | undefined): string {
  if (value === undefined) return ''
  return value === '' ? 'empty' : `\`${value}\``
}

/** Every generated page, by its path in the project. */
export function referencePages(): { readonly file: string; readonly text: string }[] {
  const measured = readMeasured()
  return [
    { file: 'docs/reference/errors.md', text: errorsPage() },
    { file: 'docs/reference/configuration.md', text: configurationPage() },
    { file: 'docs/reference/access-policy.md', text: careSettings.accessPolicyPage() },
    { file: 'docs/reference/database-roles.md', text: databaseRolesPage() },
    { file: 'docs/reference/requirements.md', text: requirementsPage() },
    { file: 'docs/reference/capacity.md', text: capacityPage(measured, readAssumptions()) },
    ...performancePages(measured),
  ]
}

function page(...parts: string[]): string {
  return parts.join('\n\n') + '\n'
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
