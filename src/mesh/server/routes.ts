import type { FastifyError, FastifyInstance, FastifyReply, HTTPMethods } from 'fastify'
import { isDatabaseFault, refusal } from '../../platform/index.ts'
import { meshErrors } from '../errors.ts'
import { admit } from './admission/admit.ts'
import { authorise } from './admission/authorise.ts'
import { openCallTimes } from './admission/call-times.ts'
import { refuseForeignCertificate } from './admission/certificate.ts'
import { openMailboxSecrets } from './admission/mailbox-secrets.ts'
import { faultBody, MeshFault } from './faults.ts'
import { acknowledge } from './inbox/acknowledge.ts'
import { openCountWaiting } from './inbox/count-waiting.ts'
import { download, readHead } from './inbox/download.ts'
import { countInbox, listInbox } from './inbox/list-inbox.ts'
import { listRichInbox, listRichOutbox } from './inbox/rich-lists.ts'
import { handshake, update } from './mailboxes/handshake.ts'
import { lookUpEndpoints, searchWorkflow } from './mailboxes/look-up.ts'
import type { Answer, Call, MeshServer } from './mesh-server.ts'
import { openMoment } from './moment.ts'
import { openMessageIds } from './outbox/message-id.ts'
import { send } from './outbox/send.ts'
import { sendPart } from './outbox/send-part.ts'
import { trackLocalId, trackMessage } from './outbox/track.ts'
import { askedVersion, type MeshRequest, pathId } from './request.ts'
import type { MeshServerDeps } from './server-deps.ts'
import { addTestRoutes } from './test-profile/test-routes.ts'
import { JSON_OF_VERSION, readVersion } from './version.ts'

type Handler = (call: Call, request: MeshRequest) => Promise<Answer>

/** What a mailbox may ask, each with its own token (mesh.md 6). */
const MAILBOX_ROUTES: readonly (readonly [HTTPMethods, string, Handler])[] = [
  ['POST', '/:mailbox', handshake],
  ['GET', '/:mailbox', handshake],
  ['GET', '/:mailbox/inbox', listInbox],
  ['GET', '/:mailbox/inbox/:id', download],
  ['HEAD', '/:mailbox/inbox/:id', readHead],
  ['GET', '/:mailbox/inbox/:id/:part', download],
  ['PUT', '/:mailbox/inbox/:id/status/acknowledged', acknowledge],
  ['GET', '/:mailbox/count', countInbox],
  ['POST', '/:mailbox/outbox', send],
  ['POST', '/:mailbox/outbox/:id/:part', sendPart],
  ['GET', '/:mailbox/outbox/tracking', trackMessage],
  // A local id may be longer than Fastify lets a named part of a path be.
  ['GET', '/:mailbox/outbox/tracking/*', trackLocalId],
  ['POST', '/:mailbox/update', update],
]

/** For pages that show mailboxes; each looks through a month of everybody's messages, so not in production. */
const PAGE_ROUTES: typeof MAILBOX_ROUTES = [
  ['GET', '/:mailbox/inbox/rich', listRichInbox],
  ['GET', '/:mailbox/outbox/rich', listRichOutbox],
]

/**
 * Adds the message exchange under `/messageexchange`. Throws MESH_SETTINGS_UNUSABLE for a password key that has not
 * 32 bytes, or in production for the shared key everybody knows from the public sandbox.
 */
export function addMeshRoutes(server: FastifyInstance, deps: MeshServerDeps): void {
  refuseUnusable(deps)
  const mesh: MeshServer = {
    ...deps,
    secrets: openMailboxSecrets(deps),
    countWaiting: openCountWaiting(deps),
    nextMessageId: openMessageIds(deps),
    keepCallTime: openCallTimes(deps),
    ...openMoment(deps.db),
  }
  if (deps.settings.profile === 'test') addTestRoutes(server, mesh)
  server.register(
    async scope => {
      scope.setErrorHandler((error: FastifyError, request, reply) => answerError(mesh, error, { request, reply }))
      scope.get('/_ping', { exposeHeadRoute: false }, async () => ({ status: 'ok' }))
      scope.get('/endpointlookup/:ods/*', { exposeHeadRoute: false }, async (request, reply) =>
        give(reply, request as MeshRequest, await lookUpEndpoints(mesh, request as MeshRequest)),
      )
      scope.get('/workflowsearch/*', { exposeHeadRoute: false }, async (request, reply) =>
        give(reply, request as MeshRequest, await searchWorkflow(mesh, request as MeshRequest)),
      )
      await scope.register(async inner => addMailboxRoutes(inner, mesh))
    },
    { prefix: '/messageexchange' },
  )
}

