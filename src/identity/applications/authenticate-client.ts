import { timingSafeEqual } from 'node:crypto'
import { dayInEngland, refusal } from '../../platform/index.ts'
import { sha256 } from '../opaque-token.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import type { Form } from '../tokens/form.ts'
import type { Application } from './application.ts'
import { applicationOfAssertion } from './client-assertion.ts'
import { findApplication } from './store.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The application, by the assertion of a token exchange. Throws ASSERTION_TYPE_INVALID and what the assertion throws. */
export async function authenticateByAssertion(deps: TokenDeps, form: Form): Promise<Application> {
  if (form.get('client_assertion_type') !== JWT_BEARER) throw refusal(tokenErrors, 'ASSERTION_TYPE_INVALID')
  return applicationOfAssertion(deps, form.get('client_assertion'))
}

/**
 * The application, by an assertion when one is sent, else by client id and secret, as the national platform has it for
 * refreshing (fhir-api.md 7.4). Throws CLIENT_ID_MISSING, CLIENT_SECRET_MISSING, CLIENT_INVALID, APPLICATION_NOT_ACTIVE.
 */
export async function authenticateClient(deps: TokenDeps, form: Form): Promise<Application> {
  if (form.has('client_assertion') || form.has('client_assertion_type')) return authenticateByAssertion(deps, form)
  const clientId = form.get('client_id')
  const secret = form.get('client_secret')
  if (clientId === undefined) throw refusal(tokenErrors, 'CLIENT_ID_MISSING')
  if (secret === undefined) throw refusal(tokenErrors, 'CLIENT_SECRET_MISSING')
  const application = await findApplication(deps.db, clientId, dayInEngland(deps.clock.now()))
  if (application?.secretHash == null || !timingSafeEqual(application.secretHash, sha256(secret)))
    throw refusal(tokenErrors, 'CLIENT_INVALID')
  if (!application.isLive) throw refusal(tokenErrors, 'APPLICATION_NOT_ACTIVE')
  return application
}
