import { refusal } from '../../platform/index.ts'
import { type Application, mayBringLevel } from '../applications/application.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import { auditTokens } from './audit-tokens.ts'
import type { ProvedRequest } from './form.ts'
import { handOutTokens, REFRESH_SECONDS, type TokenAnswer } from './hand-out-tokens.ts'
import { isAccountClosed, isSessionEnded, storeSignIn, whileNoSessionEnds } from './store.ts'
import { type SubjectSignIn, signInOfSubject } from './subject-token.ts'

const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'

/**
 * Exchanges a CIS2 ID token for an access token and a refresh token (fhir-api.md 7.3, 7.4, 8.7). Which role the user
 * acts in, and what it may do, is not decided here but at every request. Throws the rows of `tokenErrors`, and
 * IDENTITY_PROVIDER_UNAVAILABLE.
 */
export async function exchangeToken(deps: TokenDeps, request: ProvedRequest): Promise<TokenAnswer> {
  const { application, form, requestId } = request
  if (form.get('subject_token_type') !== ID_TOKEN) throw refusal(tokenErrors, 'SUBJECT_TYPE_INVALID')
  const subject = await signInOfSubject(deps, form.get('subject_token'), application)
  if (!mayBringLevel(application.scopes, subject.assuranceLevel)) throw refusal(tokenErrors, 'LEVEL_NOT_ALLOWED')
  return beginSignIn(deps, { application, subject, requestId })
}

export type Beginning = {
  readonly application: Pick<Application, 'clientId'>
  readonly subject: SubjectSignIn
  readonly requestId: string
}

/** Keeps a sign-in and hands its first tokens out. Throws ACCOUNT_CLOSED, SESSION_ENDED. */
export function beginSignIn(
  deps: Omit<TokenDeps, 'applicationKeys' | 'keys'>,
  { application, subject, requestId }: Beginning,
): Promise<TokenAnswer> {
  const { clientId } = application
  const startedAt = deps.clock.now()
  const endsAt = new Date(startedAt.getTime() + REFRESH_SECONDS * 1000)
  return deps.db.transaction(async tx => {
    await whileNoSessionEnds(tx)
    if (await isAccountClosed(tx, subject.userId)) throw refusal(tokenErrors, 'ACCOUNT_CLOSED')
    if (await isSessionEnded(tx, subject)) throw refusal(tokenErrors, 'SESSION_ENDED')
    const signInId = deps.randomness.uuid()
    await storeSignIn(tx, { signInId, clientId, issuer: deps.settings.issuer, subject, startedAt, endsAt })
    await auditTokens(tx, deps, {
      action: 'token-exchange',
      outcome: 'issued',
      requestId,
      asker: { userId: subject.userId, clientId, ...(subject.selectedRole && { roleProfileId: subject.selectedRole }) },
      detail: { signInId, assuranceLevel: subject.assuranceLevel, authenticator: subject.authenticator ?? 'not said' },
    })
    return handOutTokens(tx, deps, { signInId, endsAt, refreshCount: 0 })
  })
}
