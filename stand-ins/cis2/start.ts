import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { type FindAccount, Provider } from 'oidc-provider'
import { readActivities } from '../../src/identity/index.ts'
import {
  type Clock,
  dayInEngland,
  type Log,
  type Profile,
  type Randomness,
  type Running,
  refusal,
  systemClock,
  systemRandomness,
} from '../../src/platform/index.ts'
import { claimsOf } from './claims.ts'
import type { StandInClient } from './clients.ts'
import { configurationOf, REALM } from './configuration.ts'
import { cis2StandInErrors } from './errors.ts'
import { reissued } from './id-token.ts'
import { answerLogin, type LoginDeps } from './login.ts'
import { watchSessions } from './sessions.ts'
import { rolesOn, type StandInUser } from './users.ts'

export type Cis2StandInOptions = {
  /** A port of 127.0.0.1; 0 for any free one. */
  readonly port: number
  readonly users: readonly StandInUser[]
  readonly clients: readonly StandInClient[]
  /** The time in tokens, and the day roles are looked at; the machine's when not given. */
  readonly clock?: Clock
  readonly profile: Profile
  readonly log: Log
}

/** The running stand-in, the issuer in its tokens, and the address it listens on. */
export type Cis2StandIn = Running & {
  readonly issuer: string
  readonly url: string
  /** Ends a user's sessions, as when a smartcard is taken out, and tells the clients that want to know. */
  endSessions(userId: string): Promise<void>
}

/**
 * Starts a CIS2 of invented people: OpenID Connect with CIS2's paths, scopes and claims, and a login page that asks no
 * secret (fhir-api.md 8.6). Keeps everything in memory. Throws CIS2_STAND_IN_REFUSED in production.
 */
export async function startCis2StandIn(options: Cis2StandInOptions): Promise<Cis2StandIn> {
  if (options.profile === 'production') throw refusal(cis2StandInErrors, 'CIS2_STAND_IN_REFUSED')
  const signingKey = await makeSigningKey(systemRandomness)
  const server = http.createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { listener, endSessions } = openIdOf(options, { issuer: url + REALM, signingKey })
  server.on('request', listener)
  return {
    issuer: url + REALM,
    url,
    endSessions,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function makeSigningKey(randomness: Randomness): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: randomness.uuid(), use: 'sig', alg: 'RS256' }
}

type Issuing = { readonly issuer: string; readonly signingKey: JWK }

type OpenId = { readonly listener: http.RequestListener } & Pick<Cis2StandIn, 'endSessions'>

function openIdOf(options: Cis2StandInOptions, { issuer, signingKey }: Issuing): OpenId {
  const chosenRoles = new Map<string, string>()
  const today = () => (options.clock ?? systemClock).now()
  const cookieKey = systemRandomness.uuid()
  const findAccount = accountsOf(options.users, chosenRoles, today)
  const provider = new Provider(
    issuer,
    configurationOf({ clients: options.clients, signingKey, cookieKey, findAccount }),
  )
  provider.use(async (ctx, next) => {
    await next()
    const body = ctx.body as { id_token?: string } | undefined
    if (typeof body?.id_token === 'string')
      body.id_token = await reissued(body.id_token, { signingKey, randomness: systemRandomness, clock: options.clock })
  })
  provider.on('server_error', (_ctx, error) => options.log.error({ err: error }, 'the CIS2 stand-in failed'))
  const listener = routesOf({ provider, users: options.users, today, chosenRoles }, options.log)
  return { listener, endSessions: watchSessions(provider) }
}

function routesOf(deps: LoginDeps, log: Log): http.RequestListener {
  const openId = deps.provider.callback()
  return (request, response) => {
    const url = request.url ?? ''
    if (url.startsWith(`${REALM}/login/`)) {
      answerLogin(deps, request, response).catch(error => {
        log.error({ err: error }, 'the login page of the CIS2 stand-in failed')
        response.destroy()
      })
    } else if (url.startsWith(`${REALM}/`)) {
      // The library works out where it is mounted from the two.
      Object.assign(request, { originalUrl: url, url: url.slice(REALM.length) })
      openId(request, response)
    } else response.writeHead(404).end()
  }
}

function accountsOf(
  users: readonly StandInUser[],
  chosenRoles: ReadonlyMap<string, string>,
  today: () => Date,
): FindAccount {
  const activities = readActivities()
  return (_ctx, userId, token) => {
    const user = users.find(one => one.userId === userId)
    if (user === undefined) return undefined
    const grantId = token?.grantId
    const selectedRole = grantId === undefined ? undefined : chosenRoles.get(grantId)
    return {
      accountId: userId,
      claims: (_use, scope) =>
        claimsOf({ user, roles: rolesOn(user, dayInEngland(today())), selectedRole, activities }, scope),
    }
  }
}
