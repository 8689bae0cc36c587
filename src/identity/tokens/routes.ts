import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose'
import { refusal } from '../../platform/index.ts'
import { authenticateByAssertion, authenticateClient } from '../applications/authenticate-client.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import { codeOf, type Reply, refusalReply } from './answer.ts'
import { auditTokens } from './audit-tokens.ts'
import { endSession, sessionOfLogout } from './back-channel-logout.ts'
import { exchangeToken } from './exchange-token.ts'
import { type Form, readForm } from './form.ts'
import { refreshToken } from './refresh-token.ts'
import { callerOf, countRefused } from './refused-requests.ts'
import { revokeToken } from './revoke-token.ts'

/** In bytes: an assertion and an ID token take about three thousand. */
const LONGEST_FORM = 32_768

/** Proves who a request is from and returns what is then to be done. */
type Proof = (deps: TokenDeps, form: Form, requestId: string) => Promise<() => Promise<unknown>>

const grantToken: Proof = async (deps, form, requestId) => {
  const grantType = form.get('grant_type')
  if (grantType === undefined) throw refusal(tokenErrors, 'GRANT_TYPE_MISSING')
  const grant = GRANTS.get(grantType)
  if (grant === undefined) throw refusal(tokenErrors, 'GRANT_TYPE_INVALID')
  const application = await grant.authenticate(deps, form)
  return () => grant.work(deps, { application, form, requestId })
}

const revoke: Proof = async (deps, form, requestId) => {
  const application = await authenticateClient(deps, form)
  return () => revokeToken(deps, { application, form, requestId })
}

const logOut: Proof = async (deps, form, requestId) => {
  const session = await sessionOfLogout(deps, form)
  return () => endSession(deps, session, requestId)
}

const GRANTS = new Map([
  ['urn:ietf:params:oauth:grant-type:token-exchange', { authenticate: authenticateByAssertion, work: exchangeToken }],
  ['refresh_token', { authenticate: authenticateClient, work: refreshToken }],
])

type Route = { readonly path: string; readonly action: string; readonly proof: Proof }

/** The paths below `/oauth2`. */
const ROUTES: readonly Route[] = [
  { path: '/token', action: 'token-request', proof: grantToken },
  { path: '/revoke', action: 'token-revoke', proof: revoke },
  { path: '/backchannel-logout', action: 'back-channel-logout', proof: logOut },
]

/**
 * Adds the token endpoint: `POST /oauth2/token`, `/oauth2/revoke`, `/oauth2/backchannel-logout` (fhir-api.md 7.4, 8.7).
 * Look-ups are for signed-in people, so there is no grant for an application alone.
 */
export function addTokenRoutes(server: FastifyInstance, deps: TokenDeps): void {
  server.register(
    async oauth => {
      oauth.removeAllContentTypeParsers()
      oauth.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
      for (const route of ROUTES) {
        const { path: url } = route
        oauth.post(url, { bodyLimit: LONGEST_FORM }, (request, reply) => answer(deps, route, { request, reply }))
        oauth.route({
          method: ['GET', 'PUT', 'PATCH', 'DELETE'],
          url,
          handler: async () => {
            throw refusal(tokenErrors, 'METHOD_NOT_ALLOWED')
          },
        })
      }
      oauth.setErrorHandler((error, _request, reply) =>
        send(reply, refusalReply(unread(error), deps.randomness.uuid())),
      )
    },
    { prefix: '/oauth2' },
  )
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply }

async function answer(deps: TokenDeps, { action, proof }: Route, { request, reply }: Exchange): Promise<FastifyReply> {
  const messageId = deps.randomness.uuid()
  try {
    const form = readForm(request.headers['content-type'], request.body)
    const refused = { form, address: request.ip, action, messageId }
    const work = await proof(deps, form, messageId).catch(error => refuse(deps, { ...refused, error, proved: false }))
    const body = await work().catch(error => refuse(deps, { ...refused, error, proved: true }))
    deps.metrics.count(action, 'done')
    return send(reply, { status: 200, body })
  } catch (error) {
    const code = codeOf(error)
    deps.metrics.count(action, code)
    if (code === 'TOKENS_FAULT') deps.log.error({ err: error, messageId }, 'a token request failed')
    return send(reply, refusalReply(error, messageId))
  }
}

type Refused = {
  readonly form: Form
  readonly address: string
  readonly action: string
  readonly messageId: string
  readonly error: unknown
  /** Whether the request had proved who it is from. */
  readonly proved: boolean
}

/** A refusal goes to the audit, and counts against whom it did not prove to be from; a fault of ours does neither. */
async function refuse(deps: TokenDeps, { error, proved, ...refused }: Refused): Promise<never> {
  const outcome = codeOf(error)
  if (tokenErrors[outcome].status >= 500) throw error
  const caller = await callerOf(deps.db, claimedClient(refused.form), refused.address)
  if (!proved) await countRefused(deps, caller)
  const asker = caller.clientId === undefined ? {} : { clientId: caller.clientId }
  await auditTokens(deps.db, deps, { action: refused.action, outcome, requestId: refused.messageId, asker })
  throw error
}

/** Which application a request says it is from; nothing about it is proved. */
function claimedClient(form: Form): string | undefined {
  const assertion = form.get('client_assertion')
  if (assertion === undefined) return form.get('client_id')
  try {
    return String(decodeJwt(assertion).iss)
  } catch {
    return undefined
  }
}

/** Fastify's own words for a request it could not read, in ours. */
function unread(error: unknown): unknown {
  const { statusCode } = error as Partial<FastifyError>
  if (statusCode === 413) return refusal(tokenErrors, 'FORM_TOO_LARGE')
  return statusCode === 415 ? refusal(tokenErrors, 'FORM_WANTED') : error
}

/** Nothing about tokens may lie in a cache (RFC 6749 5.1). */
function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', pragma: 'no-cache', ...headers })
  return body === undefined ? reply.send() : reply.send(body)
}
