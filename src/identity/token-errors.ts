import { type CatalogueRow, defineErrors } from '../platform/index.ts'

/** A row of the token endpoint: besides status and sentence, the word OAuth has for it. */
export type TokenRow = CatalogueRow & { readonly error: string }

const request = (sentence: string, status = 400): TokenRow => ({ status, error: 'invalid_request', sentence })
const publicKey = (sentence: string, status = 403): TokenRow => ({ status, error: 'public_key error', sentence })
const unavailable = (sentence: string, status: number): TokenRow => ({
  status,
  error: 'temporarily_unavailable',
  sentence,
})

/**
 * Every refusal under `/oauth2`. The sentences are answered word for word as `error_description`; `{jwt}` is the
 * refusal's detail: `client_assertion` or `subject_token` (fhir-api.md 7.4). Those below "Ours" no source has.
 */
export const tokenErrors = defineErrors({
  GRANT_TYPE_MISSING: request('grant_type is missing'),
  GRANT_TYPE_INVALID: { status: 400, error: 'unsupported_grant_type', sentence: 'grant_type is invalid' },
  ASSERTION_TYPE_INVALID: request(
    "Missing or invalid client_assertion_type - must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'",
  ),
  SUBJECT_TYPE_INVALID: request(
    "missing or invalid subject_token_type - must be 'urn:ietf:params:oauth:token-type:id_token'",
  ),
  JWT_MISSING: request('Missing {jwt}'),
  JWT_MALFORMED: request('Malformed JWT in {jwt}'),
  JWT_KID_MISSING: request("Missing 'kid' header in {jwt} JWT"),
  JWT_TYP_INVALID: request("Invalid 'typ' header in {jwt} JWT - must be 'JWT'"),
  ASSERTION_ALG_INVALID: request(
    "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
  ),
  SUBJECT_ALG_INVALID: request(
    "Invalid 'alg' header in subject_token JWT - unsupported JWT algorithm - must be 'RS256' or 'RS512'",
  ),
  JWT_KID_UNKNOWN: request("Invalid 'kid' header in {jwt} JWT - no matching public key", 401),
  JWT_SIGNATURE_INVALID: publicKey('JWT signature verification failed', 401),
  JWT_EXP_MISSING: request("Missing 'exp' claim in {jwt} JWT"),
  JWT_EXP_INVALID: request("Invalid 'exp' claim in {jwt} JWT - must be an integer"),
  JWT_EXPIRED: request("Invalid 'exp' claim in {jwt} JWT - JWT has expired"),
  ASSERTION_EXP_FAR: request("Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future"),
  ASSERTION_PARTIES_MISMATCH: request("Missing or non-matching 'iss'/'sub' claims in client_assertion JWT"),
  ASSERTION_PARTIES_UNKNOWN: request("Invalid 'iss'/'sub' claims in client_assertion JWT", 401),
  ASSERTION_AUD_INVALID: request("Missing or invalid 'aud' claim in client_assertion JWT", 401),
  JTI_MISSING: request("Missing 'jti' claim in client_assertion JWT"),
  JTI_INVALID: request("Invalid 'jti' claim in client_assertion JWT - must be a unique string value such as a GUID"),
  JTI_USED: request("Non-unique 'jti' claim in client_assertion JWT"),
  SUBJECT_ISS_INVALID: request("Missing or non-matching 'iss' claim in subject_token JWT"),
  SUBJECT_AUD_MISSING: request("Missing 'aud' claim in subject_token JWT", 401),
  PUBLIC_KEY_UNREGISTERED: publicKey(
    'You need to register a public key to use this authentication method - please contact support to configure',
  ),
  JWKS_UNREACHABLE: publicKey("The JWKS endpoint, for your client_assertion can't be reached"),
  APPLICATION_NOT_ACTIVE: {
    status: 401,
    error: 'access_denied',
    sentence: 'The developer app associated with the API key is not approved or revoked',
  },
  LEVEL_NOT_ALLOWED: {
    status: 401,
    error: 'unauthorized_client',
    sentence:
      'you have tried to request authorization but your application is not configured to use this authorization grant type',
  },
  CLIENT_ID_MISSING: request('client_id is missing', 401),
  CLIENT_SECRET_MISSING: request('client_secret is missing', 401),
  CLIENT_INVALID: { status: 401, error: 'invalid_client', sentence: 'client_id or client_secret is invalid' },
  REFRESH_TOKEN_MISSING: request('refresh_token is missing'),
  REFRESH_TOKEN_INVALID: { status: 401, error: 'invalid_grant', sentence: 'refresh_token is invalid' },
  LOGOUT_JWT_INVALID: request('Unable to verify JWT'),
  LOGOUT_AUD_INVALID: request('Missing/invalid aud claim in JWT'),
  LOGOUT_ISS_INVALID: request('Missing/invalid iss claim in JWT'),
  LOGOUT_SID_MISSING: request('Missing sid claim in JWT'),
  LOGOUT_EVENTS_INVALID: request('Missing/invalid events claim in JWT'),
  LOGOUT_NONCE: request('Prohibited nonce claim in JWT'),

  // Ours
  JWT_NOT_YET: request("Invalid 'nbf' claim in {jwt} JWT - not valid yet"),
  SUBJECT_AUD_INVALID: request("Invalid 'aud' claim in subject_token JWT - issued to another application", 401),
  SUBJECT_SUB_INVALID: request("Missing or invalid 'sub' claim in subject_token JWT"),
  SUBJECT_LEVEL_MISSING: request("Missing 'authentication_assurance_level' claim in subject_token JWT"),
  SESSION_ENDED: { status: 400, error: 'invalid_grant', sentence: 'The session of this subject_token has ended' },
  ACCOUNT_CLOSED: { status: 401, error: 'access_denied', sentence: 'The account of this user is closed' },
  TOKEN_MISSING: request('token is missing'),
  LOGOUT_TOKEN_MISSING: request('logout_token is missing'),
  PARAMETER_REPEATED: request('A parameter is repeated'),
  FORM_WANTED: request('Content-Type must be application/x-www-form-urlencoded', 415),
  FORM_TOO_LARGE: request('The body is larger than any token request', 413),
  METHOD_NOT_ALLOWED: request('The method must be POST', 405),
  TOO_MANY_REFUSED: unavailable('Too many refused requests', 429),
  TOKENS_UNAVAILABLE: unavailable('The service is unavailable, try again', 503),
  TOKENS_FAULT: { status: 500, error: 'server_error', sentence: 'The request failed for a reason nobody foresaw' },
})

export type TokenErrorCode = keyof typeof tokenErrors
