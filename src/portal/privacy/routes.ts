import type { Portal } from '../frame/portal.ts'
import { askAttendance, saveAttendance, showAttendance } from './attendance/pages.ts'
import type { PrivacyDeps } from './deps.ts'
import { presentHome } from './home/presenter.ts'
import { askReport, NATIONAL_REPORTS, saveReport, showReport } from './national/pages.ts'
import { sectionPage } from './section.ts'

const FRESH = { freshSignIn: true } as const

/**
 * The pages of privacy officers and Caldicott guardians: the three audit reports of the NHS and the comparison with
 * attendances (health-side.md 5.1). Their activity opens no record. Whom a report is about is sent in a form, never in a
 * path.
 */
export function addPrivacyPages(portal: Portal, deps: PrivacyDeps): void {
  const pages = portal.area({ title: 'Privacy', path: '/privacy', activities: deps.activities })
  pages.get('', async ({ actor }) =>
    sectionPage('reports', 'home/template.njk', presentHome(actor.author.organisation.name)),
  )
  for (const report of NATIONAL_REPORTS) {
    const path = `/${report.section}`
    pages.get(path, visit => askReport(report, visit))
    pages.post(path, visit => showReport(deps, report, visit))
    pages.post(`${path}/report.csv`, visit => saveReport(deps, report, visit), FRESH)
  }
  pages.get('/attendance', askAttendance)
  pages.post('/attendance', visit => showAttendance(deps, visit))
  pages.post('/attendance/report.csv', visit => saveAttendance(deps, visit), FRESH)
}
