import {
  advanceIncident,
  authorityQuality,
  causesCsv,
  closeIncident,
  descriptionOf,
  type IncidentDeps,
  type IncidentLink,
  type IncidentNote,
  type IncidentState,
  incidentsCsv,
  linkToIncident,
  listIncidents,
  type NewIncident,
  nationalCsv,
  nationalQuality,
  noteOnIncident,
  openIncidentByHand,
  serviceLevels,
  showIncident,
  ticketText,
  trendCsv,
} from '../../operations/index.ts'
import { operatorName } from '../../platform/index.ts'
import { type Ground, groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'

/** What keeping incidents needs. */
export function incidentDepsOf(ground: Ground): IncidentDeps {
  const { clock, randomness, settings } = ground
  const targets = { respondMinutes: settings.incidentRespondMinutes, fixHours: settings.incidentFixHours }
  return { db: ground.pool('operations', { connections: 2 }), clock, randomness, targets }
}

/** What the verbs of `cpis quality`, `cpis incident` and `cpis service-level` do, each by itself and under its login. */
export function operationsVerbs(settings: () => Settings) {
  const by = operatorName()
  const withDeps = async <Result>(work: (deps: IncidentDeps) => Promise<Result>): Promise<Result> => {
    const ground = groundOf('operations', settings())
    try {
      return await work(incidentDepsOf(ground))
    } finally {
      await ground.end()
    }
  }
  return {
    quality: (authorityCode: string) =>
      withDeps(async deps => {
        const quality = await authorityQuality(deps, authorityCode)
        return { quality, trend: trendCsv(quality), causes: causesCsv(quality) }
      }),
    national: () =>
      withDeps(async deps => {
        const quality = await nationalQuality(deps)
        return { quality, csv: nationalCsv(quality) }
      }),
    open: (wish: Omit<NewIncident, 'by'>) => withDeps(deps => openIncidentByHand(deps, { ...wish, by })),
    list: (withOver: boolean) =>
      withDeps(async deps => {
        const rows = await listIncidents(deps, { withOver })
        return { rows, csv: incidentsCsv(rows) }
      }),
    show: (number: number) =>
      withDeps(async deps => {
        const incident = await showIncident(deps, number)
        const { state, events: notes } = incident
        return { incident, text: ticketText({ state, description: descriptionOf(incident), notes }) }
      }),
    advance: (step: Omit<IncidentNote, 'by'> & { readonly to: IncidentState }) =>
      withDeps(deps => advanceIncident(deps, { ...step, by })),
    note: (said: Omit<IncidentNote, 'by'>) => withDeps(deps => noteOnIncident(deps, { ...said, by })),
    link: (said: { readonly number: number } & Pick<IncidentLink, 'kind' | 'target'>) =>
      withDeps(deps => linkToIncident(deps, { ...said, by })),
    close: (said: Omit<IncidentNote, 'by'>) => withDeps(deps => closeIncident(deps, { ...said, by })),
    serviceLevels: () => withDeps(serviceLevels),
  }
}
