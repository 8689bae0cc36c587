import { resendNotice } from '../../notifications/index.ts'
import {
  advanceCase,
  advanceIncident,
  authorityQuality,
  caseStories,
  closeIncident,
  linkToIncident,
  listIncidents,
  nationalQuality,
  nationalTrend,
  noteOnCases,
  noteOnIncident,
  openIncidentByHand,
  pauseWatch,
  readLetter,
  readTrends,
  serviceLevels,
  showIncident,
  watchTable,
} from '../../operations/index.ts'
import { addOperationsPages, type OperationsPagesDeps, type Portal } from '../../portal/index.ts'
import { incidentDepsOf } from '../operations/operations-verbs.ts'
import type { Ground } from '../processes.ts'

/** Adds the pages for those who run the service, by the use cases the commands have. */
export function addOperationsArea(portal: Portal, ground: Ground): void {
  addOperationsPages(portal, operationsPagesDepsOf(ground))
}

function operationsPagesDepsOf(ground: Ground): OperationsPagesDeps {
  const { settings } = ground
  const deps = incidentDepsOf(ground)
  const notifications = { ...ground, db: ground.pool('notifications', { connections: 1 }) }
  return {
    activities: settings.operationsActivities,
    readWatch: () => watchTable(deps),
    readCases: () => caseStories(deps),
    readLetter: mailboxId => readLetter(deps, mailboxId),
    advanceCase: step => advanceCase(deps, step),
    pauseWatch: pause => pauseWatch(deps, pause),
    resendNotice: async ({ noticeId, by }) => {
      const sent = await resendNotice(notifications, noticeId)
      const note = `notice ${noticeId} is sent again as ${sent.noticeId}`
      if (sent.isNew) await noteOnCases(deps, { authorityCode: sent.authorityCode, by, note })
    },
    nationalQuality: () => nationalQuality(deps),
    nationalTrend: () => nationalTrend(deps),
    authorityQuality: authorityCode => authorityQuality(deps, authorityCode),
    listIncidents: wish => listIncidents(deps, wish),
    showIncident: number => showIncident(deps, number),
    openIncident: wish => openIncidentByHand(deps, wish),
    noteOnIncident: said => noteOnIncident(deps, said),
    advanceIncident: step => advanceIncident(deps, step),
    closeIncident: said => closeIncident(deps, said),
    linkToIncident: said => linkToIncident(deps, said),
    serviceLevels: () => serviceLevels(deps),
    readTrends: () => readTrends(deps),
  }
}
