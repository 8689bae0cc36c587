import { dayInEngland, refusal } from '../../platform/index.ts'
import { expiryOf, proveSignature, readJwt, secondsOf, type UnprovedJwt } from '../jwt.ts'
import { sha256 } from '../opaque-token.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import type { Application } from './application.ts'
import { findApplication, takeJti } from './store.ts'

/** An assertion may count for five minutes; ten seconds more are let pass (fhir-api.md 7.4). */
const LONGEST_SECONDS = 310
const LONGEST_JTI = 500

/**
 * The application that signed a client assertion: header, parties, key and signature, audience, expiry, and an id never
 * seen before at any instance, in this order (fhir-api.md 7.4). The id is taken only when all else is right. Throws the
 * rows of `tokenErrors` about assertions, keys and applications.
 */
export async function applicationOfAssertion(deps: TokenDeps, text: string | undefined): Promise<Application> {
  const assertion = readJwt('client_assertion', text)
  const application = await applicationNamed(deps, assertion)
  await proveSignature(assertion, deps.applicationKeys.of(application))
  if (!isFor(assertion, deps.settings.tokenUrl)) throw refusal(tokenErrors, 'ASSERTION_AUD_INVALID')
  const now = secondsOf(deps.clock.now())
  const expiry = expiryOf(assertion, now, 0)
  if (expiry > now + LONGEST_SECONDS) throw refusal(tokenErrors, 'ASSERTION_EXP_FAR')
  const jtiHash = sha256(jtiOf(assertion))
  const { clientId } = application
  if (!(await takeJti(deps.db, { clientId, jtiHash, expiresAt: new Date(expiry * 1000) })))
    throw refusal(tokenErrors, 'JTI_USED')
  return application
}

async function applicationNamed(deps: TokenDeps, { claims }: UnprovedJwt): Promise<Application> {
  const { iss, sub } = claims
  if (typeof iss !== 'string' || iss === '' || iss !== sub) throw refusal(tokenErrors, 'ASSERTION_PARTIES_MISMATCH')
  const application = await findApplication(deps.db, iss, dayInEngland(deps.clock.now()))
  if (application === undefined) throw refusal(tokenErrors, 'ASSERTION_PARTIES_UNKNOWN')
  if (!application.isLive) throw refusal(tokenErrors, 'APPLICATION_NOT_ACTIVE')
  return application
}

function isFor({ claims }: UnprovedJwt, tokenUrl: string): boolean {
  const audience = [claims.aud].flat()
  return audience.length === 1 && audience[0] === tokenUrl
}

function jtiOf({ claims }: UnprovedJwt): string {
  const jti: unknown = claims.jti
  if (jti === undefined) throw refusal(tokenErrors, 'JTI_MISSING')
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) throw refusal(tokenErrors, 'JTI_INVALID')
  return jti
}
