import Fastify, { type FastifyInstance } from 'fastify'
import { isRefusal, listen, type Running, refusal } from '../../src/platform/index.ts'
import { openQuota } from './access.ts'
import { type Admin, addAdminRoutes } from './admin.ts'
import { pdsStandInErrors } from './errors.ts'
import { answer, BASE, type PdsStandInOptions, type StandIn, unsupported, write } from './exchange.ts'
import { outcome } from './outcome.ts'
import { openPeople } from './people.ts'
import { readPatient } from './read.ts'
import { searchPatients } from './search.ts'

export type PdsStandIn = Running &
  Admin & {
    /** The FHIR base, as a PDS client wants it. */
    readonly url: string
    /** The side door, `http://…/admin`. */
    readonly adminUrl: string
  }

/**
 * Starts a stand-in for the PDS FHIR API on 127.0.0.1 (fhir-api.md 9). Throws PDS_STAND_IN_REFUSED in the production
 * profile and PDS_STAND_IN_PEOPLE_INVALID when the people do not fit together.
 */
export async function startPdsStandIn(options: PdsStandInOptions): Promise<PdsStandIn> {
  if (options.profile === 'production') throw refusal(pdsStandInErrors, 'PDS_STAND_IN_REFUSED')
  const people = openPeople(options.people)
  const standIn: StandIn = {
    options,
    people,
    quota: openQuota(options.mode, options.clock),
    health: { down: false, delayMs: 0 },
  }
  const admin: Admin = {
    supersede: people.supersede,
    invalidate: people.invalidate,
    restrict: people.restrict,
    behave: news => {
      standIn.health = { ...standIn.health, ...news }
    },
  }
  const server = Fastify({ logger: false, exposeHeadRoutes: false, forceCloseConnections: true })
  addFhirRoutes(server, standIn)
  addAdminRoutes(server, admin)
  const origin = await listen(server, options.port)
  return { ...admin, url: origin + BASE, adminUrl: `${origin}/admin`, stop: () => server.close() }
}

function addFhirRoutes(server: FastifyInstance, standIn: StandIn): void {
  const { people, options } = standIn
  // What PDS does not take is read past, so that the refusal is PDS's own.
  server.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
  server.get<{ Params: { number: string } }>(`${BASE}/Patient/:number`, (request, reply) =>
    answer(standIn, { request, reply }, async () =>
      request.params.number === ''
        ? outcome('UNSUPPORTED_SERVICE')
        : readPatient(people, request.params.number, options.slowMs ?? 30_000),
    ),
  )
  server.get<{ Querystring: Record<string, string | string[]> }>(`${BASE}/Patient`, (request, reply) =>
    answer(standIn, { request, reply }, async caller =>
      searchPatients(people, {
        query: request.query,
        caller,
        at: options.clock.now(),
        url: `http://${request.host}${BASE}`,
      }),
    ),
  )
  server.setNotFoundHandler((request, reply) => write(reply, request, unsupported(request.url.split('?')[0] ?? '')))
  server.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (isRefusal(error)) return reply.code(error.status).send({ code: error.code, sentence: error.message })
    if ((error.statusCode ?? 500) < 500) return reply.code(400).send({ sentence: error.message })
    options.log.error({ err: error }, 'the PDS stand-in failed')
    return write(reply, request, outcome('UNKNOWN_ERROR'))
  })
  server.addHook('onResponse', async (request, reply) => {
    options.log.info(
      { method: request.method, route: request.routeOptions.url, status: reply.statusCode },
      'PDS stand-in',
    )
  })
}
