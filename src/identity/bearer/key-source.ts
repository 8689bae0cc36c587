import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { refusal } from '../../platform/index.ts'
import { identityErrors } from '../errors.ts'
import { openProvenTokens, type ProvenTokens } from './proven-tokens.ts'

/** An issuer's public keys, and the tokens they have proved. Open one for each issuer and keep it. */
export type KeySource = {
  /** Finds the key a token names. Throws IDENTITY_PROVIDER_UNAVAILABLE when the keys cannot be had. */
  readonly find: JWTVerifyGetKey
  readonly proven: ProvenTokens
}

export type KeySourceOptions = {
  /** So many milliseconds must pass before an unknown key makes us ask the issuer again. */
  readonly cooldownMs?: number
  /** How many proven tokens are kept. */
  readonly mostProven?: number
}

/** How long a caller may wait for the issuer's keys before it is told that they cannot be had. */
const KEYS_LIMIT_MS = 2_000

/** CIS2's keys stand at this path under its issuer (fhir-api.md 8.1). */
export function jwksUrlOf(issuer: string): string {
  return `${issuer}/connect/jwk_uri`
}

/** Opens the keys at a JWKS address; they are fetched when first wanted and again after ten minutes. */
export function openKeySource(jwksUrl: string, options: KeySourceOptions = {}): KeySource {
  const remote = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: KEYS_LIMIT_MS,
    cooldownDuration: options.cooldownMs ?? 30_000,
  })
  return {
    proven: openProvenTokens(options.mostProven),
    async find(header, token) {
      // A token that names no key is not tried against whichever key there is (fhir-api.md 7.4).
      if (header?.kid === undefined) throw new errors.JWKSNoMatchingKey()
      try {
        return await remote(header, token)
      } catch (error) {
        if (isTokensFault(error)) throw error
        throw refusal(identityErrors, 'IDENTITY_PROVIDER_UNAVAILABLE', undefined, error)
      }
    },
  }
}

function isTokensFault(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
}
