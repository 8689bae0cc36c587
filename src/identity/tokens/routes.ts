import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose'
import { refusal } from '../../platform/index.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'
import { codeOf, type Reply, refusalReply } from './answer.ts'
import { auditTokens } from './audit-tokens.ts'
import { logOutByBackChannel } from './back-channel-logout.ts'
import { exchangeToken } from './exchange-token.ts'
import { type Form, readForm } from './form.ts'
import { refreshToken } from './refresh-token.ts'
import { type Caller, callerOf, checkRefused, countRefused } from './refused-requests.ts'
import { revokeToken } from './revoke-token.ts'

/** In bytes: an assertion and an ID token take about three thousand. */
const LONGEST_FORM = 32_768

type Work = (deps: TokenDeps, form: Form, requestId: string) => Promise<unknown>

/** The paths below `/oauth2`, and what each does with the form it is sent. */
const ROUTES: readonly { readonly path: string; readonly action: string; readonly work: Work }[] = [
  { path: '/token', action: 'token-request', work: giveToken },
  { path: '/revoke', action: 'token-revoke', work: revokeToken },
  { path: '/backchannel-logout', action: 'back-channel-logout', work: logOutByBackChannel },
]

const GRANTS: ReadonlyMap<string, Work> = new Map([
  ['urn:ietf:params:oauth:grant-type:token-exchange', exchangeToken],
  ['refresh_token', refreshToken],
])

/**
 * Adds the token endpoint: `POST /oauth2/token`, `/oauth2/revoke`, `/oauth2/backchannel-logout` (fhir-api.md 7.4, 8.7).
 * Look-ups are for signed-in people, so there is no grant for an application alone.
 */
export function addTokenRoutes(server: FastifyInstance, deps: TokenDeps): void {
  server.register(
    async oauth => {
      oauth.removeAllContentTypeParsers()
      oauth.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
      for (const { path: url, action, work } of ROUTES) {
        oauth.post(url, { bodyLimit: LONGEST_FORM }, (request, reply) => answer(deps, { request, reply, action, work }))
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

type Exchange = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly action: string
  readonly work: Work
}

async function answer(deps: TokenDeps, { request, reply, action, work }: Exchange): Promise<FastifyReply> {
  const messageId = deps.randomness.uuid()
  try {
    const form = readForm(request.headers['content-type'], request.body)
    const caller = await callerOf(deps.db, claimedClient(form), request.ip)
    await checkRefused(deps, caller)
    const body = await work(deps, form, messageId).catch(async error => {
      await recordRefused(deps, { caller, error, action, messageId })
      throw error
    })
    deps.metrics.count(action, 'done')
    return send(reply, { status: 200, body })
  } catch (error) {
    const code = codeOf(error)
    deps.metrics.count(action, code)
    if (code === 'TOKENS_FAULT') deps.log.error({ err: error, messageId }, 'a token request failed')
    return send(reply, refusalReply(error, messageId))
  }
}

async function giveToken(deps: TokenDeps, form: Form, requestId: string): Promise<unknown> {
  const grantType = form.get('grant_type')
  if (grantType === undefined) throw refusal(tokenErrors, 'GRANT_TYPE_MISSING')
  const grant = GRANTS.get(grantType)
  if (grant === undefined) throw refusal(tokenErrors, 'GRANT_TYPE_INVALID')
  return grant(deps, form, requestId)
}

type Refused = {
  readonly caller: Caller
  readonly error: unknown
  readonly action: string
  readonly messageId: string
}

/** A refusal of the caller counts against it and goes to the audit; a fault of ours does neither. */
async function recordRefused(deps: TokenDeps, { caller, error, action, messageId }: Refused): Promise<void> {
  const code = codeOf(error)
  if (tokenErrors[code].status >= 500) return
  await countRefused(deps, caller)
  const asker = caller.clientId === undefined ? {} : { clientId: caller.clientId }
  await auditTokens(deps.db, deps, { action, outcome: code, requestId: messageId, asker })
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
