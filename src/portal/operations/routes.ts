import type { Portal, Visit } from '../frame/portal.ts'
import type { Reply } from '../frame/reply.ts'
import { saveTrends, showCharts } from './charts/pages.ts'
import type { OperationsPagesDeps } from './deps.ts'
import { showHome } from './home/pages.ts'
import {
  changeIncident,
  closeIncident,
  linkIncident,
  openIncident,
  saveIncidents,
  showIncident,
  showIncidents,
  showNew,
} from './incidents/pages.ts'
import { pauseMailbox, resendTo, saveMailboxes, showMailbox, showMailboxes, stepCase } from './mailboxes/pages.ts'
import { saveCauses, saveNational, saveTrend, showAuthority, showNational } from './quality/pages.ts'
import { saveServiceLevels, showServiceLevels } from './service-levels/pages.ts'

type Work = (deps: OperationsPagesDeps, visit: Visit) => Promise<Reply>

const PAGES: Readonly<Record<string, Work>> = {
  '': showHome,
  '/mailboxes': showMailboxes,
  '/mailboxes/:id': (deps, visit) => showMailbox(deps, visit),
  '/quality': showNational,
  '/quality/:code': showAuthority,
  '/incidents': showIncidents,
  '/incidents/new': () => showNew(),
  '/incidents/:number': (deps, visit) => showIncident(deps, visit),
  '/service-levels': showServiceLevels,
  '/charts': showCharts,
}

const FILES: Readonly<Record<string, Work>> = {
  '/mailboxes/mailboxes.csv': saveMailboxes,
  '/quality/national.csv': saveNational,
  '/quality/:code/trend.csv': saveTrend,
  '/quality/:code/causes.csv': saveCauses,
  '/incidents/incidents.csv': saveIncidents,
  '/service-levels/levels.csv': saveServiceLevels,
  '/charts/:file': saveTrends,
}

const FORMS: Readonly<Record<string, Work>> = {
  '/mailboxes/:id/case': stepCase,
  '/mailboxes/:id/pause': pauseMailbox,
  '/mailboxes/:id/resend': resendTo,
  '/incidents/new': openIncident,
  '/incidents/:number': changeIncident,
  '/incidents/:number/close': closeIncident,
  '/incidents/:number/link': linkIncident,
}

/** The pages of those who run the service. They show counts, times and authorities: nothing about any child. */
export function addOperationsPages(portal: Portal, deps: OperationsPagesDeps): void {
  const pages = portal.area({ title: 'Operations', path: '/operations', activities: deps.activities })
  for (const [path, work] of Object.entries(PAGES)) pages.get(path, visit => work(deps, visit))
  for (const [path, work] of Object.entries(FILES)) pages.get(path, visit => work(deps, visit), { freshSignIn: true })
  for (const [path, work] of Object.entries(FORMS)) pages.post(path, visit => work(deps, visit))
}
