import { refusal } from '../../platform/index.ts'
import { identityErrors, tokenTypeInvalid } from '../errors.ts'

/**
 * The token of an `Authorization: Bearer …` header. Throws AUTHORIZATION_MISSING, AUTHORIZATION_EMPTY,
 * TOKEN_TYPE_INVALID, ACCESS_TOKEN_MISSING, ACCESS_TOKEN_INVALID (fhir-api.md 4.5 rows E1 to E3).
 */
export function readBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw refusal(identityErrors, 'AUTHORIZATION_MISSING')
  const [scheme, token, ...rest] = authorization.trim().split(/\s+/)
  if (!scheme) throw refusal(identityErrors, 'AUTHORIZATION_EMPTY')
  if (scheme.toLowerCase() !== 'bearer') throw tokenTypeInvalid(scheme)
  if (token === undefined) throw refusal(identityErrors, 'ACCESS_TOKEN_MISSING')
  if (rest.length > 0) throw refusal(identityErrors, 'ACCESS_TOKEN_INVALID')
  return token
}
