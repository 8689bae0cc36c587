import { dayInEngland, refusal } from '../../platform/index.ts'
import { operationsErrors } from '../errors.ts'
import {
  type Incident,
  type IncidentDeps,
  type MinimumDataSet,
  SERVICES,
  SEVERITIES,
  type Service,
  type Severity,
} from './incident.ts'
import { refuseChild } from './no-child.ts'
import { addEvent, insertIncident } from './store.ts'

export type NewIncident = {
  readonly service: Service
  readonly severity: Severity
  /** At most 160 characters: what a desk's list shows. */
  readonly summary: string
  readonly highSeverity?: boolean
  readonly minimum?: MinimumDataSet
  readonly publicText?: string
  /** Who says so, by login. */
  readonly by: string
}

const LONGEST_SUMMARY = 160

/**
 * Opens an incident (S-106) and orders that the service desk is told. Throws INCIDENT_INVALID for a part that is missing
 * or odd, INCIDENT_NAMES_CHILD for a text that may name a child.
 */
export async function openIncident(
  deps: Pick<IncidentDeps, 'db' | 'clock' | 'randomness'>,
  wish: NewIncident & { readonly alarmKey?: string },
): Promise<Incident | undefined> {
  const at = deps.clock.now()
  const { minimum = {}, by, ...rest } = wish
  checkTexts(deps, { ...rest, minimum })
  const incident: Omit<Incident, 'number'> = {
    ...rest,
    summary: wish.summary.trim(),
    highSeverity: wish.highSeverity ?? false,
    minimum,
    incidentId: deps.randomness.uuid(),
    state: 'reported',
    openedAt: at,
    changedAt: at,
  }
  return deps.db.transaction(async tx => {
    const opened = await insertIncident(tx, incident)
    const { incidentId, summary } = incident
    if (opened) await addEvent(tx, { incidentId, at, to: 'reported', by, note: `opened: ${summary}` })
    return opened
  })
}

/** As `openIncident`, by a person: there is no alarm that may have opened it before. */
export async function openIncidentByHand(
  deps: Pick<IncidentDeps, 'db' | 'clock' | 'randomness'>,
  wish: NewIncident,
): Promise<Incident> {
  const opened = await openIncident(deps, wish)
  if (opened === undefined) throw refusal(operationsErrors, 'INCIDENT_INVALID', 'it is open already')
  return opened
}

type Texts = Pick<NewIncident, 'service' | 'severity' | 'summary' | 'publicText'> & { readonly minimum: MinimumDataSet }

function checkTexts(
  { clock }: Pick<IncidentDeps, 'clock'>,
  { service, severity, summary, publicText, minimum }: Texts,
) {
  if (!SERVICES.includes(service)) throw invalid(`the service affected must be one of ${SERVICES.join(', ')}`)
  if (!SEVERITIES.includes(severity)) throw invalid('the severity must be 1 to 5')
  if (summary.trim() === '' || summary.length > LONGEST_SUMMARY)
    throw invalid(`the summary must have 1 to ${LONGEST_SUMMARY} characters`)
  const today = dayInEngland(clock.now())
  refuseChild('the summary', summary, today)
  if (publicText !== undefined) refuseChild('the public text', publicText, today)
  checkMinimum(minimum, { clock })
}

/** Throws INCIDENT_INVALID or INCIDENT_NAMES_CHILD for a part of the minimum data set. */
export function checkMinimum(minimum: MinimumDataSet, { clock }: Pick<IncidentDeps, 'clock'>): void {
  const today = dayInEngland(clock.now())
  const { usersAffected, ...texts } = minimum
  if (usersAffected !== undefined && !(Number.isSafeInteger(usersAffected) && usersAffected >= 0))
    throw invalid('the number of users affected must be a whole number')
  for (const [key, text] of Object.entries(texts)) refuseChild(key, text, today)
}

export function invalid(what: string) {
  return refusal(operationsErrors, 'INCIDENT_INVALID', what)
}
