import { listCareSettings } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import { plannedDate, printPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps, SettingsDeps } from '../deps.ts'
import type { Answer, Route } from '../icbs/engagement.ts'
import { bindingIgMissing } from '../ig/readiness.ts'
import { alter, begin, type Doing, refuseDayAhead } from '../kinds/kind.ts'
import { icbNamed } from '../places/icbs.ts'
import { regionNamed } from '../places/regions.ts'
import { siteErrors } from './errors.ts'
import { type Provider, providerKind, type Site, type SiteStep, siteKind } from './site.ts'
import { afterStep, missingToBeLive, settingsOfSite } from './site-rules.ts'

/** Which site, and who says so. */
export type OfSite = { readonly key: string; readonly by: string }

const todayOf = ({ clock }: Pick<ProgrammeDeps, 'clock'>) => dayInEngland(clock.now())

/** Region and ICB by their codes; an ICB says its region. Throws PROGRAMME_REGION_UNKNOWN, PROGRAMME_ICB_UNKNOWN. */
export function placed<Place extends { region?: string; icb?: string }>(place: Place): Place {
  const icb = place.icb === undefined ? undefined : icbNamed(place.icb)
  const region = place.region === undefined ? icb?.region : regionNamed(place.region).code
  return { ...place, ...(icb && { icb: icb.code }), ...(region !== undefined && { region }) }
}

/** Adds a provider, or says more of one. Throws PROGRAMME_REGION_UNKNOWN, PROGRAMME_ICB_UNKNOWN. */
export async function keepProvider(deps: ProgrammeDeps, of: OfSite, provider: Provider): Promise<Provider> {
  if (provider.contactConfirmedOn !== undefined) refuseDayAhead(provider.contactConfirmedOn, todayOf(deps))
  const state = placed(provider)
  return begin(deps, providerKind, { ...of, what: 'added', state })
}

/** Confirms the contact details of a provider (programme.md S-028). Throws PROGRAMME_KEY_UNKNOWN. */
export async function confirmProvider(deps: ProgrammeDeps, of: OfSite, on = todayOf(deps)): Promise<Provider> {
  refuseDayAhead(on, todayOf(deps))
  const step = (provider: Provider) => ({ ...provider, contactConfirmedOn: on })
  return alter(deps, providerKind, { ...of, what: 'contact confirmed', step })
}

/** A site to begin with. */
export type NewSite = Pick<Site, 'type' | 'careSettings'> &
  Partial<Pick<Site, 'name' | 'provider' | 'odsCode' | 'region' | 'icb' | 'route' | 'smartcards' | 'owner'>> & {
    /** How many sites are counted without a name; 1 when absent. */
    readonly count?: number
    readonly stage: SiteStep['stage']
    readonly on?: CalendarDate
    readonly accessCode?: SiteStep['accessCode']
    readonly planned?: string
  }

/**
 * Adds a site, or a number of unnamed ones, at any stage. Throws SITE_SETTING_UNKNOWN, SITE_NOT_READY for one that is
 * live already but lacks something, PROGRAMME_KEY_TAKEN, PROGRAMME_DATE_UNREADABLE.
 */
export async function addSite(deps: SettingsDeps, of: OfSite, site: NewSite): Promise<Site> {
  const today = todayOf(deps)
  const { stage, on = today, accessCode, planned, ...rest } = site
  refuseDayAhead(on, today)
  const step = { stage, on, ...(accessCode !== undefined && { accessCode }) }
  const state = placed<Site>({
    ...{ count: 1, smartcards: 'unknown', owner: 'programme', blockers: [], training: [] },
    ...rest,
    ...(planned !== undefined && { planned: printPlannedDate(plannedDate(planned, today)) }),
    steps: [step],
  })
  await checkSite(deps, state)
  return begin(deps, siteKind, { ...of, what: `added at ${stage}`, state })
}

/**
 * Holds a site against every rule that is not of its way: its settings are there and of one line, and what is live may
 * be. Throws SITE_SETTING_UNKNOWN, SITE_NOT_READY.
 */
export async function checkSite(deps: SettingsDeps, site: Site): Promise<void> {
  const step = site.steps.at(-1)
  const settings = await listCareSettings({ db: deps.careSettings }, todayOf(deps))
  const own = settingsOfSite(site.careSettings, settings)
  if (step?.stage !== 'live') return
  const igMissing = await bindingIgMissing(deps, site.careSettings)
  const missing = missingToBeLive(site, step, { settings: own, igMissing })
  if (missing.length > 0) throw refusal(siteErrors, 'SITE_NOT_READY', missing.join('; '))
}

/** A step to take; today when no day is named. */
export type StepToTake = Pick<SiteStep, 'stage' | 'reason' | 'accessCode'> & { readonly on?: CalendarDate }

