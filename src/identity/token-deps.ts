import type { Clock, Database, Log, Metrics, Randomness } from '../platform/index.ts'
import type { ApplicationKeys } from './applications/application-keys.ts'
import type { KeySource } from './bearer/key-source.ts'

/** What tokens are measured by. */
export type TokenSettings = {
  /** The address of `POST /oauth2/token` as callers know it: the audience of their assertions, letter by letter. */
  readonly tokenUrl: string
  /** CIS2's issuer, letter by letter. */
  readonly issuer: string
  /** By how many seconds CIS2's clock and ours may differ. */
  readonly clockToleranceSeconds: number
  /** So many requests a minute of one caller that do not prove who it is; more are answered 429. */
  readonly refusedAMinute: number
  /** As which client the pages sign people in at CIS2; absent where nobody serves pages. */
  readonly portalClientId?: string
}

export type TokenDeps = {
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Pick<Metrics, 'count'>
  /** CIS2's keys. */
  readonly keys: KeySource
  readonly applicationKeys: ApplicationKeys
  readonly settings: TokenSettings
}
