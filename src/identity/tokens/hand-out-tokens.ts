import type { Clock, Database, Randomness } from '../../platform/index.ts'
import { makeToken } from '../opaque-token.ts'
import { storeTokens } from './store.ts'

/** How long an access token counts, and how long a sign-in can be refreshed, in seconds (fhir-api.md 7.4). */
export const ACCESS_SECONDS = 599
export const REFRESH_SECONDS = 43_199

/** The answer of the token endpoint; its numbers are texts (fhir-api.md 7.4). */
export type TokenAnswer = {
  readonly access_token: string
  readonly expires_in: string
  readonly token_type: 'Bearer'
  readonly issued_token_type?: 'urn:ietf:params:oauth:token-type:access_token'
  readonly refresh_token: string
  readonly refresh_token_expires_in: string
  readonly refresh_count: string
}

export type HandOut = { readonly signInId: string; readonly endsAt: Date; readonly refreshCount: number }

/** Makes a pair of tokens for a sign-in and keeps their hashes; neither counts beyond the sign-in's end. */
export async function handOutTokens(
  tx: Database,
  { clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
  { signInId, endsAt, refreshCount }: HandOut,
): Promise<TokenAnswer> {
  const issuedAt = clock.now()
  const left = Math.floor((endsAt.getTime() - issuedAt.getTime()) / 1000)
  const counts = Math.min(ACCESS_SECONDS, left)
  const access = makeToken(randomness)
  const refresh = makeToken(randomness)
  await storeTokens(tx, {
    signInId,
    accessHash: access.hash,
    refreshHash: refresh.hash,
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + counts * 1000),
  })
  return {
    access_token: access.token,
    expires_in: String(counts),
    token_type: 'Bearer',
    ...(refreshCount === 0 ? { issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' as const } : {}),
    refresh_token: refresh.token,
    refresh_token_expires_in: String(left),
    refresh_count: String(refreshCount),
  }
}
