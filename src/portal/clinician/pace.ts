import type { Actor } from '../../identity/index.ts'
import { refusal } from '../../platform/index.ts'
import type { ClinicianDeps } from './deps.ts'
import { clinicianErrors } from './errors.ts'

const MINUTES = 10
const HOUR = 60

/**
 * Counts a child asked about, or a search, for the person and their organisation (trust.md 5, clause 2.4.1). A sweep of
 * numbers is reported once by a metric; beyond the limits nothing is looked up. Throws CLINICIAN_TOO_MANY.
 */
export async function keepPace(deps: ClinicianDeps, actor: Actor, kind: 'child' | 'search'): Promise<void> {
  const { author } = actor
  if (author.kind !== 'person') return
  const { mostOfPerson, mostOfSite, sweepAt } = deps.settings
  const ofPerson = { kind: `${kind} by person`, subject: author.userId }
  const [person, site, hour] = await Promise.all([
    deps.count(ofPerson, MINUTES),
    deps.count({ kind: `${kind} by site`, subject: author.organisation.odsCode }, MINUTES),
    deps.count({ ...ofPerson, kind: `${kind} by person in an hour` }, HOUR),
  ])
  if (hour === sweepAt) {
    deps.metrics.count('portal-sweep', kind)
    deps.log.warn({ userId: author.userId, kind }, 'a sweep of numbers on the pages')
  }
  if (person > mostOfPerson || site > mostOfSite) throw refusal(clinicianErrors, 'CLINICIAN_TOO_MANY')
}
