import { type DecideDeps, decideLookUp, findCareSetting } from '../../../src/care-settings/index.ts'
import type { Actor } from '../../../src/identity/index.ts'
import {
  alertAuthority,
  askAboutChild,
  declareEncounter,
  type LookupDeps,
  readAccessHistory,
  recordRefusal,
} from '../../../src/lookup/index.ts'
import { type Clock, dayInEngland, openMetrics, silentLog, systemRandomness } from '../../../src/platform/index.ts'
import type { TestDatabase } from '../../support/database.ts'
import { staff } from '../../support/register.ts'
import { type Edge, openEdge } from './edge.ts'

export function lookupDeps(database: TestDatabase, clock: Clock): LookupDeps {
  return {
    clock,
    randomness: systemRandomness,
    log: silentLog,
    db: database.pool('lookup'),
    metrics: openMetrics('test'),
    answerWithinMs: 2_000,
  }
}

export function decideDeps(database: TestDatabase, clock: Clock): DecideDeps {
  const settings = { notifyingCodeInSilentSetting: 'allowed', silentCodeInStandardSetting: 'allowed' } as const
  return { db: database.pool('care_settings'), clock, settings }
}

/** An edge with the real decision and the real register behind it; only who asks is given. */
export function realEdge(
  database: TestDatabase,
  clock: Clock,
  { actor, fromSilentOnlySettings = 'refused' }: { actor: Actor; fromSilentOnlySettings?: 'refused' | 'allowed' },
): Edge {
  const lookup = lookupDeps(database, clock)
  const decide = decideDeps(database, clock)
  const findSetting = (code: string) => findCareSetting({ db: decide.db }, code, dayInEngland(clock.now()))
  return openEdge({
    clock,
    randomness: systemRandomness,
    log: silentLog,
    identify: async () => actor,
    decideLookUp: (who, declared) => decideLookUp(decide, who, declared),
    ask: question => askAboutChild(lookup, question),
    history: question => readAccessHistory(lookup, question),
    declareEncounter: declaration => declareEncounter(lookup, declaration),
    alertAuthority: declaration =>
      alertAuthority({ ...lookup, fromSilentOnlySettings, findCareSetting: findSetting }, declaration),
    recordRefusal: refused => recordRefusal(lookup, refused),
  })
}

/** Staff of an organisation of the reference data, with these activities. */
export function staffOf(odsCode: string, ...activities: string[]): Actor {
  const actor = staff('Val', { activities: new Set(activities) })
  return { ...actor, author: { ...actor.author, organisation: { odsCode, name: odsCode } } }
}
