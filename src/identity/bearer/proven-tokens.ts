import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'

/**
 * Claims of tokens whose signature was found good, by the token's hash: a core checks about 6,000 signatures a second,
 * and a member of staff presents the same token many times (engineering.md 7). Never holds a token itself.
 */
export type ProvenTokens = {
  get(fingerprint: string): JWTPayload | undefined
  add(fingerprint: string, claims: JWTPayload): void
  forget(fingerprint: string): void
}

/** Opens an empty memory of at most so many tokens; the one longest there makes room. About 1 kB each. */
export function openProvenTokens(most = 20_000): ProvenTokens {
  const proven = new Map<string, JWTPayload>()
  return {
    get: fingerprint => proven.get(fingerprint),
    forget: fingerprint => proven.delete(fingerprint),
    add(fingerprint, claims) {
      const [oldest] = proven.keys()
      if (proven.size >= most && oldest !== undefined) proven.delete(oldest)
      proven.set(fingerprint, claims)
    },
  }
}

/** Names a token and what it was measured by, so that one proven for other clients is not taken for ours. */
export function fingerprintOf(token: string, measuredBy: readonly string[]): string {
  return createHash('sha256')
    .update([...measuredBy, token].join('\n'))
    .digest('base64')
}
