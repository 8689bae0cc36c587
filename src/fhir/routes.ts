import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type CpisError, refusal } from '../platform/index.ts'
import { answerMetadata, answerOperation, answerPing, answerSearch, answerStatus } from './answers.ts'
import type { FhirDeps } from './deps.ts'
import { fhirErrors } from './errors.ts'
import { refusalReply, refuseAsking } from './refuse.ts'
import { type Reply, send } from './reply.ts'
import type { Asking } from './request/asking.ts'
import { requestIdOf } from './request/correlation.ts'
import type { Exchange } from './request/exchange.ts'
import { BASE_PATH, FLAGS_PATH } from './systems.ts'

/** In bytes; no search or operation is longer. */
const LONGEST_FORM = 8_192

type Route = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** True where a child is asked about: refusals go to the audit. */
  readonly audited?: true
  readonly answer: (deps: FhirDeps, exchange: Exchange) => Reply | Promise<Reply>
}

const careTeam = { audited: true, answer: answerSearch('CareTeam') } as const
const auditEvent = { audited: true, answer: answerSearch('AuditEvent') } as const
const patientFlag = { audited: true, answer: answerSearch('PatientFlag') } as const

/** Every path there is, by the base it stands under (fhir-api.md 4.1, 5). */
export const ROUTES: Readonly<Record<string, readonly Route[]>> = {
  [BASE_PATH]: [
    { method: 'GET', path: '/CareTeam', ...careTeam },
    { method: 'POST', path: '/CareTeam/_search', ...careTeam },
    { method: 'GET', path: '/AuditEvent', ...auditEvent },
    { method: 'POST', path: '/AuditEvent/_search', ...auditEvent },
    {
      method: 'POST',
      path: '/$declare-unscheduled-encounter',
      audited: true,
      answer: answerOperation('declare-unscheduled-encounter'),
    },
    { method: 'POST', path: '/$was-not-brought', audited: true, answer: answerOperation('was-not-brought') },
    { method: 'GET', path: '/metadata', answer: answerMetadata },
    { method: 'GET', path: '/_ping', answer: answerPing },
    { method: 'GET', path: '/_status', answer: answerStatus },
  ],
  [FLAGS_PATH]: [
    { method: 'GET', path: '/PatientFlag', ...patientFlag },
    { method: 'POST', path: '/PatientFlag/_search', ...patientFlag },
  ],
}

/**
 * Adds the FHIR R4 API: below `/cpis/FHIR/R4` the searches of CareTeam and AuditEvent, our two operations, `metadata`, `_ping`, `_status`;
 * below `/patient-flags-api/FHIR/R4` the search of PatientFlag. Anything else there is 404, a known path asked by
 * another method 405 with `Allow` (fhir-api.md 4.1). `under` is put before both, and belongs to `publicUrl` then.
 */
export function addFhirRoutes(server: FastifyInstance, deps: FhirDeps, under = ''): void {
  for (const [base, routes] of Object.entries(ROUTES)) addDoor(server, deps, { prefix: `${under}${base}`, routes })
}

type Door = { readonly prefix: string; readonly routes: readonly Route[] }

function addDoor(server: FastifyInstance, deps: FhirDeps, { prefix, routes }: Door): void {
  const methodsAt = (request: FastifyRequest) =>
    routes.filter(route => `${prefix}${route.path}` === request.url.split('?', 1)[0])
  const refusing = (request: FastifyRequest, thrown: unknown) => (exchange: Exchange) =>
    refuse(deps, exchange, { thrown, audited: methodsAt(request).some(route => route.audited) })
  server.register(
    async fhir => {
      takeBodiesAsText(fhir)
      for (const { method, path: url, audited = false, answer } of routes) {
        const handler = (request: FastifyRequest, reply: FastifyReply) =>
          sendAnswer(deps, { request, reply }, exchange => held(deps, audited, async () => answer(deps, exchange)))
        // A prefetch by HEAD must not look a child up (fhir-api.md 4.2).
        fhir.route({ method, url, exposeHeadRoute: false, bodyLimit: LONGEST_FORM, handler })
      }
      fhir.setNotFoundHandler((request, reply) =>
        sendAnswer(deps, { request, reply }, refusing(request, notRouted(methodsAt(request)))),
      )
      fhir.setErrorHandler((error, request, reply) =>
        sendAnswer(deps, { request, reply }, refusing(request, unread(error))),
      )
    },
    { prefix },
  )
}

/** Whether a body is of the right type is a step of the pipeline, so that its refusal looks like every other. */
function takeBodiesAsText(fhir: FastifyInstance): void {
  fhir.removeAllContentTypeParsers()
  fhir.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
}

/** Only what asks about a child is held: how the process is can always be asked. */
function held<Answer>({ hand }: FhirDeps, audited: boolean, answer: () => Promise<Answer>): Promise<Answer> {
  return hand && audited ? hand.hold(answer) : answer()
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

/** Answers what never reached the pipeline; where a child is asked about the audit is told all the same. */
function refuse(
  deps: FhirDeps,
  { request, requestId }: Exchange,
  { thrown, audited }: { readonly thrown: unknown; readonly audited: boolean },
): Reply | Promise<Reply> {
  const asking: Asking = { headers: request.headers, requestId }
  return audited ? refuseAsking(deps, asking, thrown) : refusalReply(deps, thrown)
}

/** Step 1 of fhir-api.md 4.2: path and method are known. */
function notRouted(routes: readonly Route[]): CpisError {
  const methods = routes.map(route => route.method)
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
