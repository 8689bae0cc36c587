import { type DecideDeps, decideLookUp } from '../care-settings/index.ts'
import { addSpineRoutes, type PostedMessage, post, type SpineDeps } from '../hl7v3/index.ts'
import { actorOfAuthor, type IdentityDeps, openAccreditedSystems } from '../identity/index.ts'
import { askAboutChild, type LookupDeps, recordRefusal } from '../lookup/index.ts'
import type { Minutes } from '../operations/index.ts'
import { type Hand, listen, openHttp, platformErrors, type Running, refusal, type Tls } from '../platform/index.ts'
import { countedAsk, countedBefore } from './operations/count-look-ups.ts'
import type { Ground } from './processes.ts'
import type { Settings } from './settings.ts'

/** What the doors of the API share. */
export type SpineGround = Ground & {
  readonly hand: Hand
  readonly lookup: LookupDeps
  readonly identity: IdentityDeps
  readonly careSettings: DecideDeps
  readonly ready: () => Promise<void>
  /** Where look-ups are counted. */
  readonly minutes: Minutes
}

/**
 * Starts the door for HL7 v3 queries, with mutual TLS where there is a key; `undefined` where no accredited system id of
 * our own is set. Throws CONFIG_INVALID in production without TLS: nothing would bind a system to its certificate.
 */
export async function startSpine(ground: SpineGround): Promise<(Running & { readonly url: string }) | undefined> {
  const { settings, log, metrics, ready } = ground
  const { spineSystemId: systemId } = settings
  if (systemId === undefined) return undefined
  const tls = tlsOf(settings)
  const server = openHttp({ log, metrics, ready, ...(tls && { tls }) })
  addSpineRoutes(server, spineDepsOf(ground, systemId, tls))
  const url = await listen(server, settings.spinePort, settings.host)
  log.info({ url }, 'the door for HL7 v3 queries listens')
  return { url, stop: () => server.close() }
}

function tlsOf(settings: Settings): Tls | undefined {
  const { spineTlsKey: key, spineTlsCertificate: certificate, spineTlsAuthorities: authorities, profile } = settings
  if (key !== undefined && certificate !== undefined && authorities !== undefined)
    return { key, certificate, authorities }
  if (profile === 'production' || (key ?? certificate ?? authorities) !== undefined)
    throw refusal(
      platformErrors,
      'CONFIG_INVALID',
      'HL7 v3 queries need CPIS_SPINE_TLS_KEY, _CERTIFICATE, _AUTHORITIES',
    )
  return undefined
}

function spineDepsOf(ground: SpineGround, systemId: string, tls: Tls | undefined): SpineDeps {
  const { settings, clock, randomness, log, lookup, careSettings } = ground
  const identity: IdentityDeps = { ...ground.identity, channel: 'hl7v3' }
  const counting = { minutes: ground.minutes, clock, door: 'hl7v3' } as const
  return {
    hand: ground.hand,
    clock,
    randomness,
    log,
    settings: {
      systemId,
      bindCertificates: tls !== undefined,
      path: settings.spinePath,
      address: settings.spineAddress,
      systemAuthors: settings.spineSystemAuthors,
      nesting: settings.spineNesting,
      ...(settings.spineEbxml && { ebxml: { path: settings.spineEbxmlPath, partyKey: settings.spinePartyKey } }),
    },
    findSystem: countedBefore(counting, openAccreditedSystems(identity).find),
    resolveAuthor: countedBefore(counting, claim => actorOfAuthor(identity, claim)),
    decideLookUp: countedBefore(counting, (actor, declared) => decideLookUp(careSettings, actor, declared)),
    ask: countedAsk(counting, question => askAboutChild(lookup, question)),
    recordRefusal: refused => recordRefusal(lookup, refused),
    deliver: (url, message) => deliver(url, message, tls),
  }
}

const DELIVER_WITHIN_MS = 10_000

async function deliver(url: string, message: PostedMessage, tls: Tls | undefined): Promise<void> {
  const { status } = await post({ url, ...message, withinMs: DELIVER_WITHIN_MS, ...(tls && { tls }) })
  if (status < 200 || status > 299) throw new Error(`answered ${status}`)
}
