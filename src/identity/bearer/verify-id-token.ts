import { errors, type JWTPayload, jwtVerify } from 'jose'
import { type Clock, isRefusal, refusal } from '../../platform/index.ts'
import { identityErrors } from '../errors.ts'
import type { IdentitySettings } from '../settings.ts'
import { readLevel } from './assurance-level.ts'
import type { KeySource } from './key-source.ts'
import { fingerprintOf } from './proven-tokens.ts'

export type VerifyDeps = { readonly clock: Clock; readonly keys: KeySource; readonly settings: IdentitySettings }

/** What a token proves: who signed in, where, how surely, and the role chosen at sign-in. */
export type SignIn = {
  readonly userId: string
  readonly clientId: string
  /** 1 to 3; 0 when the token says something that is no level. */
  readonly assuranceLevel: number
  /** `selected_roleid` as it came, which may be no role of the user. */
  readonly selectedRole?: string
}

/** CIS2 signs with these (fhir-api.md 7.4); `none` and shared secrets never count. */
const ALGORITHMS = ['RS256', 'RS512']

/**
 * Proves an ID token of CIS2: signature by the key it names, issuer, audience, expiry, and that a person signed in
 * (fhir-api.md 8.5). The signature is checked once for each token, expiry every time. Throws ACCESS_TOKEN_INVALID,
 * ACCESS_TOKEN_EXPIRED, NOT_USER_RESTRICTED, IDENTITY_PROVIDER_UNAVAILABLE.
 */
export async function verifyIdToken(deps: VerifyDeps, token: string): Promise<SignIn> {
  return signInOf(await claimsOf(deps, token), deps.settings)
}

async function claimsOf(deps: VerifyDeps, token: string): Promise<JWTPayload> {
  const { issuer, audience } = deps.settings
  const fingerprint = fingerprintOf(token, [issuer, ...[audience].flat()])
  const known = deps.keys.proven.get(fingerprint)
  if (known === undefined) {
    const claims = await proved(deps, token)
    deps.keys.proven.add(fingerprint, claims)
    return claims
  }
  if (!isExpired(deps, known)) return known
  deps.keys.proven.forget(fingerprint)
  throw refusal(identityErrors, 'ACCESS_TOKEN_EXPIRED')
}

async function proved(deps: VerifyDeps, token: string): Promise<JWTPayload> {
  const { issuer, audience, clockToleranceSeconds } = deps.settings
  try {
    const { payload } = await jwtVerify(token, deps.keys.find, {
      algorithms: ALGORITHMS,
      typ: 'JWT',
      issuer,
      audience: [audience].flat(),
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: deps.clock.now(),
    })
    if (payload['azp'] === undefined || isAudience(deps.settings, payload['azp'])) return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refusal(identityErrors, 'ACCESS_TOKEN_EXPIRED', undefined, error)
    if (isRefusal(error) || !(error instanceof errors.JOSEError)) throw error
    throw refusal(identityErrors, 'ACCESS_TOKEN_INVALID', undefined, error)
  }
  throw refusal(identityErrors, 'ACCESS_TOKEN_INVALID')
}

function isAudience(settings: IdentitySettings, client: unknown): boolean {
  return [settings.audience].flat().some(taken => taken === client)
}

/** The same rule as jose's, for claims proved before. */
function isExpired({ clock, settings }: VerifyDeps, claims: JWTPayload): boolean {
  return (claims.exp ?? 0) <= Math.floor(clock.now().getTime() / 1000) - settings.clockToleranceSeconds
}

function signInOf(claims: JWTPayload, settings: IdentitySettings): SignIn {
  const clientId = String(claims['azp'] ?? [claims.aud].flat().find(client => isAudience(settings, client)))
  const level = claims['authentication_assurance_level']
  // A token got by an application for itself names no person, or itself as one, and no assurance level.
  if (!claims.sub || claims.sub === clientId || level === undefined)
    throw refusal(identityErrors, 'NOT_USER_RESTRICTED')
  const selected = claims['selected_roleid']
  return {
    userId: claims.sub,
    clientId,
    assuranceLevel: readLevel(level),
    ...(selected === undefined ? {} : { selectedRole: String(selected) }),
  }
}
