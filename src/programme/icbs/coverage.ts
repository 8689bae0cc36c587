import { listCareSettings } from '../../care-settings/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { icbNamed } from '../places/icbs.ts'
import { siteTable } from '../sites/site-table.ts'
import type { Coverage, IcbEngagement } from './engagement.ts'
import { listBoards } from './read-boards.ts'

/** One cell: how far a care setting is in a board's area, and how many sites of the register are live in it. */
export type CoverageCell = {
  readonly careSetting: string
  readonly state: Coverage['state'] | 'nothing'
  readonly route?: Coverage['route']
  readonly liveSites: number
}

/** One board's line of the matrix: a cell for each setting, in the order asked for (programme.md S-075). */
export type CoverageRow = {
  readonly icb: string
  readonly name: string
  readonly cells: readonly CoverageCell[]
  /** How many of the settings are live or not provided. */
  readonly settled: number
}

type LiveSite = { readonly icb?: string; readonly careSettings: readonly string[]; readonly count: number }

/** The matrix of boards and prioritised care settings. */
export function coverageRows(
  boards: readonly IcbEngagement[],
  settings: readonly string[],
  live: readonly LiveSite[] = [],
): CoverageRow[] {
  return boards.map(board => {
    const own = live.filter(one => one.icb === board.icb)
    const cells = settings.map(careSetting => {
      const sites = own.filter(one => one.careSettings.includes(careSetting))
      const said = board.coverage.find(one => one.careSetting === careSetting)
      const liveSites = sites.reduce((sum, one) => sum + one.count, 0)
      return { careSetting, state: 'nothing' as const, ...said, liveSites }
    })
    const settled = cells.filter(one => one.state === 'live' || one.state === 'not provided').length
    return { icb: board.icb, name: icbNamed(board.icb).name, cells, settled }
  })
}

/** As `coverageRows`, of every board there is, with the names of the settings in the order of the cells. */
export async function coverageMatrix(
  deps: SettingsDeps,
): Promise<{ readonly settings: readonly { code: string; name: string }[]; readonly rows: readonly CoverageRow[] }> {
  const all = await listCareSettings({ db: deps.careSettings }, dayInEngland(deps.clock.now()))
  const settings = all.filter(one => one.newSetting !== undefined).map(({ code, name }) => ({ code, name }))
  const live = (await siteTable(deps)).filter(one => one.stage === 'live')
  const codes = settings.map(one => one.code)
  return { settings, rows: coverageRows(await listBoards(deps), codes, live) }
}
