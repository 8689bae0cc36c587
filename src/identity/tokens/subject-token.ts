import { refusal } from '../../platform/index.ts'
import type { Application } from '../applications/application.ts'
import { readLevel } from '../bearer/assurance-level.ts'
import { expiryOf, proveSignature, readJwt, secondsOf, type UnprovedJwt } from '../jwt.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'

/** What CIS2 says of a sign-in. */
export type SubjectSignIn = {
  readonly userId: string
  /** 1 to 3; 0 when the token says something that is no level. */
  readonly assuranceLevel: number
  /** How the user proved who they are: `acr`, as AAL3_N3_SMARTCARD. */
  readonly authenticator: string | undefined
  readonly selectedRole: string | undefined
  readonly sessionId: string | undefined
  readonly authenticatedAt: Date
}

/**
 * Proves the ID token that is to be exchanged: header, issuer, signature by CIS2's keys, expiry, issued to this very
 * application, and that a person signed in (fhir-api.md 7.4, 8.5). Throws the rows of `tokenErrors` about
 * `subject_token`, and IDENTITY_PROVIDER_UNAVAILABLE.
 */
export async function signInOfSubject(
  deps: TokenDeps,
  text: string | undefined,
  application: Application,
): Promise<SubjectSignIn> {
  const jwt = readJwt('subject_token', text)
  const { issuer, clockToleranceSeconds } = deps.settings
  if (jwt.claims.iss !== issuer) throw refusal(tokenErrors, 'SUBJECT_ISS_INVALID')
  await proveSignature(jwt, deps.keys.find)
  expiryOf(jwt, secondsOf(deps.clock.now()), clockToleranceSeconds)
  checkAudience(jwt, application)
  return signInOf(jwt)
}

/** A token got through another application would put an access down to the wrong one. */
function checkAudience({ claims }: UnprovedJwt, { cis2ClientId }: Application): void {
  const audience = [claims.aud ?? []].flat()
  if (audience.length === 0) throw refusal(tokenErrors, 'SUBJECT_AUD_MISSING')
  const authorised = claims['azp'] ?? cis2ClientId
  if (!audience.includes(cis2ClientId) || authorised !== cis2ClientId) throw refusal(tokenErrors, 'SUBJECT_AUD_INVALID')
}

function signInOf({ claims }: UnprovedJwt): SubjectSignIn {
  const level = claims['authentication_assurance_level']
  if (!/^\d{12}$/.test(String(claims.sub))) throw refusal(tokenErrors, 'SUBJECT_SUB_INVALID')
  if (level === undefined) throw refusal(tokenErrors, 'SUBJECT_LEVEL_MISSING')
  const said = (claim: string) => (claims[claim] === undefined ? undefined : String(claims[claim]))
  return {
    userId: String(claims.sub),
    assuranceLevel: readLevel(level),
    authenticator: said('acr'),
    selectedRole: said('selected_roleid'),
    sessionId: said('sid'),
    authenticatedAt: new Date(Number(claims['auth_time'] ?? claims.iat ?? 0) * 1000),
  }
}
