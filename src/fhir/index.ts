export type { FhirDeps, FhirRefusal, FhirSettings } from './deps.ts'
export { fhirErrors } from './errors.ts'
export { OUTCOMES } from './outcome.ts'
export { addFhirRoutes } from './routes.ts'
