export * from './nhs-number.ts'
