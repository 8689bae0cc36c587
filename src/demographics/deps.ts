import type { Clock, Database } from '../platform/index.ts'
import type { PdsReader } from './pds/pds-client.ts'

export type DemographicsDeps = {
  /** Under the role `cpis_demographics`. */
  readonly db: Database
  readonly pds: PdsReader
  readonly clock: Clock
  readonly settings: {
    /** How long a current person may be reused without asking PDS again, in hours; 4 when not given. */
    readonly cacheHours?: number
  }
}

/** The instant since which a person must have been read to be reused ("hours at most", fhir-api.md 9.5). */
export function freshSince(deps: Pick<DemographicsDeps, 'clock' | 'settings'>): Date {
  return new Date(deps.clock.now().getTime() - (deps.settings.cacheHours ?? 4) * 3_600_000)
}
