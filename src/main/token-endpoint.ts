import type { FastifyInstance } from 'fastify'
import {
  addTokenRoutes,
  forgetTokens,
  type IdentityDeps,
  jwksUrlOf,
  openApplicationKeys,
  openKeySource,
  type TokenDeps,
} from '../identity/index.ts'
import { limitsWithin } from '../lookup/index.ts'
import { type Pool, type Running, startLoop } from '../platform/index.ts'
import type { Ground } from './processes.ts'

const FORGET_EVERY_MS = 3_600_000

/** Who asks at the FHIR door, and what its tokens are made and measured by: one pool, one memory of CIS2's keys. */
export function identityOf(ground: Ground): { readonly identity: IdentityDeps; readonly tokens: TokenDeps } {
  const { settings, clock } = ground
  const keys = openKeySource(jwksUrlOf(settings.cis2Issuer))
  // A database that hangs must not keep a clinician waiting before the register is even asked.
  const db = ground.pool('identity', limitsWithin(settings.answerWithinMs))
  const measured = { issuer: settings.cis2Issuer, clockToleranceSeconds: settings.clockToleranceSeconds }
  const { cis2Audience: audience, minimumAssurance, tokens } = settings
  return {
    identity: { db, clock, keys, channel: 'fhir', settings: { ...measured, audience, minimumAssurance, tokens } },
    tokens: tokenDepsOf(ground, db, keys),
  }
}

/** What issuing tokens needs. */
export function tokenDepsOf(ground: Ground, db: Pool, keys: TokenDeps['keys']): TokenDeps {
  const { settings, clock, randomness, log, metrics } = ground
  return {
    db,
    clock,
    randomness,
    log,
    metrics,
    keys,
    applicationKeys: openApplicationKeys(),
    settings: {
      tokenUrl: tokenUrlOf(settings.publicUrl),
      issuer: settings.cis2Issuer,
      clockToleranceSeconds: settings.clockToleranceSeconds,
      refusedAMinute: settings.refusedAMinute,
      portalClientId: settings.portalClientId,
    },
  }
}

/** The token endpoint below an address: the audience of client assertions. */
export function tokenUrlOf(publicUrl: string): string {
  return `${publicUrl}/oauth2/token`
}

/** Adds the token endpoint, and forgets once an hour what it needs no longer. */
export function startTokenEndpoint(server: FastifyInstance, deps: TokenDeps): Running {
  addTokenRoutes(server, deps)
  const round = () => forgetTokens(deps).then(() => false)
  return startLoop({ name: 'forgetting tokens', everyMs: FORGET_EVERY_MS, log: deps.log, round })
}
