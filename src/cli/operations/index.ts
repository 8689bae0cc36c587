export * from './incident.ts'
export * from './quality.ts'
export * from './service-level.ts'
