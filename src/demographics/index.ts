export * from './nhs-number.ts'
export * from './pds-finding.ts'
