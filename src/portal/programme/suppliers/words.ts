import { ASSURANCE_STAGES, type AssuranceStage } from '../../../programme/index.ts'
import type { Choice } from '../screen/form-model.ts'

export const ASSURANCE_WORDS: Readonly<Record<AssuranceStage, string>> = {
  use_case: 'Use case',
  eligibility: 'Eligibility',
  non_functional: 'Non-functional',
  technical_conformance: 'Technical conformance',
  certificate: 'Certificate',
  legal_agreement: 'Legal agreement',
  live: 'Live',
  uplift: 'Uplift',
}

export const ASSURANCE_CHOICES: readonly Choice[] = ASSURANCE_STAGES.map(one => [one, ASSURANCE_WORDS[one]])

/** An API with a mode, as one choice of a form: `fhir/silent`. */
export const WAYS: readonly Choice[] = [
  ['fhir/standard', 'FHIR API, standard'],
  ['fhir/silent', 'FHIR API, silent'],
  ['hl7/standard', 'HL7 API, standard'],
  ['hl7/silent', 'HL7 API, silent'],
]
