import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../../src/platform/index.ts'
import { type Answer, outcome, tooManyRequests } from './outcome.ts'

/** `sandbox`: a token is optional and only its form is checked. `strict`: a token is needed, 5 requests a second. */
export type Mode = 'sandbox' | 'strict'

/** On whose behalf a token speaks: a signed-in worker, or the application alone (fhir-api.md 7.3). */
export type Caller = 'worker' | 'application'
export type VerifyToken = (token: string) => Promise<Caller | undefined>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const PER_SECOND = 5

/** X-Request-ID is required and a UUID; NHSD-Session-URID, when sent, is digits (fhir-api.md 7.2). */
export function checkHeaders(headers: IncomingHttpHeaders): Answer | undefined {
  const requestId = headers['x-request-id']
  if (!requestId) {
    return outcome(
      'MISSING_VALUE',
      'Invalid request with error - X-Request-ID header must be supplied to access this resource',
    )
  }
  if (!UUID.test(String(requestId))) return badHeader('X-Request-ID', requestId)
  const session = headers['nhsd-session-urid']
  return session === undefined || /^\d+$/.test(String(session)) ? undefined : badHeader('NHSD-Session-URID', session)
}

function badHeader(name: string, value: string | string[]): Answer {
  return outcome('INVALID_VALUE', `Invalid value - '${value}' in header '${name}'`)
}

/** Who calls, or the refusal of their token (fhir-api.md 4.5 E1 to E3). */
export async function checkToken(
  authorization: string | undefined,
  mode: Mode,
  verify: VerifyToken | undefined,
): Promise<Caller | Answer> {
  if (authorization === undefined) return mode === 'sandbox' ? 'worker' : denied('Missing Authorization header')
  if (authorization.trim() === '') return denied('Empty Authorization header')
  const [scheme = '', token] = authorization.trim().split(/\s+/)
  if (scheme !== 'Bearer') return denied(`Invalid token type '${scheme}', must be 'Bearer'`)
  if (token === undefined) return denied('Missing access token')
  if (mode === 'sandbox') return 'worker'
  return verify === undefined ? 'application' : ((await verify(token)) ?? denied('Invalid Access Token'))
}

function denied(diagnostics: string): Answer {
  return outcome('ACCESS_DENIED', diagnostics)
}

/** Refuses the sixth request within a second, in strict mode (fhir-api.md 7.5). */
export function openQuota(mode: Mode, clock: Clock): () => Answer | undefined {
  let recent: number[] = []
  return () => {
    const now = clock.now().getTime()
    recent = recent.filter(at => now - at < 1000)
    if (mode === 'strict' && recent.length >= PER_SECOND) return tooManyRequests()
    recent.push(now)
    return undefined
  }
}
