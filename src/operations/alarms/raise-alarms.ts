import type { Database, Log, Metrics } from '../../platform/index.ts'
import { openIncident } from '../incidents/open-incident.ts'
import { addEvent, holdOfAlarm, updateIncident } from '../incidents/store.ts'
import type { Alarm, AlarmDeps } from './alarm.ts'
import { CHECKS } from './checks.ts'
import { openAlarms } from './store.ts'

const BY = 'alarm'

/**
 * Looks at everything there is an alarm for. One that is raised opens an incident, once while one of its key is open; that
 * it is over, or is back, is noted there. A check that fails is logged and holds up no other. Returns the keys raised.
 */
export async function raiseAlarms(
  deps: AlarmDeps & { readonly log: Log; readonly metrics: Metrics },
): Promise<string[]> {
  const now = deps.clock.now()
  const raised = new Map<string, Alarm>()
  let areAllLookedAt = true
  for (const check of CHECKS) {
    try {
      for (const alarm of await check(deps, now)) raised.set(alarm.key, alarm)
    } catch (error) {
      areAllLookedAt = false
      deps.log.error({ err: error }, 'an alarm could not be looked at')
    }
  }
  const open = new Map((await openAlarms(deps.db)).map(one => [one.key, one.isOver]))
  for (const alarm of raised.values()) {
    if (!open.has(alarm.key)) await openOne(deps, alarm)
    else if (open.get(alarm.key)) await noteOnAlarm(deps, alarm.key, { isOver: false, note: `again: ${alarm.note}` })
  }
  for (const [key, isOver] of open)
    if (!isOver && !raised.has(key) && areAllLookedAt)
      await noteOnAlarm(deps, key, { isOver: true, note: 'the alarm is over' })
  deps.metrics.level('alarms', raised.size)
  return [...raised.keys()]
}

async function openOne(
  deps: AlarmDeps & { readonly log: Log; readonly metrics: Metrics },
  alarm: Alarm,
): Promise<void> {
  const { key, note, ...rest } = alarm
  const opened = await openIncident(deps, {
    ...rest,
    alarmKey: key,
    by: BY,
    minimum: { organisation: 'Open CP-IS', whatHappens: note },
  })
  if (opened === undefined) return
  deps.metrics.count('alarm', key)
  deps.log.error({ alarm: key, incident: opened.number, note }, 'an alarm opened an incident')
}

type AlarmNote = { readonly isOver: boolean; readonly note: string }

async function noteOnAlarm(
  { db, clock }: Pick<AlarmDeps, 'db' | 'clock'>,
  key: string,
  { isOver, note }: AlarmNote,
): Promise<void> {
  const at = clock.now()
  await db.transaction(async (tx: Database) => {
    const incident = await holdOfAlarm(tx, key)
    if (incident === undefined || (incident.alarmOverAt !== undefined) === isOver) return
    const { alarmOverAt, ...rest } = incident
    await updateIncident(tx, { ...rest, ...(isOver && { alarmOverAt: at }), changedAt: at })
    const { incidentId, state } = incident
    await addEvent(tx, { incidentId, at, from: state, to: state, by: BY, note })
  })
}
