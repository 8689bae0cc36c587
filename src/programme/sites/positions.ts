import { listCareSettings } from '../../care-settings/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { SITE_STAGE_WORDS, SITE_STAGES, type SiteStage } from './site.ts'
import { type AsOf, type SiteRow, siteTable } from './site-table.ts'

/** The sites of one line at one stage: how many, and the names of those that have one. */
export type StageCount = {
  readonly stage: SiteStage
  readonly words: string
  readonly count: number
  readonly named: readonly string[]
  readonly unnamed: number
}

/** One line of the report: a sub-setting, or a setting that has none (programme.md S-011). */
export type LinePosition = {
  readonly line: string
  readonly careSettings: readonly string[]
  readonly stages: readonly StageCount[]
  readonly sites: readonly SiteRow[]
}

/** One of the new settings with its lines. */
export type SettingPosition = {
  readonly setting: string
  /** Sites in it that are neither only sought nor gone (programme.md S-012). */
  readonly earlyAdopters: number
  readonly live: number
  readonly lines: readonly LinePosition[]
}

const GONE: ReadonlySet<SiteStage> = new Set(['sought', 'paused', 'withdrawn'])

/**
 * The position of every new care setting on a day: six settings on eight lines, each count with the names it is made of
 * (programme.md S-010 to S-015).
 */
export async function positions(deps: SettingsDeps, asOf: AsOf = {}): Promise<SettingPosition[]> {
  const on = asOf.on ?? dayInEngland(deps.clock.now())
  const sites = await siteTable(deps, asOf)
  const fresh = (await listCareSettings({ db: deps.careSettings }, on)).filter(one => one.newSetting !== undefined)
  const settings = Map.groupBy(fresh, one => one.newSetting ?? '')
  return [...settings].map(([setting, codes]) => {
    const lines = [...Map.groupBy(codes, one => one.line ?? one.name)].map(([line, own]) =>
      lineOf(
        line,
        own.map(one => one.code),
        sites.filter(one => one.line === line),
      ),
    )
    const all = lines.flatMap(one => one.sites)
    const earlyAdopters = countOf(all.filter(one => !GONE.has(one.stage)))
    return { setting, earlyAdopters, live: countOf(all.filter(one => one.stage === 'live')), lines }
  })
}

function lineOf(line: string, careSettings: readonly string[], sites: readonly SiteRow[]): LinePosition {
  const stages = SITE_STAGES.flatMap(stage => {
    const at = sites.filter(one => one.stage === stage)
    if (at.length === 0) return []
    const named = at.flatMap(one => one.name ?? [])
    const count = countOf(at)
    return [{ stage, words: SITE_STAGE_WORDS[stage], count, named, unnamed: count - named.length }]
  })
  return { line, careSettings, stages, sites }
}

function countOf(rows: readonly Pick<SiteRow, 'count'>[]): number {
  return rows.reduce((sum, one) => sum + one.count, 0)
}

/** The settings that have an early adopter and those that have none yet (programme.md S-012). */
export function settingsByAdoption(of: readonly SettingPosition[]): {
  readonly withAdopter: readonly string[]
  readonly without: readonly string[]
} {
  const names = (has: boolean) => of.filter(one => one.earlyAdopters > 0 === has).map(one => one.setting)
  return { withAdopter: names(true), without: names(false) }
}
