import { type Clock, isRefusal, type Log, type Randomness, refusal } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import type { Authorization } from './authorization.ts'
import { reasonOf } from './fault-reason.ts'
import type { Budget, Pause } from './pace.ts'
import type { PdsAnswer } from './pds-answer.ts'

export type Exchange = {
  readonly baseUrl: string
  readonly authorization?: Authorization | undefined
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly timeoutMs: number
  readonly attempts: number
  readonly pause: Pause
  readonly budget: Budget
}

/** A wait PDS asks for beyond this is not waited for: whoever asks must hear `unavailable` within seconds (ours). */
const LONGEST_WAIT_MS = 10_000
const FIRST_WAIT_MS = 100

const UNAVAILABLE = { kind: 'unavailable' } as const
type Unavailable = typeof UNAVAILABLE

/** A request that told nothing, how long PDS wants us to stay away, and the token it did not take. */
type Failure = {
  readonly kind: 'failure'
  readonly reason: string
  readonly throttled?: boolean
  readonly waitMs?: number | undefined
  readonly refusedToken?: string
}

type Asked<Found> = { readonly path: string; readonly read: (answer: PdsAnswer) => Found }
type Try = { readonly requestId: string; readonly refusedToken: string | undefined }

/**
 * Sends one GET below the FHIR base until it is answered, and reads the answer by `read`. Time-outs, throttling, faults
 * and a token that is no longer taken are tried again with the same X-Request-ID. Never throws: an answer `read` does
 * not know is logged and counts as `unavailable`, as does everything else that could not be learned.
 */
export async function askPds<Found extends { kind: string }>(
  exchange: Exchange,
  asked: Asked<Found>,
): Promise<Found | Unavailable> {
  const requestId = exchange.randomness.uuid()
  let refusedToken: string | undefined
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await askOnce(exchange, asked, { requestId, refusedToken })
    if (outcome.kind !== 'failure') return outcome as Found | Unavailable
    const failure = outcome as Failure
    exchange.log.warn({ reason: failure.reason, attempt, requestId }, 'PDS gave no answer')
    refusedToken = failure.refusedToken ?? refusedToken
    const mayTryAgain = await waitAfter(exchange, failure, attempt)
    if (!mayTryAgain) return UNAVAILABLE
  }
}

/** A throttled application waits as a whole: everybody's next request does, not only this one. */
async function waitAfter(exchange: Exchange, failure: Failure, attempt: number): Promise<boolean> {
  const chance = (exchange.randomness.bytes(1)[0] ?? 0) / 4
  const waitMs = failure.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) + chance
  if (waitMs > LONGEST_WAIT_MS) return false
  if (failure.throttled && !(await holdAll(exchange, waitMs))) return false
  if (attempt >= exchange.attempts) return false
  if (!failure.throttled) await exchange.pause(waitMs)
  return true
}

async function holdAll(exchange: Exchange, ms: number): Promise<boolean> {
  try {
    await exchange.budget.hold(ms)
    return true
  } catch (error) {
    exchange.log.error({ err: error }, 'the pace of PDS could not be kept')
    return false
  }
}

async function askOnce<Found>(
  exchange: Exchange,
  { path, read }: Asked<Found>,
  once: Try,
): Promise<Found | Unavailable | Failure> {
  try {
    await exchange.budget.take()
    const answer = await send(exchange, path, once)
    return 'kind' in answer ? answer : read(answer)
  } catch (error) {
    if (!isRefusal(error)) return { kind: 'failure', reason: reasonOf(error) }
    if (error.code === 'PDS_TOKEN_UNAVAILABLE') return { kind: 'failure', reason: error.message }
    exchange.log.error({ err: error, requestId: once.requestId }, 'PDS could not be read')
    return UNAVAILABLE
  }
}

async function send(exchange: Exchange, path: string, once: Try): Promise<PdsAnswer | Failure> {
  const authorization = await exchange.authorization?.(once.refusedToken)
  const response = await fetch(`${exchange.baseUrl}${path}`, {
    headers: {
      accept: 'application/fhir+json',
      'x-request-id': once.requestId,
      ...(authorization === undefined ? {} : { authorization }),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(exchange.timeoutMs),
  })
  const body = parsed(await response.text())
  const { status } = response
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfterMs(response.headers, exchange.clock)
    return { kind: 'failure', reason: `HTTP ${status}`, throttled: status === 429, waitMs }
  }
  assertIsOurs(response.headers.get('x-request-id'), once.requestId)
  // A token may be ended before its time; a second one that is not taken either is no matter of time.
  if (status === 401 && authorization !== undefined && once.refusedToken === undefined)
    return { kind: 'failure', reason: 'HTTP 401', refusedToken: authorization }
  return { status, body }
}

/** PDS mirrors our X-Request-ID; another one means another child's answer, which would read as `superseded`. */
function assertIsOurs(mirrored: string | null, requestId: string): void {
  if (mirrored !== null && mirrored.toLowerCase() !== requestId)
    throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'the answer to another request')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Retry-After in milliseconds: seconds or an HTTP date; `undefined` when missing or unreadable. */
function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now().getTime())
}
