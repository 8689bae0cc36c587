import { csv } from '../../frame/reply.ts'
import type { OperationsPagesDeps } from '../deps.ts'
import { sectionPage } from '../section.ts'
import { presentServiceLevels, rowsOfLevels } from './presenter.ts'

export async function showServiceLevels(deps: OperationsPagesDeps) {
  return sectionPage('levels', 'service-levels/template.njk', presentServiceLevels(await deps.serviceLevels()))
}

export async function saveServiceLevels(deps: OperationsPagesDeps) {
  return csv('service-levels.csv', rowsOfLevels(await deps.serviceLevels()))
}
