import { causesCsv, trendCsv } from '../../../operations/index.ts'
import { file } from '../../frame/reply.ts'
import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { MOST_UNBORN, presentQuality } from './presenter.ts'

/** How good the authority's records are. */
export async function showQuality(deps: AuthorityDeps, { authority }: OwnVisit) {
  const { code } = authority
  const [quality, unborn] = await Promise.all([deps.readQuality(code), deps.listUnbornOverdue(code, MOST_UNBORN)])
  return sectionPage('quality', 'quality/template.njk', presentQuality(quality, unborn))
}

/** The same over its uploads, for a spreadsheet. */
export async function saveTrend(deps: AuthorityDeps, { authority: { code } }: OwnVisit) {
  return file(`trend-${code}.csv`, 'text/csv; charset=utf-8', trendCsv(await deps.readQuality(code)))
}

/** What is to be mended, for a spreadsheet. */
export async function saveCauses(deps: AuthorityDeps, { authority: { code } }: OwnVisit) {
  return file(`causes-${code}.csv`, 'text/csv; charset=utf-8', causesCsv(await deps.readQuality(code)))
}
