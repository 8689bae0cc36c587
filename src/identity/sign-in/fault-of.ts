import { AuthorizationResponseError, ClientError } from 'openid-client'
import { type CpisError, isRefusal, refusal } from '../../platform/index.ts'
import { signInErrors } from './errors.ts'

/** CIS2 answered not at all, too late, or with a status of its own trouble. */
const AWAY = new Set(['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'])

/** What a failure of the OpenID Connect library is to us: CIS2 away, or a sign-in that did not succeed, and why. */
export function faultOf(error: unknown): CpisError {
  if (isRefusal(error)) return error
  if (error instanceof ClientError && AWAY.has(String(error.code)))
    return refusal(signInErrors, 'SIGN_IN_UNAVAILABLE', undefined, error)
  // `fetch` throws a TypeError whose cause is the fault of the connection; any other is a fault of the request.
  if (error instanceof TypeError && error.cause !== undefined && !('code' in error))
    return refusal(signInErrors, 'SIGN_IN_UNAVAILABLE', undefined, error)
  const reason = error instanceof AuthorizationResponseError ? error.error : 'the answer does not fit'
  return refusal(signInErrors, 'SIGN_IN_FAILED', reason, error)
}
