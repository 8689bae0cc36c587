import {
  type CompactVerifyGetKey,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
} from 'jose'
import { isRefusal, refusal } from '../platform/index.ts'
import { tokenErrors } from './token-errors.ts'

/** The two JWTs of a token request, named as in its form and in its refusals. */
export type JwtName = 'client_assertion' | 'subject_token'

/** A JWT that has been read and not yet proved. */
export type UnprovedJwt = { readonly name: JwtName; readonly text: string; readonly claims: JWTPayload }

const ALGORITHMS = { client_assertion: ['RS512'], subject_token: ['RS256', 'RS512'] } as const

/**
 * Reads a JWT and holds its header against what is taken (fhir-api.md 7.4, row "header"). Nothing in it is proved yet.
 * Throws JWT_MISSING, JWT_MALFORMED, JWT_KID_MISSING, JWT_TYP_INVALID, ASSERTION_ALG_INVALID, SUBJECT_ALG_INVALID.
 */
export function readJwt(name: JwtName, text: string | undefined): UnprovedJwt {
  if (text === undefined || text === '') throw refusal(tokenErrors, 'JWT_MISSING', name)
  const { header, claims } = decoded(name, text)
  if (typeof header.kid !== 'string' || header.kid === '') throw refusal(tokenErrors, 'JWT_KID_MISSING', name)
  if (String(header.typ).toUpperCase() !== 'JWT') throw refusal(tokenErrors, 'JWT_TYP_INVALID', name)
  const algorithms: readonly string[] = ALGORITHMS[name]
  if (!algorithms.includes(String(header.alg)))
    throw refusal(tokenErrors, name === 'client_assertion' ? 'ASSERTION_ALG_INVALID' : 'SUBJECT_ALG_INVALID')
  return { name, text, claims }
}

function decoded(name: JwtName, text: string) {
  try {
    return { header: decodeProtectedHeader(text), claims: decodeJwt(text) }
  } catch (error) {
    throw refusal(tokenErrors, 'JWT_MALFORMED', name, error)
  }
}

/** Proves the signature by the key the JWT names. Throws JWT_KID_UNKNOWN, JWT_SIGNATURE_INVALID and the finder's own. */
export async function proveSignature({ name, text }: UnprovedJwt, findKey: CompactVerifyGetKey): Promise<void> {
  try {
    await compactVerify(text, findKey, { algorithms: [...ALGORITHMS[name]] })
  } catch (error) {
    if (isRefusal(error)) throw error
    if (error instanceof errors.JWKSNoMatchingKey) throw refusal(tokenErrors, 'JWT_KID_UNKNOWN', name, error)
    throw refusal(tokenErrors, 'JWT_SIGNATURE_INVALID', undefined, error)
  }
}

/**
 * The expiry of a JWT that still counts at `now` (seconds since 1970), give or take a tolerance. Throws
 * JWT_EXP_MISSING, JWT_EXP_INVALID, JWT_EXPIRED, JWT_NOT_YET.
 */
export function expiryOf({ name, claims }: UnprovedJwt, now: number, toleranceSeconds: number): number {
  const { exp, nbf } = claims
  if (exp === undefined) throw refusal(tokenErrors, 'JWT_EXP_MISSING', name)
  if (!Number.isSafeInteger(exp)) throw refusal(tokenErrors, 'JWT_EXP_INVALID', name)
  if (exp <= now - toleranceSeconds) throw refusal(tokenErrors, 'JWT_EXPIRED', name)
  if (nbf !== undefined && !(Number(nbf) <= now + toleranceSeconds)) throw refusal(tokenErrors, 'JWT_NOT_YET', name)
  return exp
}

/** Seconds since 1970, as JWTs count. */
export function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
