import { SOFTWARE } from '../software.ts'

const PATIENT_BY_NUMBER = 'Required; only the :identifier modifier, system https://fhir.nhs.uk/Id/nhs-number'

const DOCUMENTATION =
  'A CareTeam search with the header IsUnscheduledAccessEvent true, or without it, is written into the access history, ' +
  'and the local authority is told. With the value false it is neither. An AuditEvent search never is, whatever its ' +
  'header. A number that another has taken the place of is answered for the new one: compare subject.identifier with ' +
  'the number asked. CareTeam total counts plans. A plan that its authority has not opened to the care setting asked from is ' +
  'an OperationOutcome with the code WITHHELD in the bundle, which is not counted: total 0 with one does not mean that ' +
  'nothing is known.'

const searched = (type: 'CareTeam' | 'AuditEvent', definition: string) => ({
  type,
  profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
  interaction: [{ code: 'search-type' }],
  ...(type === 'AuditEvent' && { searchInclude: ['AuditEvent:agent'] }),
  searchParam: [{ name: 'patient', definition, type: 'reference', documentation: PATIENT_BY_NUMBER }],
})

/** What this server does, with the mistakes of the published statement mended (fhir-api.md 3.6, 4.6). */
export function capabilityStatement(base: string): object {
  return {
    resourceType: 'CapabilityStatement',
    id: 'cpis-server',
    status: 'active',
    date: '2026-01-01',
    kind: 'instance',
    software: SOFTWARE,
    implementation: { description: 'CP-IS FHIR API', url: base },
    instantiates: ['https://fhir.nhs.uk/CapabilityStatement/CPIS-FHIR-API-Producer'],
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation: DOCUMENTATION,
        security: {
          cors: false,
          service: [
            { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' }] },
          ],
          description: 'User-restricted, CIS2 separate authentication and authorisation',
        },
        resource: [
          searched('CareTeam', 'http://hl7.org/fhir/SearchParameter/clinical-patient'),
          searched('AuditEvent', 'http://hl7.org/fhir/SearchParameter/AuditEvent-patient'),
        ],
      },
    ],
  }
}
