import { type CpisError, defineErrors, refusal, withoutNumbers } from '../platform/index.ts'

/** The sentences of rows E1 to E3, E5 and E6 (fhir-api.md 4.5 and 8.4) are answered word for word. */
export const identityErrors = defineErrors({
  AUTHORIZATION_MISSING: { status: 401, sentence: 'Missing Authorization header' },
  AUTHORIZATION_EMPTY: { status: 401, sentence: 'Empty Authorization header' },
  ACCESS_TOKEN_MISSING: { status: 401, sentence: 'Missing access token' },
  TOKEN_TYPE_INVALID: { status: 401, sentence: "Invalid token type '{x}', must be 'Bearer'" },
  ACCESS_TOKEN_INVALID: { status: 401, sentence: 'Invalid Access Token' },
  ACCESS_TOKEN_EXPIRED: { status: 401, sentence: 'Access Token expired' },
  NOT_USER_RESTRICTED: { status: 403, sentence: 'not a user-restricted token' },
  ASSURANCE_TOO_LOW: { status: 403, sentence: 'assurance level too low' },
  ROLES_SEVERAL: { status: 400, sentence: 'multiple roles found in user info, please check NHSD-Session-URID' },
  ROLES_NONE: { status: 400, sentence: 'no userroles available, please check NHSD-Session-URID is valid' },
  SELECTED_ROLE_INVALID: { status: 400, sentence: 'selected_roleid is misconfigured/invalid' },
  SESSION_ROLE_INVALID: { status: 400, sentence: 'NHSD-Session-URID is invalid' },
  IDENTITY_PROVIDER_UNAVAILABLE: { status: 503, sentence: 'The identity provider cannot be reached' },
  ROLE_DIRECTORY_INVALID: { status: 500, sentence: 'A file of activities or role profiles cannot be used' },
})

/** Names of authentication schemes; anything else in their place may be a secret or a number and is not repeated. */
const SCHEME = /^[A-Za-z][A-Za-z0-9-]{0,19}$/

/** The refusal TOKEN_TYPE_INVALID with the scheme that came, `unknown` when it cannot be a scheme's name. */
export function tokenTypeInvalid(scheme: string): CpisError {
  const named = SCHEME.test(scheme) ? withoutNumbers(scheme) : 'unknown'
  const { status, sentence } = identityErrors.TOKEN_TYPE_INVALID
  const rows = { TOKEN_TYPE_INVALID: { status, sentence: sentence.replace('{x}', named) } }
  return refusal(rows, 'TOKEN_TYPE_INVALID')
}
