import type { OperationsPagesDeps } from '../deps.ts'
import { sectionPage } from '../section.ts'
import { presentHome } from './presenter.ts'

/** What is wrong now. */
export async function showHome(deps: OperationsPagesDeps) {
  const [watch, incidents, levels, quality] = await Promise.all([
    deps.readWatch(),
    deps.listIncidents({ withOver: false }),
    deps.serviceLevels(),
    deps.nationalQuality(),
  ])
  return sectionPage('now', 'home/template.njk', presentHome({ watch, incidents, levels, quality }))
}
