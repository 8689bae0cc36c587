import type { CareSetting } from '../../care-settings/index.ts'
import { type CalendarDate, refusal } from '../../platform/index.ts'
import { refuseDayAhead } from '../kinds/kind.ts'
import { siteErrors } from './errors.ts'
import { blockersOn, newestStep, SITE_STAGES, type Site, type SiteStage, type SiteStep } from './site.ts'

const CLOSED: ReadonlySet<SiteStage> = new Set(['paused', 'withdrawn'])

/**
 * The site after a step. Forward it may skip stages, back, paused or withdrawn it needs a reason; a day lies neither
 * before the step it follows nor ahead. Throws SITE_STEP_REFUSED, SITE_REASON_MISSING, PROGRAMME_DAY_AHEAD.
 */
export function afterStep(site: Site, step: SiteStep, today: CalendarDate): Site {
  refuseDayAhead(step.on, today)
  const { stage: from, on } = newestStep(site)
  const { stage: to } = step
  if (from === to || step.on < on)
    throw refusal(siteErrors, 'SITE_STEP_REFUSED', `from ${from} on ${on} to ${to} on ${step.on}`)
  const isBack = SITE_STAGES.indexOf(to) < SITE_STAGES.indexOf(from)
  if ((isBack || CLOSED.has(to)) && step.reason === undefined) throw refusal(siteErrors, 'SITE_REASON_MISSING', to)
  return { ...site, steps: [...site.steps, step] }
}

/** The settings of these codes. Throws SITE_SETTING_UNKNOWN for one there is not, or that is named twice. */
export function settingsOfEach(codes: readonly string[], settings: readonly CareSetting[]): CareSetting[] {
  const found = settings.filter(one => codes.includes(one.code))
  if (found.length !== codes.length) throw refusal(siteErrors, 'SITE_SETTING_UNKNOWN', codes.join(', '))
  return found
}

/** The settings of a site. Throws SITE_SETTING_UNKNOWN as `settingsOfEach`, and for two that are not of one line. */
export function settingsOfSite(codes: readonly string[], settings: readonly CareSetting[]): CareSetting[] {
  const found = settingsOfEach(codes, settings)
  const lines = new Set(found.map(one => one.line ?? one.code))
  if (lines.size !== 1)
    throw refusal(siteErrors, 'SITE_SETTING_UNKNOWN', `${codes.join(', ')} are of ${lines.size} lines`)
  return found
}

/** The code staff in a setting get: by its mode alone (programme.md 2.4 and 3.2, the gate `mode`). */
export function accessCodeOf(setting: Pick<CareSetting, 'mode'>): SiteStep['accessCode'] {
  return setting.mode === 'none' ? undefined : setting.mode === 'standard' ? 'B0107' : 'B0170'
}

/**
 * What a site lacks before it may be live: a name, a route, its code, nothing that blocks it, and in a setting whose
 * information governance is binding that this is in place (programme.md S-014, S-013, S-043).
 */
export function missingToBeLive(
  site: Site,
  step: SiteStep,
  ground: { readonly settings: readonly CareSetting[]; readonly igMissing: readonly string[] },
): string[] {
  const codes = new Set(ground.settings.map(accessCodeOf))
  const hasRightCode = codes.size === 1 && step.accessCode !== undefined && codes.has(step.accessCode)
  return [
    ...(site.name === undefined ? ['it has no name'] : []),
    ...(site.route === undefined ? ['no access route is recorded'] : []),
    ...(hasRightCode ? [] : [`its staff need the code ${[...codes].map(code => code ?? 'of no role').join(' or ')}`]),
    ...blockersOn(site, step.on).map(one => `blocked: ${one.kind}`),
    ...ground.igMissing,
  ]
}
