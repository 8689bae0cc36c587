import { actorsOfUser, displayName } from '../../identity/index.ts'
import {
  type AuditReportDeps,
  attendanceReport,
  patientAccessReport,
  patientEnquiriesReport,
  userAccessReport,
} from '../../lookup/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import { addPrivacyPages, type Portal } from '../../portal/index.ts'
import type { Ground } from '../processes.ts'

/** Adds the pages of privacy officers: the auditor's role reads the audit, another adds to it that a report was run. */
export function addPrivacyArea(portal: Portal, ground: Ground): void {
  const { clock, randomness, settings } = ground
  const identity = ground.pool('identity', { connections: 2 })
  const deps: AuditReportDeps = { db: ground.pool('auditor', { connections: 2 }), audit: identity, clock, randomness }
  addPrivacyPages(portal, {
    activities: settings.privacyActivities,
    patientAccess: (run, nhsNumber) => patientAccessReport(deps, run, nhsNumber),
    userAccess: (run, userId) => userAccessReport(deps, run, userId),
    enquiries: run => patientEnquiriesReport(deps, run),
    attendance: (run, attendances) => attendanceReport(deps, run, attendances),
    namesOf: async userIds => {
      const today = dayInEngland(clock.now())
      const named = await Promise.all(
        userIds.map(async userId => {
          const [actor] = await actorsOfUser(identity, userId, today)
          return actor?.author.kind === 'person' ? [[userId, displayName(actor.author.name)] as const] : []
        }),
      )
      return new Map(named.flat())
    },
  })
}
