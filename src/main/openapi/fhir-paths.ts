import { answer, content, FHIR, form, JSON_TYPE, parameter, REFUSALS } from './parts.ts'

const CPIS = '/cpis/FHIR/R4'
const FLAGS = '/patient-flags-api/FHIR/R4'

const COMMON = ['XRequestId', 'XCorrelationId', 'TraceId', 'SessionRole'].map(parameter)
const USER = [{ user: [] }]

const SCENARIOS =
  'In the sandbox: 9990100004 one plan, 9990100071 nothing, 9990100144 looked after, 9990100217 an unborn child, ' +
  '9990100284 two authorities, 9990100357 emergency phone only, 9990100497 ended, 9990100632 25 accesses, 9990100705 ' +
  'superseded, 9990101132 403, 9990101140 429, 9990101159 503, 9990101167 500, 9990101175 a system in the history.'

const careTeams = {
  tags: ['Look up'],
  description:
    'Writes the access and tells the local authority unless IsUnscheduledAccessEvent is `false`. No entry and total 0: ' +
    `the register was read and holds nothing, which is no reassurance. ${SCENARIOS}`,
  security: USER,
  responses: {
    '200': answer(
      'Plans, nothing, or what is withheld',
      content(FHIR, 'Bundle', 'care-team', 'nothing-found', 'withheld'),
    ),
    ...REFUSALS,
  },
}

const auditEvents = {
  tags: ['Look up'],
  description: 'The 25 newest accesses, newest first, each with its PractitionerRole. Never writes anything itself.',
  security: USER,
  responses: { '200': answer('The history', content(FHIR, 'Bundle', 'access-history')), ...REFUSALS },
}

const patientFlags = {
  tags: ['Look up'],
  description: 'The same plans as Flag, CarePlan and CareTeam. Silent: no access is written and no authority is told.',
  security: USER,
  responses: { '200': answer('A Flag for each plan', content(FHIR, 'Bundle', 'patient-flags')), ...REFUSALS },
}

const searched = (operation: object, summary: string, ...names: string[]) => ({
  ...operation,
  summary,
  parameters: [...names.map(parameter), ...COMMON],
})

const posted = (operation: object, summary: string, fields: Record<string, string>, ...names: string[]) => ({
  ...searched(operation, summary, ...names),
  requestBody: form(fields),
})

const IDENTIFIER = { 'patient:identifier': 'As in the query of GET', '_format?': '`json`' }

function declared(summary: string, description: string, example: string): object {
  return {
    post: {
      tags: ['Declare'],
      summary,
      description: `${description} An operation of Open CP-IS, in no national guide.`,
      security: USER,
      parameters: [parameter('RequiredRequestId'), ...COMMON.slice(1)],
      requestBody: { required: true, content: content(FHIR, 'Parameters', example) },
      responses: {
        '200': answer(
          '`outcome` is recorded, already-recorded, nothing-known, or withheld with whom to phone',
          content(FHIR, 'Parameters', 'encounter-recorded'),
        ),
        ...REFUSALS,
      },
    },
  }
}

/** The paths of FHIR. */
export const FHIR_PATHS: Readonly<Record<string, object>> = {
  [`${CPIS}/CareTeam`]: {
    get: searched(careTeams, 'Plans of a child', 'PatientIdentifier', 'Format', 'IsUnscheduledAccessEvent'),
  },
  [`${CPIS}/CareTeam/_search`]: {
    post: posted(careTeams, 'Plans of a child, its number in no address', IDENTIFIER, 'IsUnscheduledAccessEvent'),
  },
  [`${CPIS}/AuditEvent`]: {
    get: searched(
      auditEvents,
      'Who looked before',
      'PatientIdentifier',
      'Include',
      'Format',
      'IsUnscheduledAccessEvent',
    ),
  },
  [`${CPIS}/AuditEvent/_search`]: {
    post: posted(auditEvents, 'Who looked before, the number in no address', IDENTIFIER, 'IsUnscheduledAccessEvent'),
  },
  [`${CPIS}/$declare-unscheduled-encounter`]: declared(
    'Declare an unscheduled care encounter',
    'Writes the access and tells the local authority, and returns no plan; once in 24 hours for the same person, whether ' +
      'they looked or declared.',
    'declare-unscheduled-encounter',
  ),
  [`${CPIS}/$was-not-brought`]: declared(
    'Tell the local authority that a child was not brought',
    'From a silent care setting: an explicit alert with a reason, for an appointment of the last 90 days. It is in the ' +
      'access history as what it is. Refused from settings that are silent only.',
    'was-not-brought',
  ),
  [`${FLAGS}/PatientFlag`]: { get: searched(patientFlags, 'Flags of a patient', 'Patient', 'FlagCode', 'Format') },
  [`${FLAGS}/PatientFlag/_search`]: {
    post: posted(patientFlags, 'Flags of a patient, the number in no address', {
      patient: 'A bare NHS number',
      'code?': 'The flag',
    }),
  },
  [`${CPIS}/metadata`]: {
    get: {
      tags: ['About'],
      summary: 'What this server can do',
      responses: { '200': answer('The statement', content(FHIR, 'CapabilityStatement', 'capability-statement')) },
    },
  },
  [`${CPIS}/_ping`]: {
    get: {
      tags: ['About'],
      summary: 'That the API is up',
      responses: { '200': answer('Which build', content(JSON_TYPE, 'Build')) },
    },
  },
  [`${CPIS}/_status`]: {
    get: {
      tags: ['About'],
      summary: 'Whether what stands behind the API is up',
      security: [{ statusKey: [] }],
      responses: {
        '200': answer('pass or fail', content(JSON_TYPE, 'Status')),
        '401': answer('The key is missing or wrong', content(FHIR, 'OperationOutcome')),
      },
    },
  },
}
