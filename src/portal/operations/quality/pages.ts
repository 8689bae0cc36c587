import { causesCsv, nationalCsv, trendCsv } from '../../../operations/index.ts'
import { readPage } from '../../components/pagination/presenter.ts'
import type { Visit } from '../../frame/portal.ts'
import type { OperationsPagesDeps } from '../deps.ts'
import { saved, sectionPage } from '../section.ts'
import { presentAuthority, presentNational } from './presenter.ts'

/** How good all records of England are. */
export async function showNational(deps: OperationsPagesDeps, { query }: Visit) {
  const [quality, trend] = await Promise.all([deps.nationalQuality(), deps.nationalTrend()])
  return sectionPage('quality', 'quality/national.njk', presentNational({ quality, trend, page: readPage(query) }))
}

export async function saveNational(deps: OperationsPagesDeps) {
  return saved('data-quality.csv', nationalCsv(await deps.nationalQuality()))
}

/** One authority. Throws QUALITY_AUTHORITY_UNKNOWN. */
export async function showAuthority(deps: OperationsPagesDeps, { params }: Visit) {
  const quality = await deps.authorityQuality(params['code'] ?? '')
  return sectionPage('quality', 'quality/authority.njk', presentAuthority(quality))
}

export async function saveTrend(deps: OperationsPagesDeps, { params }: Visit) {
  const quality = await deps.authorityQuality(params['code'] ?? '')
  return saved(`trend-${quality.authorityCode}.csv`, trendCsv(quality))
}

export async function saveCauses(deps: OperationsPagesDeps, { params }: Visit) {
  const quality = await deps.authorityQuality(params['code'] ?? '')
  return saved(`causes-${quality.authorityCode}.csv`, causesCsv(quality))
}
