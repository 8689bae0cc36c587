/** Where the API lives under the public address (fhir-api.md 4.1). */
export const BASE_PATH = '/cpis/FHIR/R4'
export const fhirBase = (publicUrl: string): string => `${publicUrl}${BASE_PATH}`
/** Where the Patient Flags view lives (fhir-api.md 5). */
export const FLAGS_PATH = '/patient-flags-api/FHIR/R4'
export const flagsBase = (publicUrl: string): string => `${publicUrl}${FLAGS_PATH}`

export const NHS_NUMBER_SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number'
export const ROLE_PROFILE_SYSTEM = 'https://fhir.nhs.uk/Id/sds-role-profile-id'
export const ACCREDITED_SYSTEM_SYSTEM = 'https://fhir.nhs.uk/Id/nhsSpineASID'
export const JOB_ROLE_SYSTEM = 'https://fhir.nhs.uk/England/CodeSystem/England-SDSJobRoleName'
export const FLAG_SYSTEM = 'https://fhir.nhs.uk/England/CodeSystem/England-FlagCategoryPatient'
export const CHILD_PROTECTION_FLAG = 'child-protection-information-system-flag'
export const SNOMED_SYSTEM = 'http://snomed.info/sct'
export const ROLE_CLASS_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-RoleClass'
export const LIFE_CYCLE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle'
/** Ours: kinds of entries in the history that no national code system has, and why a child was not brought. */
export const HISTORY_KIND_SYSTEM = 'https://open-cpis.example.org/CodeSystem/X-history-kind'
export const NOT_BROUGHT_REASON_SYSTEM = 'https://open-cpis.example.org/CodeSystem/X-not-brought-reason'
/** Ours: the category of a plan, which no national profile has. */
export const PLAN_CATEGORY_SYSTEM = 'https://open-cpis.example.org/CodeSystem/X-plan-category'
export const PLAN_CATEGORY_EXTENSION = 'https://open-cpis.example.org/StructureDefinition/X-plan-category'
/** Of every error this API answers with (fhir-api.md 4.5): sister APIs write it in six other ways. */
export const ERROR_SYSTEM = 'https://fhir.nhs.uk/CodeSystem/England-SpineErrorOrWarningCode'