/**
 * Takes a site a step on, or back. Throws SITE_STEP_REFUSED, SITE_REASON_MISSING, SITE_NOT_READY naming what it lacks
 * before it is live, PROGRAMME_KEY_UNKNOWN, PROGRAMME_DAY_AHEAD.
 */
export async function stepSite(deps: SettingsDeps, of: OfSite, take: StepToTake): Promise<Site> {
  const today = todayOf(deps)
  return deps.db.transaction(async tx => {
    const within = { ...deps, db: tx }
    const step = (site: Site) => afterStep(site, { ...take, on: take.on ?? today }, today)
    const site = await alter(within, siteKind, { ...of, what: `to ${take.stage}`, step })
    await checkSite(within, site)
    return site
  })
}

function altered(deps: ProgrammeDeps, of: OfSite, what: string, step: (site: Site) => Site): Promise<Site> {
  const doing: Doing = { ...of, what }
  return alter(deps, siteKind, { ...doing, step })
}

/** Says when a site plans to go live, as exactly as it is known. Throws PROGRAMME_DATE_UNREADABLE. */
export async function planSite(deps: ProgrammeDeps, of: OfSite, planned: string): Promise<Site> {
  const words = printPlannedDate(plannedDate(planned, todayOf(deps)))
  return altered(deps, of, `plans to go live ${words}`, site => ({ ...site, planned: words }))
}

/** Says how a site's staff will get in: the route, and whether they have smartcards (programme.md S-013, S-021). */
export function equipSite(
  deps: ProgrammeDeps,
  of: OfSite,
  has: { readonly route?: Route; readonly smartcards?: Answer },
): Promise<Site> {
  return altered(deps, of, 'access', site => ({ ...site, ...has }))
}

/** Something blocks a site; it keeps its stage (programme.md 3.2). */
export function blockSite(
  deps: ProgrammeDeps,
  of: OfSite,
  blocker: { readonly kind: Site['blockers'][number]['kind']; readonly reason: string },
): Promise<Site> {
  const since = todayOf(deps)
  const add = (site: Site): Site => ({ ...site, blockers: [...site.blockers, { ...blocker, since }] })
  return altered(deps, of, `blocked: ${blocker.kind}`, add)
}

/** What blocked a site does so no more. Throws SITE_BLOCKER_UNKNOWN. */
export function clearSite(
  deps: ProgrammeDeps,
  of: OfSite,
  cleared: { readonly kind: Site['blockers'][number]['kind']; readonly how: string },
): Promise<Site> {
  const clearedOn = todayOf(deps)
  const { kind, how } = cleared
  return altered(deps, of, `cleared: ${kind}`, site => {
    const place = site.blockers.findIndex(one => one.kind === kind && one.clearedOn === undefined)
    const open = site.blockers[place]
    if (open === undefined) throw refusal(siteErrors, 'SITE_BLOCKER_UNKNOWN', `${of.key}: ${kind}`)
    return { ...site, blockers: site.blockers.with(place, { ...open, clearedOn, how }) }
  })
}

/** Adds to the record of a site's training (programme.md S-033). Throws PROGRAMME_DAY_AHEAD for one that was to be held. */
export async function trainSite(
  deps: ProgrammeDeps,
  of: OfSite,
  training: Omit<Site['training'][number], 'on'> & { readonly on?: CalendarDate },
): Promise<Site> {
  const today = todayOf(deps)
  const entry = { ...training, on: training.on ?? today }
  if (training.step !== 'arranged') refuseDayAhead(entry.on, today)
  return altered(deps, of, `training ${training.step}`, site => ({ ...site, training: [...site.training, entry] }))
}

/** Hands a site over to the ICB that answers for it from now on (programme.md S-080). Throws PROGRAMME_ICB_UNKNOWN. */
export async function handSiteOver(deps: ProgrammeDeps, of: OfSite, icb: string): Promise<Site> {
  const { code } = icbNamed(icb)
  return altered(deps, of, `owner ${code}`, site => ({ ...site, owner: code }))
}

/**
 * Names one of the sites that were only counted: the count goes down by one, and a site begins with the same way. Throws
 * SITE_STEP_REFUSED where none is left.
 */
export async function nameSite(
  deps: SettingsDeps,
  of: OfSite & { readonly group: string },
  named: { readonly name: string } & Partial<Pick<Site, 'odsCode' | 'provider' | 'region' | 'icb'>>,
): Promise<Site> {
  const { group, key, by } = of
  return deps.db.transaction(async tx => {
    const within = { ...deps, db: tx }
    const left = await altered(within, { key: group, by }, `one is named ${key}`, site => {
      if (site.name !== undefined || site.count === 0)
        throw refusal(siteErrors, 'SITE_STEP_REFUSED', `${group} holds no unnamed site`)
      return { ...site, count: site.count - 1 }
    })
    const state = placed<Site>({ ...left, ...named, count: 1 })
    return begin(within, siteKind, { key, by, what: `named, one of ${group}`, state })
  })
}
