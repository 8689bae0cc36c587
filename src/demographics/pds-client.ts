import { setTimeout as pauseForReal } from 'node:timers/promises'
import { type Clock, dayInEngland, isRefusal, type Log, type Randomness, refusal } from '../platform/index.ts'
import { demographicsErrors } from './errors.ts'
import type { NhsNumber } from './nhs-number.ts'
import { type Budget, openBudget, openGate, type Pause } from './pace.ts'
import { type PdsAnswer, readAnswer } from './pds-answer.ts'
import type { PdsFinding } from './pds-finding.ts'

/** Reads single numbers from PDS. `read` never throws: what could not be learned is `unavailable`. */
export type PdsClient = {
  read(number: NhsNumber): Promise<PdsFinding>
  /** How many reads run at once; more wait. */
  readonly parallel: number
}

export type PdsClientOptions = {
  /** The FHIR base, as `https://api.service.nhs.uk/personal-demographics/FHIR/R4`. */
  readonly baseUrl: string
  /** Gives the value of the Authorization header, asked for before each request; it limits its own time. */
  readonly authorization?: (() => Promise<string | undefined>) | undefined
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  /** How long one request may take, its body included; 2,000 when not given. */
  readonly timeoutMs?: number
  /** Requests for one read, the first included; 3 when not given. */
  readonly attempts?: number
  /** Requests a second, over all reads; without it there is no limit (PDS gives an application 5, fhir-api.md 7.5). */
  readonly perSecond?: number | undefined
  /** Reads at once; 16 when not given. */
  readonly parallel?: number
  /** How to wait; tests give their own. */
  readonly pause?: Pause
}

/** A wait PDS asks for beyond this is not waited for: whoever asks must hear `unavailable` within seconds (ours). */
const LONGEST_WAIT_MS = 10_000
const FIRST_WAIT_MS = 100

type Line = Required<Pick<PdsClientOptions, 'timeoutMs' | 'attempts' | 'pause'>> &
  Pick<PdsClientOptions, 'baseUrl' | 'authorization' | 'clock' | 'randomness' | 'log'> & { readonly budget: Budget }

/** A request that told nothing, and how long PDS wants us to stay away. */
type Failure = {
  readonly kind: 'failure'
  readonly reason: string
  readonly throttled?: boolean
  readonly waitMs?: number | undefined
}

/**
 * Opens a client of the PDS FHIR API (fhir-api.md 9.1, 9.5). Requests that time out, are throttled or meet a fault are
 * sent again with the same X-Request-ID. An answer with a code nobody knows is logged as PDS_ANSWER_UNKNOWN and counts
 * as `unavailable`: it can be wrong to wait for it, but never to take it for `unknown`.
 */
export function openPdsClient(options: PdsClientOptions): PdsClient {
  const { timeoutMs = 2_000, attempts = 3, parallel = 16, pause = pauseForReal } = options
  const budget = openBudget({ perSecond: options.perSecond, clock: options.clock, pause })
  const line: Line = { ...options, timeoutMs, attempts, pause, budget }
  const gate = openGate(parallel)
  return { parallel, read: number => gate(() => readPatiently(line, number)) }
}

async function readPatiently(line: Line, number: NhsNumber): Promise<PdsFinding> {
  const requestId = line.randomness.uuid()
  for (let attempt = 1; ; attempt += 1) {
    await line.budget.take()
    const outcome = await askOnce(line, number, requestId)
    if (outcome.kind !== 'failure') return outcome
    line.log.warn({ reason: outcome.reason, attempt, requestId }, 'PDS gave no answer')
    const waitMs = outcome.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) + (line.randomness.bytes(1)[0] ?? 0) / 4
    if (waitMs > LONGEST_WAIT_MS) return { kind: 'unavailable' }
    if (outcome.throttled) line.budget.hold(waitMs)
    if (attempt >= line.attempts) return { kind: 'unavailable' }
    if (!outcome.throttled) await line.pause(waitMs)
  }
}

async function askOnce(line: Line, number: NhsNumber, requestId: string): Promise<PdsFinding | Failure> {
  try {
    const answer = await send(line, number, requestId)
    return 'kind' in answer ? answer : readAnswer(answer, number, dayInEngland(line.clock.now()))
  } catch (error) {
    if (!isRefusal(error)) return { kind: 'failure', reason: reasonOf(error) }
    line.log.error({ err: error, requestId }, 'PDS could not be read')
    return { kind: 'unavailable' }
  }
}

async function send(line: Line, number: NhsNumber, requestId: string): Promise<PdsAnswer | Failure> {
  const authorization = await line.authorization?.()
  const response = await fetch(`${line.baseUrl}/Patient/${number}`, {
    headers: {
      accept: 'application/fhir+json',
      'x-request-id': requestId,
      ...(authorization === undefined ? {} : { authorization }),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(line.timeoutMs),
  })
  const body = parsed(await response.text())
  const { status } = response
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfterMs(response.headers, line.clock)
    return { kind: 'failure', reason: `HTTP ${status}`, throttled: status === 429, waitMs }
  }
  assertIsOurs(response.headers.get('x-request-id'), requestId)
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

/** `time-out`, or the system's code of the fault, such as ECONNREFUSED: never a text, which may hold the address. */
function reasonOf(error: unknown): string {
  const fault = error as { name?: string; cause?: { code?: unknown } }
  return fault.name === 'TimeoutError' ? 'time-out' : String(fault.cause?.code ?? 'connection fault')
}
