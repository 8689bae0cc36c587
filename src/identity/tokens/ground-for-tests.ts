import Fastify, { type FastifyInstance } from 'fastify'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { type Clock, calendarDate, type Database, silentLog, systemRandomness } from '../../platform/index.ts'
import type { AdministrationDeps } from '../accounts.ts'
import { actorOfBearer, type IdentityDeps } from '../actor-of-bearer.ts'
import { changeApplicationKeys, registerApplication, renewApplicationSecret } from '../applications/administer.ts'
import type { ApplicationRow } from '../applications/application.ts'
import { openApplicationKeys } from '../applications/application-keys.ts'
import { startTestIssuer, type TestIssuer } from '../bearer/issuer-for-tests.ts'
import { openKeySource } from '../bearer/key-source.ts'
import { loadRoleDirectory } from '../load-role-directory.ts'
import type { TokenDeps } from '../token-deps.ts'
import { addTokenRoutes } from './routes.ts'

export const NOON = new Date('2026-03-02T12:00:00Z')
export const TOKEN_URL = 'https://cpis.example.org/oauth2/token'

/** The application of the tests: both activities, levels 2 and 3, every door. */
export const APPLICATION: ApplicationRow = {
  clientId: 'a-system',
  name: 'A system',
  cis2ClientId: 'portal',
  scopes: ['urn:nhsd:apim:user-nhs-cis2:aal3:X-cp-is', 'urn:nhsd:apim:user-nhs-cis2:aal2:X-cp-is'],
  channels: ['fhir', 'hl7v3', 'portal'],
  activities: ['B0107', 'B0170'],
  active: true,
  validFrom: calendarDate('2021-04-01'),
  validTo: null,
  source: 'this test',
}

export type Answered = { readonly status: number; readonly body: Record<string, string>; readonly headers: Headers }
type Headers = Record<string, unknown>

/** As much of a test's database as is needed here. */
type TestDatabase = { readonly owner: Database; pool(context: 'identity'): Database }

/** A token endpoint with a clock that can be moved, an issuer that can be bent, and an application with its key. */
export type TokenGround = {
  readonly deps: TokenDeps
  readonly administration: AdministrationDeps
  readonly server: FastifyInstance
  readonly issuer: TestIssuer
  readonly privateKey: CryptoKey
  readonly secret: string
  /** Moves the clock so many seconds on. */
  later(seconds: number): void
  /** A second instance on the same database, with nothing in its memory. */
  instance(other?: Partial<TokenDeps>): FastifyInstance
  actorOf(bearer: string, sessionRole?: string): ReturnType<typeof actorOfBearer>
  end(): Promise<void>
}

export async function tokenGround(database: TestDatabase): Promise<TokenGround> {
  let now = NOON
  const clock: Clock = { now: () => now }
  const issuer = await startTestIssuer()
  const administration = { owner: database.owner, clock, randomness: systemRandomness }
  await loadRoleDirectory(database.owner, clock)
  const { publicKey, privateKey } = await generateKeyPair('RS512')
  await registerApplication(administration, APPLICATION)
  const jwk = { ...(await exportJWK(publicKey)), kid: 'app-1', use: 'sig' }
  await changeApplicationKeys(administration, APPLICATION.clientId, { jwks: { keys: [jwk] } })
  const secret = await renewApplicationSecret(administration, APPLICATION.clientId)
  const fresh = (other: Partial<TokenDeps> = {}) => depsOf(database, issuer, clock, other)
  const deps = fresh()
  const server = serverOf(deps)
  return {
    deps,
    administration,
    server,
    issuer,
    privateKey,
    secret,
    later(seconds) {
      now = new Date(now.getTime() + seconds * 1000)
    },
    instance: other => serverOf(fresh(other)),
    actorOf: (bearer, sessionRole) =>
      actorOfBearer(identityOf(deps), { authorization: `Bearer ${bearer}`, sessionRole }),
    async end() {
      await server.close()
      await issuer.stop()
    },
  }
}

function depsOf(database: TestDatabase, issuer: TestIssuer, clock: Clock, other: Partial<TokenDeps>): TokenDeps {
  return {
    db: database.pool('identity'),
    clock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: { count: () => {} },
    keys: openKeySource(issuer.jwksUrl),
    applicationKeys: openApplicationKeys(0),
    settings: { tokenUrl: TOKEN_URL, issuer: issuer.issuer, clockToleranceSeconds: 5, refusedAMinute: 1000 },
    ...other,
  }
}

function identityOf({ db, clock, keys, settings }: TokenDeps): IdentityDeps {
  const { issuer, clockToleranceSeconds } = settings
  const measured = { issuer, clockToleranceSeconds, audience: 'portal', minimumAssurance: 2, tokens: 'opaque' } as const
  return { db, clock, keys, channel: 'fhir', settings: measured }
}

function serverOf(deps: TokenDeps): FastifyInstance {
  const server = Fastify()
  addTokenRoutes(server, deps)
  return server
}

export type Parameters = Readonly<Record<string, string | undefined>>

/** Posts a form below `/oauth2`; a parameter that is undefined is left out. */
export async function post(server: FastifyInstance, path: string, parameters: Parameters): Promise<Answered> {
  const sent = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const answer = await server.inject({
    method: 'POST',
    url: `/oauth2${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(sent).toString(),
  })
  const body = answer.body === '' ? {} : (answer.json() as Record<string, string>)
  return { status: answer.statusCode, body, headers: answer.headers }
}

export type AssertionBending = {
  readonly claims?: JWTPayload | Record<string, unknown>
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: CryptoKey | Uint8Array
}

/** An assertion of the tests' application, bent as told; `undefined` takes out. */
export function assertionOf(ground: TokenGround, bending: AssertionBending = {}): Promise<string> {
  const { clientId } = APPLICATION
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: TOKEN_URL,
    jti: systemRandomness.uuid(),
    exp: ground.deps.clock.now().getTime() / 1000 + 300,
    ...bending.claims,
  }
  return new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid: 'app-1', ...bending.header } as JWTHeaderParameters)
    .sign(bending.key ?? ground.privateKey)
}

/** How an application says who it is: by an assertion. */
export async function assertedBy(ground: TokenGround, bending: AssertionBending = {}): Promise<Parameters> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertionOf(ground, bending),
  }
}

/** The form of a good exchange of an ID token. */
export async function exchangeOf(ground: TokenGround, subject: string): Promise<Parameters> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: subject,
    ...(await assertedBy(ground)),
  }
}
