import { type Database, refusal } from '../../platform/index.ts'
import { type Application, mayBringLevel } from '../applications/application.ts'
import { sha256 } from '../opaque-token.ts'
import type { TokenDeps } from '../token-deps.ts'
import { type TokenErrorCode, tokenErrors } from '../token-errors.ts'
import { auditTokens } from './audit-tokens.ts'
import type { ProvedRequest } from './form.ts'
import { handOutTokens, type TokenAnswer } from './hand-out-tokens.ts'
import { endSignIn, type HeldRefresh, holdRefreshToken, useRefreshToken } from './store.ts'

/**
 * Takes a refresh token, once, and hands a new pair out (fhir-api.md 7.4). One that was taken before ends its whole
 * sign-in: somebody holds a copy. Throws REFRESH_TOKEN_MISSING, REFRESH_TOKEN_INVALID, ACCOUNT_CLOSED,
 * LEVEL_NOT_ALLOWED.
 */
export async function refreshToken(deps: TokenDeps, request: ProvedRequest): Promise<TokenAnswer> {
  const { application, form, requestId } = request
  const token = form.get('refresh_token')
  if (token === undefined) throw refusal(tokenErrors, 'REFRESH_TOKEN_MISSING')
  const taking = { application, hash: sha256(token), requestId }
  const answer = await deps.db.transaction(tx => takeRefresh(tx, deps, taking))
  if (typeof answer === 'string') throw refusal(tokenErrors, answer)
  return answer
}

type Taking = { readonly application: Application; readonly hash: Buffer; readonly requestId: string }

/** The new pair, or the code of the refusal: a transaction that throws would forget that the sign-in was ended. */
async function takeRefresh(
  tx: Database,
  deps: TokenDeps,
  { application, hash, requestId }: Taking,
): Promise<TokenAnswer | TokenErrorCode> {
  const held = await holdRefreshToken(tx, hash, application.clientId)
  if (held === undefined) return 'REFRESH_TOKEN_INVALID'
  const now = deps.clock.now()
  const wrong = wrongWith(held, application, now)
  if (wrong !== undefined) return wrong
  const { signInId, endsAt } = held
  const { clientId } = application
  const audit = (outcome: string) =>
    auditTokens(tx, deps, {
      action: 'token-refresh',
      outcome,
      requestId,
      asker: { userId: held.userId, clientId },
      detail: { signInId },
    })
  if (held.isUsed) {
    await endSignIn(tx, signInId, 'refresh-reused', now)
    await audit('refresh-reused')
    return 'REFRESH_TOKEN_INVALID'
  }
  const refreshCount = await useRefreshToken(tx, hash, now)
  await audit('issued')
  return handOutTokens(tx, deps, { signInId, endsAt, refreshCount })
}

function wrongWith(held: HeldRefresh, { scopes }: Application, now: Date): TokenErrorCode | undefined {
  if (held.isEnded || held.endsAt <= now) return 'REFRESH_TOKEN_INVALID'
  if (held.isAccountClosed) return 'ACCOUNT_CLOSED'
  return mayBringLevel(scopes, held.assuranceLevel) ? undefined : 'LEVEL_NOT_ALLOWED'
}
