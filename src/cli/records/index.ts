export * from './audit-erase.ts'
export * from './retention.ts'
export * from './subject-export.ts'
