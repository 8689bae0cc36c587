import type { TimeOfDay } from '../../demographics/index.ts'
import type { IncidentDeps, Service, Severity } from '../incidents/incident.ts'

/** Something that is wrong now and that nobody may have seen. */
export type Alarm = {
  /** One incident is open for each key. */
  readonly key: string
  readonly service: Service
  readonly severity: Severity
  readonly summary: string
  /** What the public status says. */
  readonly publicText: string
  /** What was found, for the history; counts, codes and names of loops. */
  readonly note: string
}

/** A certificate this service presents, by the setting that holds it. */
export type WatchedCertificate = { readonly name: string; readonly pem: string }

export type AlarmSettings = {
  /** When in England the daily watch and the sweep of numbers are due. */
  readonly watchAt: TimeOfDay
  readonly numberSweepAt: TimeOfDay
  /** Minutes the oldest notice may wait. */
  readonly noticesWaitMinutes: number
}

export type AlarmDeps = Pick<IncidentDeps, 'db' | 'clock' | 'randomness'> & {
  readonly settings: AlarmSettings
  readonly certificates: readonly WatchedCertificate[]
}

export type Check = (deps: AlarmDeps, now: Date) => Promise<readonly Alarm[]>