function refuseUnusable({ settings }: MeshServerDeps): void {
  if (settings.passwordKey.length !== 32)
    throw refusal(meshErrors, 'MESH_SETTINGS_UNUSABLE', 'the password key must have 32 bytes')
  if (settings.profile === 'production' && settings.sharedKey === 'TestKey')
    throw refusal(meshErrors, 'MESH_SETTINGS_UNUSABLE', 'the shared key is the one of the public sandbox')
}

/** Every request is authorised before its body is read; a body of any type arrives as a stream of bytes. */
function addMailboxRoutes(scope: FastifyInstance, mesh: MeshServer): void {
  const tokens = new WeakMap<object, Awaited<ReturnType<typeof authorise>>>()
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
  scope.addHook('onRequest', async request => {
    const asked = request as MeshRequest
    const token = await authorise(mesh, asked.headers.authorization, pathId(asked, 'mailbox'))
    if (mesh.settings.bindCertificates) await refuseForeignCertificate(mesh, request.raw.socket, token.mailboxId)
    tokens.set(request, token)
  })
  for (const [method, url, handler] of mesh.settings.profile === 'production'
    ? MAILBOX_ROUTES
    : [...MAILBOX_ROUTES, ...PAGE_ROUTES])
    scope.route({
      method,
      url,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const asked = request as MeshRequest
        const token = tokens.get(request)
        if (!token) throw new MeshFault('MESH_TOKEN_UNREADABLE')
        const { mailboxId } = token
        const version = readVersion(asked.headers.accept) ?? 1
        const call: Call = { mesh, mailboxId, token, at: mesh.clock.now(), version, admitted: false }
        return give(reply, asked, await answerCall(call, asked, handler))
      },
    })
}

/** A request refused for its form has spent its token too, and an inactive mailbox is told so first. */
async function answerCall(call: Call, request: MeshRequest, handler: Handler): Promise<Answer> {
  try {
    askedVersion(request)
    return await handler(call, request)
  } catch (error) {
    if (error instanceof MeshFault && error.status !== 403 && !call.admitted) await admit(call, 'other')
    throw error
  }
}

/** JSON goes out as bytes, because Fastify would add a charset to a text's media type. */
function give(reply: FastifyReply, request: MeshRequest, answer: Answer): FastifyReply {
  reply.code(answer.status)
  for (const [name, value] of Object.entries(answer.headers ?? {})) if (value !== undefined) reply.header(name, value)
  if (answer.json === undefined) return reply.send(answer.bytes)
  return reply
    .type(JSON_OF_VERSION[readVersion(request.headers.accept) ?? 1])
    .send(Buffer.from(JSON.stringify(answer.json)))
}

type Exchange = { readonly request: unknown; readonly reply: FastifyReply }

/** Refusals in the words of the contract; a database that is away as 503, which clients try again; a fault as 500. */
function answerError(mesh: MeshServer, error: FastifyError, exchange: Exchange): FastifyReply {
  const request = exchange.request as MeshRequest
  const version = readVersion(request.headers.accept) ?? 1
  const fault = faultOf(error)
  if (fault) {
    if (fault.status === 403) mesh.log.warn({ code: fault.code, route: request.routeOptions.url }, 'refused')
    return give(exchange.reply, request, { status: fault.status, json: faultBody(fault, version) })
  }
  if (isCallerGone(request)) {
    mesh.log.info({ route: request.routeOptions.url }, 'a caller went away within its request')
    return exchange.reply.code(400).send()
  }
  const internalId = mesh.randomness.uuid()
  mesh.log.error({ err: error, internalId, route: request.routeOptions.url }, 'a request of the exchange failed')
  const status = isDatabaseFault(error) ? 503 : (error.statusCode ?? 500)
  return give(exchange.reply, request, {
    status,
    json: { message: 'An internal error occurred', internal_id: internalId },
  })
}

/** True when the connection ended before the whole request was there. */
function isCallerGone({ raw }: MeshRequest): boolean {
  return raw.destroyed && !raw.complete
}

function faultOf(error: FastifyError): MeshFault | undefined {
  if (error instanceof MeshFault) return error
  if (error.statusCode === 415) return new MeshFault('MESH_CONTENT_TYPE_UNREADABLE')
  return undefined
}
