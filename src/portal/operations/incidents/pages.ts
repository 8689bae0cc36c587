import { type IncidentLink, incidentsCsv, operationsErrors } from '../../../operations/index.ts'
import { refusal } from '../../../platform/index.ts'
import type { FieldError } from '../../frame/fields.ts'
import type { Visit } from '../../frame/portal.ts'
import { type Reply, redirect } from '../../frame/reply.ts'
import type { OperationsPagesDeps } from '../deps.ts'
import { nameOf, refusedOr, saved, sectionPage } from '../section.ts'
import { type Mended, presentIncident, presentIncidents, presentNew } from './presenter.ts'
import { readChange, readNew, readState, type Typed, typedIncident } from './read-incident.ts'

const wantsAll = ({ query }: Visit) => query.get('all') === 'yes'

export async function showIncidents(deps: OperationsPagesDeps, visit: Visit) {
  const withOver = wantsAll(visit)
  const model = presentIncidents(await deps.listIncidents({ withOver }), withOver)
  return sectionPage('incidents', 'incidents/list.njk', model)
}

export async function saveIncidents(deps: OperationsPagesDeps, visit: Visit) {
  return saved('incidents.csv', incidentsCsv(await deps.listIncidents({ withOver: wantsAll(visit) })))
}

export async function showNew(mended?: Mended) {
  return sectionPage('incidents', 'incidents/new.njk', presentNew(mended), mended === undefined ? 200 : 422)
}

/** Opens an incident by the user of the session (S-106). */
export async function openIncident(deps: OperationsPagesDeps, visit: Visit): Promise<Reply> {
  const typed = typedIncident(visit.form)
  const read = readNew(typed)
  if ('errors' in read) return showNew({ typed, errors: read.errors })
  let number = 0
  const refused = await refusedOr(async () => {
    ;({ number } = await deps.openIncident({ ...read, by: nameOf(visit) }))
  })
  if (refused !== undefined) return showNew({ typed, errors: [{ text: refused, href: '#summary' }] })
  return redirect(`/operations/incidents/${number}`)
}

export async function showIncident(deps: OperationsPagesDeps, visit: Visit, mended?: Mended) {
  const model = presentIncident(await deps.showIncident(numberOf(visit)), mended)
  return sectionPage('incidents', 'incidents/incident.njk', model, mended === undefined ? 200 : 422)
}

/** A note, with a step or without, and what changed beside it. */
export async function changeIncident(deps: OperationsPagesDeps, visit: Visit): Promise<Reply> {
  const typed = typedIncident(visit.form)
  const read = readChange(typed)
  if ('errors' in read) return showIncident(deps, visit, { typed, errors: read.errors })
  const to = readState(typed)
  const said = { ...read, number: numberOf(visit), by: nameOf(visit) }
  const work = () => (to === undefined ? deps.noteOnIncident(said) : deps.advanceIncident({ ...said, to }))
  return after(deps, visit, { typed, href: to === undefined ? '#note' : '#to', work })
}

/** Closes one that is resolved. */
export async function closeIncident(deps: OperationsPagesDeps, visit: Visit): Promise<Reply> {
  const said = { number: numberOf(visit), by: nameOf(visit), note: 'closed: who reported it agrees' }
  return after(deps, visit, { typed: {}, href: '#closing', work: () => deps.closeIncident(said) })
}

/** Links a case of the watch, or a notice. */
export async function linkIncident(deps: OperationsPagesDeps, visit: Visit): Promise<Reply> {
  const typed = { kind: visit.form.get('kind'), target: visit.form.get('target') }
  const kind: IncidentLink['kind'] = typed.kind === 'notice' ? 'notice' : 'case'
  const said = { kind, target: typed.target, number: numberOf(visit), by: nameOf(visit) }
  return after(deps, visit, { typed, href: '#target', work: () => deps.linkToIncident(said) })
}

type Change = { readonly typed: Typed; readonly href: string; readonly work: () => Promise<unknown> }

/** Back to the incident; what was refused stands on its form. */
async function after(deps: OperationsPagesDeps, visit: Visit, { typed, href, work }: Change): Promise<Reply> {
  const refused = await refusedOr(work)
  if (refused === undefined) return redirect(`/operations/incidents/${numberOf(visit)}`)
  const errors: FieldError[] = [{ text: refused, href }]
  return showIncident(deps, visit, { typed, errors })
}

/** Throws INCIDENT_UNKNOWN for a path that holds no number. */
function numberOf({ params }: Visit): number {
  const text = params['number'] ?? ''
  if (!/^[1-9]\d{0,8}$/.test(text)) throw refusal(operationsErrors, 'INCIDENT_UNKNOWN')
  return Number(text)
}
