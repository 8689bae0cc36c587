import { setTimeout as pauseForReal } from 'node:timers/promises'
import { type Clock, type Database, dayInEngland, type Log, type Randomness } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'
import type { Authorization } from './authorization.ts'
import { openBudget, openGate, type Pause } from './pace.ts'
import { readAnswer } from './pds-answer.ts'
import { askPds, type Exchange } from './pds-exchange.ts'
import type { PdsFinding } from './pds-finding.ts'
import { type PdsList, type PdsLook, readList, readLook } from './pds-record.ts'
import { type PdsMatch, readSearchAnswer } from './search-answer.ts'
import { openSharedBudget } from './shared-budget.ts'

/** Reads single numbers from PDS. `read` never throws: what could not be learned is `unavailable`. */
export type PdsReader = {
  read(number: NhsNumber): Promise<PdsFinding>
  /** How many requests run at once; more wait. */
  readonly parallel: number
}

/** Searches PDS; as `read`, it never throws. */
export type PdsSearcher = {
  /** The one person who matches. */
  search(query: URLSearchParams): Promise<PdsMatch>
  /** Everybody who matches, to be shown. */
  list(query: URLSearchParams): Promise<PdsList>
}

/** Reads a record to be shown; as `read`, it never throws. */
export type PdsViewer = { look(number: NhsNumber): Promise<PdsLook> }

export type PdsClient = PdsReader & PdsSearcher & PdsViewer

export type PdsClientOptions = {
  /** The FHIR base, as `https://api.service.nhs.uk/personal-demographics/FHIR/R4`. */
  readonly baseUrl: string
  /** Gives the value of the Authorization header, asked for before each request; it limits its own time. */
  readonly authorization?: Authorization | undefined
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  /** Under the role `cpis_demographics`: with it the pace is kept together with every other process that uses it. */
  readonly db?: Database | undefined
  /** How long one request may take, its body included; 2,000 when not given. */
  readonly timeoutMs?: number
  /** Requests for one read, the first included; 3 when not given. */
  readonly attempts?: number
  /** Requests a second, over all reads; without it there is no limit (PDS gives an application 5, fhir-api.md 7.5). */
  readonly perSecond?: number | undefined
  /** Requests at once; 16 when not given. */
  readonly parallel?: number
  /** How to wait; tests give their own. */
  readonly pause?: Pause
}

/**
 * Opens a client of the PDS FHIR API (fhir-api.md 9.1, 9.3, 9.5). An answer with a code nobody knows is logged as
 * PDS_ANSWER_UNKNOWN and counts as `unavailable`: it can be wrong to wait for it, but never to take it for `unknown`.
 */
export function openPdsClient(options: PdsClientOptions): PdsClient {
  const { timeoutMs = 2_000, attempts = 3, parallel = 16, pause = pauseForReal, clock, perSecond, db } = options
  const budget =
    db === undefined || perSecond === undefined
      ? openBudget({ perSecond, clock, pause })
      : openSharedBudget({ db, perSecond, clock, pause })
  const exchange: Exchange = { ...options, timeoutMs, attempts, pause, budget }
  const gate = openGate(parallel)
  const today = () => dayInEngland(clock.now())
  return {
    parallel,
    read: number =>
      gate(() => askPds(exchange, { path: `/Patient/${number}`, read: answer => readAnswer(answer, number, today()) })),
    look: number =>
      gate(() => askPds(exchange, { path: `/Patient/${number}`, read: answer => readLook(answer, number, today()) })),
    list: query =>
      gate(() => askPds(exchange, { path: `/Patient?${query}`, read: answer => readList(answer, today()) })),
    search: query =>
      gate(() => askPds(exchange, { path: `/Patient?${query}`, read: answer => readSearchAnswer(answer, today()) })),
  }
}
