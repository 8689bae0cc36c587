import type { HeldPerson } from './people.ts'

/** Where every invented person lives, who can be rung there, and their practice: nothing real. */
export const HOME = { postalCode: 'ZZ99 3CZ', phone: '01632960100', practice: 'Y12345' }

const DISPLAY = { U: 'unrestricted', R: 'restricted', V: 'very restricted' }

/**
 * A person as PDS shows them (fhir-api.md 9.4). Restricted: without address, telecom and practice; very restricted:
 * without name, date of birth and gender too (9.2).
 */
export function patientOf(person: HeldPerson): Record<string, unknown> {
  return {
    resourceType: 'Patient',
    id: person.nhsNumber,
    identifier: [identifierOf(person.nhsNumber)],
    meta: {
      versionId: String(person.version),
      security: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
          code: person.security,
          display: DISPLAY[person.security],
        },
      ],
    },
    ...(person.security === 'V' ? {} : personalParts(person)),
    ...(person.security === 'U' ? whereabouts(person) : {}),
  }
}

function identifierOf(value: string) {
  const verified = {
    system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus',
    version: '1.0.0',
    code: '01',
    display: 'Number present and verified',
  }
  return {
    system: 'https://fhir.nhs.uk/Id/nhs-number',
    value,
    extension: [
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
        valueCodeableConcept: { coding: [verified] },
      },
    ],
  }
}

function personalParts({ given, family, birthDate, gender }: HeldPerson) {
  return { name: [{ id: 'n1', use: 'usual', period: { start: birthDate }, given, family }], gender, birthDate }
}

function whereabouts({ birthDate }: HeldPerson) {
  const period = { start: birthDate }
  return {
    address: [{ id: 'a1', use: 'home', period, line: ['1 Example Street', 'EXAMPLETON'], postalCode: HOME.postalCode }],
    telecom: [{ id: 't1', system: 'phone', value: HOME.phone, use: 'home', period }],
    generalPractitioner: [
      {
        id: 'g1',
        type: 'Organization',
        identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: HOME.practice, period },
      },
    ],
  }
}
