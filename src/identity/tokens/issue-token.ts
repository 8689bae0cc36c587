import { dayInEngland, type Profile, refusal } from '../../platform/index.ts'
import { administrationErrors } from '../applications/errors.ts'
import { findApplication } from '../applications/store.ts'
import { chooseRole } from '../choose-role.ts'
import { rolesHeld } from '../store.ts'
import type { TokenDeps } from '../token-deps.ts'
import { beginSignIn } from './exchange-token.ts'
import type { TokenAnswer } from './hand-out-tokens.ts'

export type IssueWish = {
  readonly clientId: string
  readonly userId: string
  readonly roleProfileId: string
  readonly profile: Profile
}

/**
 * Hands tokens out as if a user had signed in with a smartcard and chosen a role: for trying the service by hand, never
 * in production. Throws TOKEN_ISSUE_REFUSED, APPLICATION_UNKNOWN, SELECTED_ROLE_INVALID, ACCOUNT_CLOSED.
 */
export async function issueToken(
  deps: Omit<TokenDeps, 'applicationKeys' | 'keys'>,
  wish: IssueWish,
): Promise<TokenAnswer> {
  if (wish.profile === 'production') throw refusal(administrationErrors, 'TOKEN_ISSUE_REFUSED')
  const day = dayInEngland(deps.clock.now())
  const application = await findApplication(deps.db, wish.clientId, day)
  if (application === undefined) throw refusal(administrationErrors, 'APPLICATION_UNKNOWN')
  chooseRole(await rolesHeld(deps.db, wish.userId, day), { selected: wish.roleProfileId })
  const subject = {
    userId: wish.userId,
    assuranceLevel: 3,
    authenticator: 'X-BY-HAND',
    selectedRole: wish.roleProfileId,
    sessionId: undefined,
    authenticatedAt: deps.clock.now(),
  }
  return beginSignIn(deps, { application, subject, requestId: deps.randomness.uuid() })
}
