export { demographicsAboutSubject } from './about-subject.ts'
export type { DemographicsDeps } from './deps.ts'
export * from './errors.ts'
export * from './find-in-pds.ts'
export * from './forget-persons.ts'
export * from './nhs-number.ts'
export * from './numbers/change-events.ts'
export * from './numbers/check-numbers.ts'
export { nightDue, readTimeOfDay, type TimeOfDay } from './numbers/night.ts'
export * from './numbers/number-change-event.ts'
export * from './numbers/sweeps.ts'
export { type AppRestrictedOptions, type Authorization, openAppRestrictedAuthorization } from './pds/authorization.ts'
export {
  openPdsClient,
  type PdsClient,
  type PdsClientOptions,
  type PdsReader,
  type PdsSearcher,
  type PdsViewer,
} from './pds/pds-client.ts'
export * from './pds/pds-finding.ts'
export type { Gender, PdsList, PdsLook, PdsRecord } from './pds/pds-record.ts'
export type { PdsMatch } from './pds/search-answer.ts'
export { demographicsRetention } from './retention.ts'
export { DEMOGRAPHICS_SEALED } from './sealed-columns.ts'
export * from './search-persons.ts'
export * from './trace-person.ts'
