import { refusal } from '../../platform/index.ts'
import { sha256 } from '../opaque-token.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import { auditTokens } from './audit-tokens.ts'
import type { ProvedRequest } from './form.ts'
import { endSignInOfToken } from './store.ts'

/**
 * Ends the sign-in a token belongs to, access or refresh, and with it all its tokens (RFC 7009). A token that is not
 * known, or another application's, changes nothing and is answered alike. Throws TOKEN_MISSING.
 */
export async function revokeToken(deps: TokenDeps, request: ProvedRequest): Promise<void> {
  const { form, requestId } = request
  const { clientId } = request.application
  const token = form.get('token')
  if (token === undefined) throw refusal(tokenErrors, 'TOKEN_MISSING')
  await deps.db.transaction(async tx => {
    for (const { userId, signInId } of await endSignInOfToken(tx, sha256(token), clientId, deps.clock.now()))
      await auditTokens(tx, deps, {
        action: 'token-revoke',
        outcome: 'revoked',
        requestId,
        asker: { userId, clientId },
        detail: { signInId },
      })
  })
}
