import { type DecideDeps, decideLookUp, findCareSetting } from '../care-settings/index.ts'
import { addFhirRoutes, addSandboxRoutes } from '../fhir/index.ts'
import { actorOfBearer, openApplicationPace } from '../identity/index.ts'
import {
  type AlertDeps,
  type Answering,
  alertAuthority,
  answerInTransactions,
  answerTogether,
  askAboutChild,
  declareEncounter,
  type LookupDeps,
  limitsOfStandby,
  limitsWithin,
  openBeacon,
  readAccessHistory,
  recordRefusal,
  type StandbyDeps,
  TOGETHER,
} from '../lookup/index.ts'
import {
  dayInEngland,
  listen,
  openHand,
  openHttp,
  openRestoredCheck,
  type Pool,
  type Running,
  refuseOtherPaths,
  startLoop,
  steadyNow,
} from '../platform/index.ts'
import { isPlanCategoryOffered } from '../register/index.ts'
import { addOpenApiRoutes } from './openapi/routes.ts'
import { countFhirLookUps } from './operations/count-look-ups.ts'
import { countingOf } from './operations/operations-rounds.ts'
import { addStatusRoutes } from './operations/status-routes.ts'
import { type Ground, groundOf } from './processes.ts'
import { decidedCohorts } from './programme/decided-cohorts.ts'
import { refuseOtherKeys } from './same-keys.ts'
import type { Settings } from './settings.ts'
import { startSpine } from './spine.ts'
import { identityOf, startTokenEndpoint } from './token-endpoint.ts'

/** The API: FHIR, and HL7 v3 queries on a port of their own where they are taken. */
export type Api = Running & { readonly url: string; readonly spineUrl?: string }

/** Starts the API: FHIR over HTTP, HL7 v3 queries over SOAP. */
export function startApi(settings: Settings): Promise<Api> {
  return startApiOn(groundOf('api', settings))
}

/** Starts the API on a ground that is laid. */
export async function startApiOn(laid: Ground): Promise<Api> {
  await refuseOtherKeys(laid)
  const decided = await decidedCohorts(laid)
  const ground: Ground = { ...laid, cohorts: decided.now }
  const { settings } = ground
  const lookup = lookupDepsOf(ground)
  const { identity, tokens } = identityOf(ground)
  const careSettings = decideDepsOf(ground)
  const alerts = alertDepsOf(ground, lookup, careSettings)
  const ready = async () => {
    await lookup.db.query({ text: 'select 1' })
  }
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready })
  refuseOtherPaths(server)
  const { minutes, loops } = countingOf(ground, 'api')
  countFhirLookUps(server, minutes)
  addStatusRoutes(server, {
    ...ground,
    db: ground.pool('operations', { connections: 1 }),
    publicUrl: settings.publicUrl,
  })
  const hand = openHand(settings.lookUpsInHand)
  addFhirRoutes(server, {
    hand,
    clock: ground.clock,
    randomness: ground.randomness,
    log: ground.log,
    settings: {
      publicUrl: settings.publicUrl,
      strictRequestId: settings.strictRequestId,
      lenientSystem: false,
      statusApiKey: settings.statusApiKey,
    },
    identify: headers => actorOfBearer(identity, headers),
    ...(settings.fhirPerSecond > 0 && {
      mayAsk: openApplicationPace({ ...ground, db: identity.db, perSecond: settings.fhirPerSecond }),
    }),
    decideLookUp: (actor, declared) => decideLookUp(careSettings, actor, declared),
    ask: question => askAboutChild(lookup, question),
    history: question => readAccessHistory(lookup, question),
    declareEncounter: declaration => declareEncounter(lookup, declaration),
    alertAuthority: declaration => alertAuthority(alerts, declaration),
    recordRefusal: refused => recordRefusal(lookup, refused),
    ready,
  })
  // Nobody shall take an invented answer of a live service for a true one.
  const sandbox = settings.profile !== 'production'
  const { publicUrl, statusApiKey } = settings
  addOpenApiRoutes(server, { publicUrl, sandbox })
  if (sandbox) {
    addSandboxRoutes(server, { ...ground, ready, settings: { publicUrl, statusApiKey } })
  }
  const forgetting = startTokenEndpoint(server, tokens)
  const url = await listen(server, settings.apiPort, settings.host)
  ground.log.info({ url }, 'the API listens')
  const spine = await startSpine({ ...ground, hand, lookup, identity, careSettings, ready, minutes })
  const counting = [...loops, decided.loop].map(startLoop)
  return {
    url,
    ...(spine && { spineUrl: `${spine.url}${settings.spinePath}` }),
    async stop() {
      await Promise.all([forgetting, ...counting].map(loop => loop.stop()))
      await spine?.stop()
      await server.close()
      await ground.end()
    },
  }
}

/** What deciding about look-ups needs. */
export function decideDepsOf(ground: Ground): DecideDeps {
  const { notifyingCodeInSilentSetting, silentCodeInStandardSetting, answerWithinMs } = ground.settings
  const settings = { notifyingCodeInSilentSetting, silentCodeInStandardSetting }
  return { db: ground.pool('care_settings', limitsWithin(answerWithinMs)), clock: ground.clock, settings }
}

/** What telling an authority that a child was not brought needs. */
export function alertDepsOf({ settings, clock }: Ground, lookup: LookupDeps, { db }: DecideDeps): AlertDeps {
  return {
    ...lookup,
    fromSilentOnlySettings: settings.wasNotBroughtFromSilentOnly,
    findCareSetting: code => findCareSetting({ db }, code, dayInEngland(clock.now())),
  }
}

/** What asking the register needs. */
export function lookupDepsOf(ground: Ground): LookupDeps {
  const { clock, randomness, log, metrics, settings, cohorts } = ground
  const limits = limitsWithin(settings.answerWithinMs)
  const db = ground.pool('lookup', limits)
  const { answerWithinMs } = settings
  const answering = answeringBy(ground, db)
  return {
    ...{ db, clock, randomness, log, metrics, answerWithinMs, isClosed: openRestoredCheck(db, clock) },
    ...(answering && { answering }),
    ...(cohorts && { offersCategory: on => isPlanCategoryOffered(cohorts(), on) }),
  }
}

function answeringBy(ground: Ground, db: Pool): Answering | undefined {
  const { lookUpForm, groupCommit, answerWithinMs } = ground.settings
  if (lookUpForm === 'transaction') return answerInTransactions(db)
  if (!groupCommit) return undefined
  const together = ground.pool('lookup', { ...limitsWithin(answerWithinMs), ...TOGETHER })
  return answerTogether(db, together, standbyOf(ground, db))
}

/** A standby for silent look-ups, where one is set. */
function standbyOf(ground: Ground, db: Pool): StandbyDeps | undefined {
  const { replicaUrl: databaseUrl, replicaLagMs: lagMs, answerWithinMs } = ground.settings
  if (databaseUrl === undefined) return undefined
  const { clock, randomness, log, metrics } = ground
  const standby = ground.pool('lookup', { ...limitsOfStandby(answerWithinMs), databaseUrl })
  const onFault = (error: unknown) => log.warn({ err: error }, 'a mark for the standby was not written')
  const beacon = openBeacon({ db, randomness, steadyNow, now: clock.now, lagMs, onFault })
  return { standby, beacon, steadyNow, log, metrics }
}
