import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type CpisError, refusal } from '../platform/index.ts'
import { answerMetadata, answerPing, answerSearch, answerStatus } from './answers.ts'
import type { FhirDeps } from './deps.ts'
import { fhirErrors } from './errors.ts'
import type { PipelineDeps } from './pipeline.ts'
import { refusalReply, refuseSearch } from './refuse.ts'
import { type Reply, send } from './reply.ts'
import { requestIdOf } from './request/correlation.ts'
import type { Exchange } from './request/exchange.ts'
import { type SearchedResource, searchOf } from './request/search.ts'
import { freshRate } from './steps/rate.ts'
import { BASE_PATH } from './systems.ts'

/** In bytes; no search is longer. */
const LONGEST_FORM = 8_192

type Route = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** What it searches for, if it does: refusals of a search go to the audit. */
  readonly searches?: SearchedResource
  readonly answer: (deps: PipelineDeps, exchange: Exchange) => Reply | Promise<Reply>
}

const careTeam = { searches: 'CareTeam', answer: answerSearch('CareTeam') } as const
const auditEvent = { searches: 'AuditEvent', answer: answerSearch('AuditEvent') } as const

/** Every path there is (fhir-api.md 4.1). */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/CareTeam', ...careTeam },
  { method: 'POST', path: '/CareTeam/_search', ...careTeam },
  { method: 'GET', path: '/AuditEvent', ...auditEvent },
  { method: 'POST', path: '/AuditEvent/_search', ...auditEvent },
  { method: 'GET', path: '/metadata', answer: answerMetadata },
  { method: 'GET', path: '/_ping', answer: answerPing },
  { method: 'GET', path: '/_status', answer: answerStatus },
]

/**
 * Adds the FHIR R4 API under `/cpis/FHIR/R4`: searches of CareTeam and AuditEvent, `metadata`, `_ping`, `_status`.
 * Anything else below that path is 404, a known path asked by another method 405 with `Allow` (fhir-api.md 4.1).
 */
export function addFhirRoutes(server: FastifyInstance, deps: FhirDeps): void {
  const pipeline: PipelineDeps = { ...deps, rate: freshRate() }
  const answering = (route: Route) => (request: FastifyRequest, reply: FastifyReply) =>
    sendAnswer(deps, { request, reply }, exchange => route.answer(pipeline, exchange))
  server.register(
    async fhir => {
      takeBodiesAsText(fhir)
      for (const route of ROUTES) {
        const { method, path: url } = route
        // A prefetch by HEAD must not look a child up (fhir-api.md 4.2).
        fhir.route({ method, url, exposeHeadRoute: false, bodyLimit: LONGEST_FORM, handler: answering(route) })
      }
      fhir.setNotFoundHandler((request, reply) =>
        sendAnswer(deps, { request, reply }, exchange => refuse(deps, exchange, notRouted(request))),
      )
      fhir.setErrorHandler((error, request, reply) =>
        sendAnswer(deps, { request, reply }, exchange => refuse(deps, exchange, unread(error))),
      )
    },
    { prefix: BASE_PATH },
  )
}

/** Whether a body is a form is a step of the pipeline, so that its refusal looks like every other. */
function takeBodiesAsText(fhir: FastifyInstance): void {
  fhir.removeAllContentTypeParsers()
  fhir.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
}

type Answering = (exchange: Exchange) => Reply | Promise<Reply>

/** Sends what `answer` answers or, if it throws, the refusal. */
async function sendAnswer(
  deps: FhirDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  answer: Answering,
): Promise<FastifyReply> {
  const exchange = { request, requestId: requestIdOf(request.headers, deps.randomness) }
  try {
    return send(reply, exchange, await answer(exchange))
  } catch (error) {
    return send(reply, exchange, refusalReply(deps, error))
  }
}

const routesOf = (request: FastifyRequest) =>
  ROUTES.filter(route => `${BASE_PATH}${route.path}` === request.url.split('?', 1)[0])

/** Answers what never reached the pipeline; on the path of a search the audit is told all the same. */
function refuse(deps: FhirDeps, exchange: Exchange, thrown: unknown): Reply | Promise<Reply> {
  const [route] = routesOf(exchange.request)
  return route?.searches ? refuseSearch(deps, searchOf(route.searches, exchange), thrown) : refusalReply(deps, thrown)
}

/** Step 1 of fhir-api.md 4.2: path and method are known. */
function notRouted(request: FastifyRequest): CpisError {
  const methods = routesOf(request).map(route => route.method)
  return methods.length > 0
    ? refusal(fhirErrors, 'FHIR_WRONG_METHOD', methods.join(', '))
    : refusal(fhirErrors, 'FHIR_UNKNOWN_PATH')
}

/** Fastify's own words for a request it could not read, in ours; anything else stays the fault it is. */
function unread(error: unknown): unknown {
  const { statusCode } = error as Partial<FastifyError>
  if (statusCode === 413) return refusal(fhirErrors, 'FHIR_BODY_TOO_LARGE')
  if (statusCode === 415) return refusal(fhirErrors, 'FHIR_UNSUPPORTED_BODY')
  return error
}
