import Fastify, { type FastifyInstance } from 'fastify'
import { isRefusal, listen, type Running, refusal, systemRandomness } from '../../src/platform/index.ts'
import { openQuota } from './access.ts'
import { type Admin, addAdminRoutes } from './admin.ts'
import { pdsStandInErrors } from './errors.ts'
import { answer, BASE, type PdsStandInOptions, type StandIn, unsupported, write } from './exchange.ts'
import { outcome } from './outcome.ts'
import { openPeople } from './people.ts'
import { readPatient } from './read.ts'
import { searchPatients } from './search.ts'
import { openTokenEndpoint } from './token.ts'

export type PdsStandIn = Running &
  Admin & {
    /** The FHIR base, as a PDS client wants it. */
    readonly url: string
    /** The side door, `http://…/admin`. */
    readonly adminUrl: string
    /** Where applications get access tokens. */
    readonly tokenUrl: string
  }

/**
 * Starts a stand-in for the PDS FHIR API on 127.0.0.1 (fhir-api.md 9). Throws PDS_STAND_IN_REFUSED in the production
 * profile and PDS_STAND_IN_PEOPLE_INVALID when the people do not fit together.
 */
export async function startPdsStandIn(options: PdsStandInOptions): Promise<PdsStandIn> {
  if (options.profile === 'production') throw refusal(pdsStandInErrors, 'PDS_STAND_IN_REFUSED')
  const standIn = openStandIn(options)
  const admin = adminOf(standIn)
  const server = Fastify({ logger: false, exposeHeadRoutes: false, forceCloseConnections: true })
  addFhirRoutes(server, standIn)
  addTokenRoute(server, standIn)
  addAdminRoutes(server, admin)
  const origin = await listen(server, options.port)
  const urls = { url: origin + BASE, adminUrl: `${origin}/admin`, tokenUrl: origin + TOKEN_PATH }
  return { ...admin, ...urls, stop: () => server.close() }
}

const TOKEN_PATH = '/oauth2/token'

function openStandIn(options: PdsStandInOptions): StandIn {
  const { clock, applications = [] } = options
  return {
    options,
    people: openPeople(options.people),
    quota: openQuota(options.mode, clock),
    tokens: openTokenEndpoint({ applications, clock, randomness: systemRandomness }),
    health: { down: false, delayMs: 0 },
  }
}

function adminOf(standIn: StandIn): Admin {
  const { people, tokens, options } = standIn
  // News that cannot be sent are lost, as they may be in life; the number has changed all the same.
  const tell = async (number: string) => {
    await options.onChange?.(number).catch(error => options.log.error({ err: error }, 'the change was not announced'))
  }
  return {
    async supersede(number, by) {
      people.supersede(number, by)
      await tell(number)
    },
    async invalidate(number) {
      people.invalidate(number)
      await tell(number)
    },
    restrict: people.restrict,
    correctBirthDate: people.correctBirthDate,
    revokeTokens: tokens.revokeAll,
    behave: news => {
      standIn.health = { ...standIn.health, ...news }
    },
  }
}

/** Answers a form only; any other body is read past and so is missing all its fields. */
function addTokenRoute(server: FastifyInstance, { tokens }: StandIn): void {
  const form = 'application/x-www-form-urlencoded'
  server.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  )
  server.post(TOKEN_PATH, async (request, reply) => {
    const sent = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const { status, body } = await tokens.answer(sent, `http://${request.host}${TOKEN_PATH}`)
    return reply.code(status).header('cache-control', 'no-store').send(body)
  })
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
