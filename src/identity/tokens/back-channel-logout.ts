import { errors, type JWTPayload, jwtVerify } from 'jose'
import { isRefusal, refusal } from '../../platform/index.ts'
import { isCis2ClientOfOurs } from '../applications/store.ts'
import { auditSession } from '../sessions/audit-session.ts'
import { endPortalSessionsOf } from '../sessions/store.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import { auditTokens } from './audit-tokens.ts'
import type { Form } from './form.ts'
import { type EndedSession, endSignInsOfSession, storeEndedSession, whileNoSignInBegins } from './store.ts'

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * The session a logout token of CIS2 says is over (OpenID Connect Back-Channel Logout 1.0; fhir-api.md 8.5). Throws
 * LOGOUT_TOKEN_MISSING, the LOGOUT rows of `tokenErrors`, IDENTITY_PROVIDER_UNAVAILABLE.
 */
export async function sessionOfLogout(deps: TokenDeps, form: Form): Promise<EndedSession> {
  const text = form.get('logout_token')
  if (text === undefined) throw refusal(tokenErrors, 'LOGOUT_TOKEN_MISSING')
  return sessionOf(deps, await provedClaims(deps, text))
}

/**
 * Ends the sign-ins, and the sessions on the pages, of a session that is over at CIS2; an ID token got in it is exchanged no more. A session nobody
 * signed in here with is remembered alike.
 */
export async function endSession(deps: TokenDeps, session: EndedSession, requestId: string): Promise<void> {
  await deps.db.transaction(async tx => {
    await whileNoSignInBegins(tx)
    await storeEndedSession(tx, deps.randomness.uuid(), session)
    for (const { userId, clientId, signInId } of await endSignInsOfSession(tx, session, deps.clock.now()))
      await auditTokens(tx, deps, {
        action: 'back-channel-logout',
        outcome: 'logged-out',
        requestId,
        asker: { userId, clientId },
        detail: { signInId },
      })
    for (const ended of await endPortalSessionsOf(tx, session, deps.clock.now()))
      await auditSession(tx, deps, { action: 'back-channel-logout', ...ended })
  })
}

async function provedClaims(deps: TokenDeps, text: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(text, deps.keys.find, {
      algorithms: ['RS256', 'RS512'],
      requiredClaims: ['iat', 'jti'],
      clockTolerance: deps.settings.clockToleranceSeconds,
      currentDate: deps.clock.now(),
    })
    return payload
  } catch (error) {
    if (isRefusal(error) || !(error instanceof errors.JOSEError)) throw error
    throw refusal(tokenErrors, 'LOGOUT_JWT_INVALID', undefined, error)
  }
}

async function sessionOf(deps: TokenDeps, claims: JWTPayload): Promise<EndedSession> {
  const { issuer, clockToleranceSeconds } = deps.settings
  if (claims.iss !== issuer) throw refusal(tokenErrors, 'LOGOUT_ISS_INVALID')
  await checkAudience(deps, [claims.aud ?? []].flat())
  const events = claims['events']
  if (typeof events !== 'object' || events === null || !(LOGOUT_EVENT in events))
    throw refusal(tokenErrors, 'LOGOUT_EVENTS_INVALID')
  if (claims['nonce'] !== undefined) throw refusal(tokenErrors, 'LOGOUT_NONCE')
  const sessionId = claims['sid'] === undefined ? undefined : String(claims['sid'])
  if (sessionId === undefined && claims.sub === undefined) throw refusal(tokenErrors, 'LOGOUT_SID_MISSING')
  const at = new Date(Number(claims.iat) * 1000)
  const begunBefore = new Date(at.getTime() + clockToleranceSeconds * 1000)
  return { issuer, sessionId, userId: claims.sub, at, begunBefore }
}

/** The portal is a client of its own at CIS2 and no application at the token endpoint. */
async function checkAudience({ db, settings }: TokenDeps, audience: readonly string[]): Promise<void> {
  const { portalClientId } = settings
  if (portalClientId !== undefined && audience.includes(portalClientId)) return
  if (!(await isCis2ClientOfOurs(db, audience))) throw refusal(tokenErrors, 'LOGOUT_AUD_INVALID')
}
