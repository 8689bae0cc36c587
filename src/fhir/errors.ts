import { defineErrors } from '../platform/index.ts'

/** What this edge itself refuses. How each code of every context looks in FHIR is in `outcome.ts`. */
export const fhirErrors = defineErrors({
  FHIR_UNKNOWN_PATH: { status: 404, sentence: 'There is nothing at this path' },
  FHIR_WRONG_METHOD: { status: 405, sentence: 'This path does not take this method' },
  FHIR_NOT_ACCEPTABLE: { status: 406, sentence: 'Answers are application/fhir+json only' },
  FHIR_UNSUPPORTED_BODY: { status: 415, sentence: 'A search by POST is application/x-www-form-urlencoded only' },
  FHIR_BODY_TOO_LARGE: { status: 413, sentence: 'The body is larger than any search' },
  FHIR_REQUEST_ID_INVALID: { status: 400, sentence: 'X-Request-ID is not a UUID' },
  FHIR_REQUEST_ID_MISSING: { status: 400, sentence: 'X-Request-ID is missing' },
  FHIR_TOO_MANY_REQUESTS: { status: 429, sentence: 'This application asks too often' },
  FHIR_DECLARATION_INVALID: { status: 400, sentence: 'IsUnscheduledAccessEvent is neither true nor false' },
  FHIR_PARAMETER_UNEXPECTED: { status: 400, sentence: 'The search has a parameter that is not taken' },
  FHIR_IDENTIFIER_MISSING: { status: 400, sentence: 'The search names no child' },
  FHIR_NHS_NUMBER_INVALID: { status: 400, sentence: 'The search does not name exactly one valid NHS number' },
  FHIR_FLAG_UNKNOWN: { status: 400, sentence: 'Only child protection flags are served here' },
  FHIR_UNSUPPORTED_RESOURCE: { status: 415, sentence: 'The body of an operation is FHIR as JSON only' },
  FHIR_PARAMETERS_INVALID: { status: 400, sentence: 'The body is not the Parameters the operation takes' },
  FHIR_NOT_IN_SANDBOX: { status: 404, sentence: 'The sandbox has no example for this NHS number' },
  FHIR_ANSWER_UNREADABLE: { status: 502, sentence: 'The answer of another FHIR server cannot be understood' },
  FHIR_API_KEY_INVALID: { status: 401, sentence: 'The api key of the status page is missing or wrong' },
  FHIR_NOT_CHECKED: { status: 503, sentence: 'The register could not be read' },
  FHIR_FAULT: { status: 500, sentence: 'The request failed for a reason nobody foresaw' },
})
