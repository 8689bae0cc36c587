import { listCareSettings } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import { isOverdue, readPlannedDate } from '../dates/planned-date.ts'
import type { SettingsDeps } from '../deps.ts'
import { type Keyed, readAll } from '../kinds/kind.ts'
import {
  blockersOn,
  type Provider,
  providerKind,
  SITE_STAGE_WORDS,
  type Site,
  type SiteStage,
  siteKind,
  stepOn,
} from './site.ts'

/** How things stood on a day, as it was known at an instant: a frozen issue can be made again (programme.md S-015). */
export type AsOf = {
  /** Today when absent. */
  readonly on?: CalendarDate
  /** Now when absent. */
  readonly knownAt?: Date
}

/** One site as a table shows it. */
export type SiteRow = {
  readonly key: string
  readonly name?: string
  readonly count: number
  readonly type: Site['type']
  readonly provider?: string
  readonly odsCode?: string
  readonly region?: string
  readonly icb?: string
  readonly careSettings: readonly string[]
  /** The line of the report and the setting it belongs to, as `care-settings` names them. */
  readonly line: string
  readonly setting: string
  readonly stage: SiteStage
  readonly stageWords: string
  readonly since: CalendarDate
  readonly accessCode?: string
  readonly planned?: string
  /** Its planned day is over, and it is not live (programme.md S-025). */
  readonly overdue: boolean
  readonly route?: string
  readonly smartcards: Site['smartcards']
  readonly blockers: readonly { readonly kind: string; readonly reason: string; readonly since: CalendarDate }[]
  readonly trained?: string
  readonly owner: string
}

const NEEDS_NO_PLAN: ReadonlySet<SiteStage> = new Set(['live', 'withdrawn'])

/** Every site as it stood, by line of the report, stage and name; those counted down to none are left out. */
export async function siteTable(deps: SettingsDeps, asOf: AsOf = {}): Promise<SiteRow[]> {
  const on = asOf.on ?? dayInEngland(deps.clock.now())
  const sites = await readAll(deps, siteKind, asOf.knownAt)
  const settings = new Map((await listCareSettings({ db: deps.careSettings }, on)).map(one => [one.code, one]))
  const rows = sites.flatMap(site => {
    const setting = settings.get(site.careSettings[0] ?? '')
    const line = setting?.line ?? setting?.name ?? '-'
    return rowOf(site, on, { line, setting: setting?.newSetting ?? line })
  })
  const order = (row: SiteRow) => `${row.line}\n${row.name ?? '~'}\n${row.key}`
  return rows.sort((one, other) => (order(one) < order(other) ? -1 : 1))
}

function rowOf(site: Keyed<Site>, on: CalendarDate, place: Pick<SiteRow, 'line' | 'setting'>): SiteRow[] {
  const { steps, blockers, training, ...rest } = site
  const step = stepOn(site, on)
  if (step === undefined || site.count === 0) return []
  const planned = site.planned === undefined ? undefined : readPlannedDate(site.planned, on)
  const trained = training.findLast(one => one.on <= on || one.step === 'arranged')
  return [
    {
      ...rest,
      ...place,
      stage: step.stage,
      stageWords: SITE_STAGE_WORDS[step.stage],
      since: step.on,
      ...(step.accessCode !== undefined && { accessCode: step.accessCode }),
      overdue: planned !== undefined && isOverdue(planned, on) && !NEEDS_NO_PLAN.has(step.stage),
      blockers: blockersOn(site, on).map(({ kind, reason, since }) => ({ kind, reason, since })),
      ...(trained && { trained: `${trained.step} ${trained.on}` }),
    },
  ]
}

/** A provider as a table shows it, with how many of its sites are wanted and found (programme.md S-028, S-029). */
export type ProviderRow = Keyed<Provider> & { readonly sitesWanted: number; readonly sitesFound: number }

/** Every provider; a site is found once it is identified or further, and neither paused nor withdrawn. */
export async function providerTable(deps: SettingsDeps, asOf: AsOf = {}): Promise<ProviderRow[]> {
  const sites = await siteTable(deps, asOf)
  const found = sites.filter(one => !['sought', 'paused', 'withdrawn'].includes(one.stage))
  return (await readAll(deps, providerKind, asOf.knownAt)).map(provider => {
    const { wanted, key } = provider
    const own = found.filter(one => one.provider === key)
    const counted = wanted ? own.filter(one => one.careSettings.includes(wanted.careSetting)) : own
    const sitesFound = counted.reduce((sum, one) => sum + one.count, 0)
    return { ...provider, sitesWanted: wanted?.sites ?? 0, sitesFound }
  })
}
