import { refusal } from '../../../platform/index.ts'
import { portalErrors } from '../../errors.ts'
import type { Visit } from '../../frame/portal.ts'
import { csv } from '../../frame/reply.ts'
import type { OperationsPagesDeps } from '../deps.ts'
import { sectionPage } from '../section.ts'
import { presentTrends, readTrendName, rowsOfTrend } from './presenter.ts'

export async function showCharts(deps: OperationsPagesDeps) {
  return sectionPage('charts', 'charts/template.njk', presentTrends(await deps.readTrends()))
}

export async function saveTrends(deps: OperationsPagesDeps, { params }: Visit) {
  const [, named = ''] = /^([a-z-]+)\.csv$/.exec(params['file'] ?? '') ?? []
  const name = readTrendName(named)
  if (name === undefined) throw refusal(portalErrors, 'PORTAL_PAGE_UNKNOWN')
  return csv(`${name}.csv`, rowsOfTrend(await deps.readTrends(), name))
}
