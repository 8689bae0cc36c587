import { defineErrors } from '../platform/index.ts'

/** What the kit itself refuses. */
export const conformanceErrors = defineErrors({
  CONFORMANCE_SUBJECT_INVALID: { status: 400, sentence: 'The file that describes the product cannot be used' },
  CONFORMANCE_NO_SUCH_CASE: { status: 404, sentence: 'The kit has no such case' },
  CONFORMANCE_REPORT_INVALID: { status: 400, sentence: 'The report cannot be read' },
  CONFORMANCE_REPORT_UNSIGNED: { status: 400, sentence: 'The report is not signed by this key' },
  CONFORMANCE_KEY_INVALID: {
    status: 400,
    sentence: 'The key cannot be used: a private Ed25519 key as JWK with a kid is wanted',
  },
})
