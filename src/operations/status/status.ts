import type { Clock, Database } from '../../platform/index.ts'
import { type Incident, type IncidentState, SERVICES, type Service, type Severity } from '../incidents/incident.ts'
import { publicRows } from '../incidents/store.ts'
import { type Counts, countsSince, lastGood } from '../service-levels/store.ts'
import { lastFacts } from './store.ts'

const DAY_MS = 86_400_000
/** A closed incident is shown for so long. */
const SHOWN_DAYS = 7

/** How a part of the service does, in the words status pages share (programme.md 3.4). */
export type ComponentStatus = 'operational' | 'degraded_performance' | 'partial_outage' | 'major_outage'

export type PublicIncident = {
  readonly incidentId: string
  readonly number: number
  readonly service: Service
  readonly status: 'investigating' | 'identified' | 'monitoring' | 'resolved'
  readonly impact: 'critical' | 'major' | 'minor' | 'none'
  readonly text: string
  readonly openedAt: Date
  readonly updatedAt: Date
}

/** What anybody may know of the service: no child, no authority, no person. */
export type Status = {
  readonly at: Date
  readonly overall: ComponentStatus
  readonly components: readonly { readonly name: Service; readonly status: ComponentStatus }[]
  readonly incidents: readonly PublicIncident[]
  readonly lookUps: { readonly last24Hours: Counts; readonly last30Days: Counts }
  readonly mailboxes: { readonly watched: number; readonly silent: number }
  readonly lastSuccess: {
    readonly lookUp?: Date
    readonly upload?: Date
    readonly notice?: Date
    readonly dailyWatch?: Date
    readonly numberSweep?: Date
  }
}

const OF_SEVERITY: Readonly<Record<Severity, readonly [ComponentStatus, PublicIncident['impact']]>> = {
  1: ['major_outage', 'critical'],
  2: ['partial_outage', 'major'],
  3: ['degraded_performance', 'minor'],
  4: ['operational', 'none'],
  5: ['operational', 'none'],
}
const WORST: readonly ComponentStatus[] = ['major_outage', 'partial_outage', 'degraded_performance', 'operational']

type StatusDeps = { readonly db: Database; readonly clock: Clock }

/** The look-ups of the last so many days. */
export function lookUpsOfDays({ db, clock }: StatusDeps, days: number): Promise<Counts> {
  const to = clock.now()
  return countsSince(db, { prefix: 'look-ups-', from: new Date(to.getTime() - days * DAY_MS), to })
}

/**
 * Reads the public status (trust.md 12). The counts of 30 days come from a million rows, so whoever reads it often gives
 * those it keeps. Throws what the database throws.
 */
export async function readStatus(
  { db, clock }: StatusDeps,
  last30Days: () => Promise<Counts> = () => lookUpsOfDays({ db, clock }, 30),
): Promise<Status> {
  const at = clock.now()
  const incidents = await publicRows(db, new Date(at.getTime() - SHOWN_DAYS * DAY_MS))
  const { watched, silent, ...facts } = await lastFacts(db)
  const lookUp = await lastGood(db, 'look-ups-')
  const notice = await lastGood(db, 'notices')
  const components = SERVICES.map(name => ({ name, status: statusOf(name, incidents) }))
  return {
    at,
    overall: worst(components.map(one => one.status)),
    components,
    incidents: incidents.map(shown),
    lookUps: { last24Hours: await lookUpsOfDays({ db, clock }, 1), last30Days: await last30Days() },
    mailboxes: { watched, silent },
    lastSuccess: { ...(lookUp && { lookUp }), ...(notice && { notice }), ...facts },
  }
}

/** What there is to say when nothing can be read: the register cannot be asked. */
export function statusUnread(at: Date): Pick<Status, 'at' | 'overall' | 'components' | 'incidents'> {
  return { at, overall: 'major_outage', components: [{ name: 'CP-IS', status: 'major_outage' }], incidents: [] }
}

function worst(statuses: readonly ComponentStatus[]): ComponentStatus {
  return WORST.find(status => statuses.includes(status)) ?? 'operational'
}

const IS_MENDED: ReadonlySet<IncidentState> = new Set<IncidentState>(['resolved', 'closed', 'cancelled'])

function statusOf(name: Service, incidents: readonly Incident[]): ComponentStatus {
  const own = incidents.filter(one => one.service === name && !IS_MENDED.has(one.state) && !one.alarmOverAt)
  return worst(own.map(one => OF_SEVERITY[one.severity][0]))
}

function shown(incident: Incident): PublicIncident {
  const { incidentId, number, service, severity, openedAt, changedAt } = incident
  return {
    ...{ incidentId, number, service, openedAt, updatedAt: changedAt },
    status: publicState(incident),
    impact: OF_SEVERITY[severity][1],
    text: incident.publicText ?? `An incident that affects ${service}.`,
  }
}

function publicState({ state, alarmOverAt }: Incident): PublicIncident['status'] {
  if (state === 'closed' || state === 'cancelled') return 'resolved'
  if (state === 'resolved' || alarmOverAt) return 'monitoring'
  return state === 'reported' ? 'investigating' : 'identified'
}
