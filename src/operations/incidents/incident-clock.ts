import type { IncidentClock, IncidentEvent, IncidentState, IncidentTargets, Severity } from './incident.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

type Clocked = { readonly severity: Severity; readonly openedAt: Date; readonly state: IncidentState }

/** Where the clock of an incident stands, by its history (programme.md 2.8: it starts when the incident is raised). */
export function clockOf(
  { severity, openedAt, state }: Clocked,
  events: readonly Pick<IncidentEvent, 'at' | 'to'>[],
  { targets, now }: { readonly targets: IncidentTargets; readonly now: Date },
): IncidentClock {
  const respondBy = new Date(openedAt.getTime() + targets.respondMinutes[severity] * MINUTE_MS)
  const respondedAt = events.find(event => event.to !== 'reported')?.at
  const isDone = state === 'resolved' || state === 'closed' || state === 'cancelled'
  const resolvedAt = isDone ? resolutionOf(events) : undefined
  const fixBy = new Date(openedAt.getTime() + targets.fixHours[severity] * HOUR_MS + heldMs(events, now))
  return {
    respondBy,
    ...(respondedAt && { respondedAt }),
    isRespondLate: (respondedAt ?? now) > respondBy,
    fixBy,
    ...(resolvedAt && { resolvedAt }),
    isFixLate: (resolvedAt ?? now) > fixBy,
    isStopped: isDone || state === 'on-hold',
  }
}

/** When it came to be resolved the last time, or was cancelled. */
function resolutionOf(events: readonly Pick<IncidentEvent, 'at' | 'to'>[]): Date | undefined {
  let before: IncidentState | undefined
  let at: Date | undefined
  for (const event of events) {
    const isNew = event.to !== before
    if (isNew && (event.to === 'resolved' || event.to === 'cancelled')) at = event.at
    before = event.to
  }
  return at
}

function heldMs(events: readonly Pick<IncidentEvent, 'at' | 'to'>[], now: Date): number {
  let held = 0
  for (const [place, event] of events.entries()) {
    if (event.to !== 'on-hold') continue
    held += (events[place + 1]?.at ?? now).getTime() - event.at.getTime()
  }
  return held
}
