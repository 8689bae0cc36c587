import type { Access, Known } from '../../lookup/index.ts'
import { ACCREDITED_SYSTEM_SYSTEM, HISTORY_KIND_SYSTEM, LIFE_CYCLE_SYSTEM, ROLE_CLASS_SYSTEM } from '../systems.ts'
import { patient } from './bundle.ts'
import { practitionerRole } from './practitioner-role.ts'
import type { AuditAgent, AuditEvent, CodeableConcept, Coding, PatientByNumber, PractitionerRole } from './resources.ts'

/** The history's length everywhere (health-side.md rule 6). */
const MOST_EVENTS = 25

/** Marks what was declared beside look-ups. */
const SUBTYPES: Readonly<Record<NonNullable<Access['kind']>, Coding>> = {
  encounter: {
    system: HISTORY_KIND_SYSTEM,
    code: 'X-UNSCHEDULED-ENCOUNTER',
    display: 'Unscheduled care encounter declared',
  },
  'was-not-brought': {
    system: HISTORY_KIND_SYSTEM,
    code: 'X-WAS-NOT-BROUGHT',
    display: 'Local authority told that the child was not brought',
  },
}

const roleClass = (code: string, display: string): CodeableConcept => ({
  coding: [{ system: ROLE_CLASS_SYSTEM, code, display }],
})
const PATIENT = roleClass('PAT', 'patient')
const ASSIGNED = roleClass('ASSIGNED', 'assigned entity')

/**
 * The access history as AuditEvents, newest first, and the roles they include, each once (fhir-api.md 3.4, 4.4).
 */
export function auditEvents(answer: Known): { matches: AuditEvent[]; includes: PractitionerRole[] } {
  const newest = [...answer.history].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, MOST_EVENTS)
  const roles = new Map<string, PractitionerRole>()
  const matches = newest.map(access => {
    const role = practitionerRole(access.author)
    roles.set(role.id, role)
    return auditEvent(access, patient(answer.nhsNumber), role)
  })
  return { matches, includes: [...roles.values()] }
}

function auditEvent(access: Access, subject: PatientByNumber, role: PractitionerRole): AuditEvent {
  const by = { reference: `PractitionerRole/${role.id}` }
  return {
    resourceType: 'AuditEvent',
    id: access.accessId,
    type: { system: LIFE_CYCLE_SYSTEM, code: 'access', display: 'Access/View Record Lifecycle Event' },
    ...(access.kind !== undefined && { subtype: [SUBTYPES[access.kind]] }),
    recorded: access.at.toISOString(),
    agent: [
      { type: PATIENT, who: subject, requestor: false },
      { type: ASSIGNED, who: by, requestor: true },
      ...deviceAgents(access),
    ],
    source: { observer: by },
  }
}

/** A system that asked without a signed-in person is a third agent beside its responsible person (fhir-api.md 3.8). */
function deviceAgents({ author }: Access): AuditAgent[] {
  if (author.kind === 'person') return []
  const identifier = { system: ACCREDITED_SYSTEM_SYSTEM, value: author.systemId }
  return [{ who: { type: 'Device', identifier, display: `System ${author.systemId}` }, requestor: false }]
}
