import { createHash, timingSafeEqual } from 'node:crypto'
import { refusal } from '../platform/index.ts'
import { capabilityStatement } from './bodies/capability-statement.ts'
import type { FhirDeps } from './deps.ts'
import { fhirErrors } from './errors.ts'
import { runOperation, runSearch } from './pipeline.ts'
import { refuseAsking } from './refuse.ts'
import type { Reply } from './reply.ts'
import type { Exchange } from './request/exchange.ts'
import { headerOf } from './request/header.ts'
import { type OperationName, operationOf } from './request/operation.ts'
import { queryOf } from './request/parameters.ts'
import { type SearchedResource, searchOf } from './request/search.ts'
import { SOFTWARE } from './software.ts'
import { checkAccept } from './steps/media-types.ts'
import { fhirBase } from './systems.ts'

/** Answers a search by its pipeline, GET and POST alike. */
export function answerSearch(resource: SearchedResource) {
  return async (deps: FhirDeps, exchange: Exchange): Promise<Reply> => {
    const search = searchOf(resource, exchange)
    try {
      return { status: 200, body: await runSearch(deps, search) }
    } catch (error) {
      return refuseAsking(deps, search, error)
    }
  }
}

/** Answers an operation by its pipeline. */
export function answerOperation(name: OperationName) {
  return async (deps: FhirDeps, exchange: Exchange): Promise<Reply> => {
    const operation = operationOf(name, exchange)
    try {
      return { status: 200, body: await runOperation(deps, operation) }
    } catch (error) {
      return refuseAsking(deps, operation, error)
    }
  }
}

/** What this server can do, to anybody who asks (fhir-api.md 4.6). Throws FHIR_NOT_ACCEPTABLE. */
export function answerMetadata({ settings }: FhirDeps, { request }: Exchange): Reply {
  checkAccept(headerOf(request.headers, 'accept'), queryOf(request.url))
  return { status: 200, body: capabilityStatement(fhirBase(settings.publicUrl)) }
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

const build = ({ settings }: FhirDeps) => ({
  version: SOFTWARE.version,
  ...(settings.build ?? { revision: 'unknown', releaseId: 'unknown', commitId: 'unknown' }),
})

/** That the API is up; nothing behind it is asked (fhir-api.md 7.6). */
export function answerPing(deps: FhirDeps): Reply {
  return { status: 200, headers: JSON_TYPE, body: build(deps) }
}

/** Whether what stands behind the API is up too, to holders of the key (fhir-api.md 7.6). Throws FHIR_API_KEY_INVALID. */
export async function answerStatus(deps: FhirDeps, { request }: Exchange): Promise<Reply> {
  if (!isSame(headerOf(request.headers, 'apikey') ?? '', deps.settings.statusApiKey))
    throw refusal(fhirErrors, 'FHIR_API_KEY_INVALID')
  const isReady = await deps.ready().then(
    () => true,
    () => false,
  )
  const database = {
    status: isReady ? 'pass' : 'fail',
    timeout: 'false',
    responseCode: isReady ? 200 : 503,
    outcome: isReady ? 'OK' : 'not ready',
    links: { self: `${deps.settings.publicUrl}/health/ready` },
  }
  const body = { status: database.status, ...build(deps), checks: { 'database:status': [database] } }
  return { status: 200, headers: JSON_TYPE, body }
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compares two secrets in a time that tells nothing about either. */
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
