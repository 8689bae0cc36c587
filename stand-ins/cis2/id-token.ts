import { decodeJwt, importJWK, type JWK, SignJWT } from 'jose'
import type { Clock, Randomness } from '../../src/platform/index.ts'

export type Reissue = {
  readonly signingKey: JWK
  readonly randomness: Randomness
  /** The time to write into tokens; without one they keep the machine's. */
  readonly clock: Clock | undefined
}

/**
 * The ID token as CIS2 writes it: `typ` in its header, which the library leaves out and the national platform demands,
 * and CIS2's own claims (fhir-api.md 8.3, 8.6); moved to the clock when there is one.
 */
export async function reissued(idToken: string, reissue: Reissue): Promise<string> {
  const { signingKey, randomness, clock } = reissue
  const claims = decodeJwt(idToken)
  const kid = String(signingKey.kid)
  return new SignJWT({
    ...claims,
    ...moved(claims, clock),
    azp: claims.aud,
    realm: '/NHSIdentity/Healthcare',
    tokenName: 'id_token',
    tokenType: 'JWTToken',
    auditTrackingId: randomness.uuid(),
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .sign(await importJWK(signingKey, 'RS256'))
}

function moved(claims: ReturnType<typeof decodeJwt>, clock: Clock | undefined): Record<string, number> {
  if (clock === undefined || claims.iat === undefined) return {}
  const by = Math.floor(clock.now().getTime() / 1000) - claims.iat
  const times = Object.entries({ iat: claims.iat, exp: claims.exp, auth_time: claims['auth_time'] })
  return Object.fromEntries(times.flatMap(([claim, at]) => (typeof at === 'number' ? [[claim, at + by]] : [])))
}
