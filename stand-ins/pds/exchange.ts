import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, Log, Profile } from '../../src/platform/index.ts'
import type { StandInPerson } from '../people/index.ts'
import { type Caller, checkHeaders, checkToken, type Mode, type VerifyToken } from './access.ts'
import type { Health } from './admin.ts'
import { type Answer, outcome, serviceUnavailable } from './outcome.ts'
import type { People } from './people.ts'
import type { Application, TokenEndpoint } from './token.ts'

export type PdsStandInOptions = {
  /** 0: any free one. */
  readonly port: number
  readonly people: readonly StandInPerson[]
  readonly clock: Clock
  readonly profile: Profile
  readonly mode: Mode
  readonly log: Log
  /** Strict mode: who a token speaks for, `undefined` for a bad one. */
  readonly verifyToken?: VerifyToken
  /**
   * Strict mode: the applications the token endpoint gives tokens to, taken beside those of `verifyToken`. Without
   * either every token is an application's.
   */
  readonly applications?: readonly Application[]
  /** Told after the number of somebody was superseded or invalidated, as MNS would tell the world. */
  readonly onChange?: (nhsNumber: string) => Promise<void>
  /** After how long a `slow` number is answered; 30,000 when not given. */
  readonly slowMs?: number
}

export const BASE = '/personal-demographics/FHIR/R4'

export type StandIn = {
  readonly options: PdsStandInOptions
  readonly people: People
  readonly quota: () => Answer | undefined
  readonly tokens: TokenEndpoint
  health: Required<Health>
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply }

/** Every FHIR request: headers, token, quota, health, and only then what was asked for. */
export async function answer(
  standIn: StandIn,
  { request, reply }: Exchange,
  work: (caller: Caller) => Promise<Answer>,
): Promise<FastifyReply> {
  const { mode } = standIn.options
  if (standIn.health.delayMs > 0) await sleep(standIn.health.delayMs, undefined, { ref: false })
  const wrongHeader = checkHeaders(request.headers)
  if (wrongHeader) return write(reply, request, wrongHeader)
  const caller = await checkToken(request.headers.authorization, mode, verifierOf(standIn))
  if (typeof caller !== 'string') return write(reply, request, caller)
  const refused = standIn.quota() ?? (standIn.health.down ? serviceUnavailable() : undefined)
  return write(reply, request, refused ?? (await work(caller)))
}

function verifierOf({ options, tokens }: StandIn): VerifyToken | undefined {
  const { verifyToken, applications } = options
  if (applications === undefined) return verifyToken
  return async token => (await tokens.verify(token)) ?? verifyToken?.(token)
}

export function write(reply: FastifyReply, request: FastifyRequest, { status, body, headers }: Answer): FastifyReply {
  for (const name of ['x-request-id', 'x-correlation-id']) {
    const value = request.headers[name]
    if (value !== undefined) reply.header(name, value)
  }
  reply.headers(headers ?? {}).header('content-type', 'application/fhir+json')
  // Bytes, because Fastify adds a charset to the type of a text and PDS sends none.
  return reply.code(status).send(Buffer.from(JSON.stringify(body)))
}

/** A known path with a method PDS does not take there, or a path it has not. */
export function unsupported(url: string): Answer {
  const path = url.startsWith(BASE) ? url.slice(BASE.length) : url
  return /^\/Patient(\/|$)/.test(path)
    ? outcome('UNSUPPORTED_SERVICE')
    : outcome('UNSUPPORTED_REQUEST', `Unsupported path - '${path}'`)
}
