import { type CompactVerifyGetKey, createLocalJWKSet, createRemoteJWKSet, errors } from 'jose'
import { refusal } from '../../platform/index.ts'
import { tokenErrors } from '../token-errors.ts'
import type { Application } from './application.ts'

/** The public keys of applications; open once and keep, so that keys at an address are not fetched every time. */
export type ApplicationKeys = {
  /** Throws PUBLIC_KEY_UNREGISTERED; the key finder throws JWKS_UNREACHABLE. */
  of(application: Application): CompactVerifyGetKey
}

/** How long an assertion may wait for its application's keys. */
const KEYS_LIMIT_MS = 2_000

/** An application that changes its keys is asked again at once the first time, then after this pause. */
const COOLDOWN_MS = 30_000

/** Opens the memory of key addresses; `cooldownMs` is for tests. */
export function openApplicationKeys(cooldownMs = COOLDOWN_MS): ApplicationKeys {
  const remotes = new Map<string, CompactVerifyGetKey>()
  const remoteAt = (url: string): CompactVerifyGetKey => {
    const remote = remotes.get(url) ?? fetchedFrom(url, cooldownMs)
    remotes.set(url, remote)
    return remote
  }
  return {
    of({ jwks, jwksUrl }) {
      if (jwks !== null) return createLocalJWKSet(jwks)
      if (jwksUrl !== null) return remoteAt(jwksUrl)
      throw refusal(tokenErrors, 'PUBLIC_KEY_UNREGISTERED')
    },
  }
}

function fetchedFrom(url: string, cooldownDuration: number): CompactVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: KEYS_LIMIT_MS, cooldownDuration })
  return async (header, token) => {
    try {
      return await remote(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      throw refusal(tokenErrors, 'JWKS_UNREACHABLE', undefined, error)
    }
  }
}
