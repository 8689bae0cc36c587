import { decideLookUp } from '../../care-settings/index.ts'
import { countOnPages } from '../../identity/index.ts'
import { alertAuthority, askAboutChild, limitsWithin, recordRefusal } from '../../lookup/index.ts'
import type { Minutes } from '../../operations/index.ts'
import { addClinicianPages, type Portal } from '../../portal/index.ts'
import { alertDepsOf, decideDepsOf, lookupDepsOf } from '../api.ts'
import { demographicsDepsOf } from '../numbers/number-deps.ts'
import { countedAsk } from '../operations/count-look-ups.ts'
import type { Ground } from '../processes.ts'

/** Somebody waits, and may press the button again: PDS is asked once, and a page without it is shown soon. */
const PATIENCE = { attempts: 1, timeoutMs: 2_000 }

/** Adds the pages for clinicians, by the use cases the API has; what they ask is counted in `minutes`. */
export function addClinicianArea(portal: Portal, ground: Ground, minutes: Minutes): void {
  const { settings, log, metrics, clock } = ground
  const lookup = lookupDepsOf(ground)
  const careSettings = decideDepsOf(ground)
  const alerts = alertDepsOf(ground, lookup, careSettings)
  const counting = { db: ground.pool('identity', limitsWithin(settings.answerWithinMs)), clock }
  addClinicianPages(portal, {
    log,
    metrics,
    settings: {
      officeHours: { ...settings.officeHours, closedOn: settings.bankHolidays },
      silentAfterDays: settings.silentAfterDays,
      mostOfPerson: settings.lookUpsOfPerson,
      mostOfSite: settings.lookUpsOfSite,
      sweepAt: settings.sweepAt,
    },
    pds: demographicsDepsOf(ground, PATIENCE).pds,
    mostMatches: settings.pdsMostMatches,
    decideLookUp: (actor, unscheduled) => decideLookUp(careSettings, actor, unscheduled),
    ask: countedAsk({ minutes, clock, door: 'portal' }, question => askAboutChild(lookup, question)),
    alertAuthority: declaration => alertAuthority(alerts, declaration),
    recordRefusal: refused => recordRefusal(lookup, refused),
    count: (done, minutes) => countOnPages(counting, done, minutes),
  })
}
