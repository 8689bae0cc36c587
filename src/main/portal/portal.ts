import { createPrivateKey } from 'node:crypto'
import {
  beginPortalSignIn,
  choosePortalRole,
  completePortalSignIn,
  endPortalSession,
  openRelyingParty,
  type RelyingPartySettings,
  readPortalSession,
  type SessionDeps,
} from '../../identity/index.ts'
import { limitsWithin } from '../../lookup/index.ts'
import { listen, openHttp, platformErrors, type Running, refusal, startLoop } from '../../platform/index.ts'
import { openPortal, type Portal, type PortalDeps } from '../../portal/index.ts'
import { countingOf } from '../operations/operations-rounds.ts'
import { type Ground, groundOf } from '../processes.ts'
import { decidedCohorts } from '../programme/decided-cohorts.ts'
import { refuseOtherKeys } from '../same-keys.ts'
import type { Settings } from '../settings.ts'
import { addAreas } from './areas.ts'

export type PortalRole = Running & { readonly url: string }

/** Starts the pages. */
export function startPortal(settings: Settings): Promise<PortalRole> {
  return startPortalOn(groundOf('portal', settings))
}

/** Starts the pages on a ground that is laid. Throws CONFIG_INVALID where no address or no proof at CIS2 is set. */
export async function startPortalOn(laid: Ground): Promise<PortalRole> {
  const ground = withPatience(laid)
  const { settings, log, metrics } = ground
  await refuseOtherKeys(ground)
  const sessions = sessionDepsOf(ground)
  const ready = async () => {
    await sessions.db.query({ text: 'select 1' })
  }
  // A sealed child is some hundred characters; names may be long.
  const server = openHttp({ log, metrics, ready, longestParameter: 2_000 })
  const portal: Portal = await openPortal(server, portalDepsOf(ground, sessions))
  const { minutes, loops } = countingOf(ground, 'portal')
  const decided = await decidedCohorts(ground)
  addAreas(portal, { ...ground, cohorts: decided.now }, minutes)
  const url = await listen(server, settings.portalPort, settings.host)
  log.info({ url }, 'the pages listen')
  const counting = [...loops, decided.loop].map(startLoop)
  return {
    url,
    async stop() {
      await Promise.all(counting.map(loop => loop.stop()))
      await server.close()
      await ground.end()
    },
  }
}

/** Nobody waits for a page longer than this; a look-up's own limits are shorter. */
const PAGE_MS = 10_000

/** A ground whose pools give a statement up before a person gives the page up. */
function withPatience(ground: Ground): Ground {
  return { ...ground, pool: (context, options) => ground.pool(context, { statementTimeoutMs: PAGE_MS, ...options }) }
}

function portalDepsOf(ground: Ground, sessions: SessionDeps): PortalDeps {
  const { settings, clock, randomness, log, metrics } = ground
  return {
    clock,
    randomness,
    log,
    metrics,
    settings: {
      publicUrl: publicUrlOf(settings),
      issuer: settings.cis2Issuer,
      inventedPeople: settings.profile !== 'production',
      freshMinutes: settings.portalFreshMinutes,
    },
    sessions: {
      begin: wish => beginPortalSignIn(sessions, wish),
      complete: back => completePortalSignIn(sessions, back),
      read: browserId => readPortalSession(sessions, browserId),
      chooseRole: (browserId, role) => choosePortalRole(sessions, browserId, role),
      end: browserId => endPortalSession(sessions, browserId),
      signOutUrl: (idToken, returnTo) => sessions.relyingParty.signOutUrl(idToken, returnTo),
    },
  }
}

function sessionDepsOf(ground: Ground): SessionDeps {
  const { settings, clock, randomness } = ground
  const db = ground.pool('identity', limitsWithin(settings.answerWithinMs))
  const relyingParty = openRelyingParty(
    { db, clock, randomness },
    {
      issuer: settings.cis2Issuer,
      clientId: settings.portalClientId,
      authentication: authenticationOf(settings),
      redirectUri: `${publicUrlOf(settings)}/signed-in`,
      minimumAssurance: settings.minimumAssurance === 2 ? 2 : 3,
    },
  )
  return {
    db,
    clock,
    randomness,
    relyingParty,
    settings: {
      issuer: settings.cis2Issuer,
      clientId: settings.portalClientId,
      idleMinutes: settings.portalIdleMinutes,
      hours: settings.portalSessionHours,
    },
  }
}

/** Over http a session could be read on the way, so production has https. */
function publicUrlOf({ portalUrl, profile }: Settings): string {
  if (portalUrl === undefined) throw invalid('CPIS_PORTAL_URL is not set')
  if (profile === 'production' && !portalUrl.startsWith('https:')) throw invalid('CPIS_PORTAL_URL must be https')
  return portalUrl
}

function authenticationOf(settings: Settings): RelyingPartySettings['authentication'] {
  const { portalClientSecret: secret, portalKey, portalKeyId: kid } = settings
  if (portalKey !== undefined && kid !== undefined) return { privateKey: signingKey(portalKey), kid }
  if (secret === undefined) throw invalid('CPIS_PORTAL_KEY and CPIS_PORTAL_KEY_ID, or CPIS_PORTAL_CLIENT_SECRET')
  return { secret }
}

function signingKey(pem: string) {
  return createPrivateKey(pem).toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, false, ['sign'])
}

function invalid(detail: string) {
  return refusal(platformErrors, 'CONFIG_INVALID', detail)
}
