import type { OperationsDeps } from '../deps.ts'
import { eventsOfIncidents, findIncident } from '../incidents/store.ts'
import { type Desk, ticketOf } from './desk.ts'
import { claimDeskOrders, type DeskOrder, keepNotTold, keepTold } from './store.ts'

const AT_ONCE = 5
/** Longer than a desk may take for everything one ticket asks of it. */
const IN_HAND_MS = 60_000
const LONGEST_PAUSE_MS = 15 * 60_000

type DeskDeps = Pick<OperationsDeps, 'db' | 'clock' | 'log' | 'metrics'>

/**
 * Tells the service desk of every incident with something new in its history. One it cannot be told of is tried again,
 * after 1, 2, 4 ... seconds up to 15 minutes or when the desk said, for as long as it takes. True when there may be more.
 */
export async function tellDesk(deps: DeskDeps, desk: Desk): Promise<boolean> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + IN_HAND_MS)
  const orders = await claimDeskOrders(deps.db, { now, until, limit: AT_ONCE })
  await Promise.all(orders.map(order => tellOne(deps, desk, order)))
  return orders.length === AT_ONCE
}

async function tellOne({ db, clock, log, metrics }: DeskDeps, desk: Desk, order: DeskOrder): Promise<void> {
  const { incidentId, number } = order
  try {
    const incident = await findIncident(db, number)
    if (incident === undefined) return
    const ticket = ticketOf(incident, await eventsOfIncidents(db, [incidentId]))
    const told = await desk.put(ticket)
    await keepTold(db, { incidentId, revision: ticket.revision, ...told, at: clock.now() })
    metrics.count('desk', 'told')
  } catch (error) {
    log.error({ err: error, incident: number }, 'the service desk could not be told of an incident')
    metrics.count('desk', 'failed')
    const { code, name, retryAfterMs } = error as { code?: unknown; name?: unknown; retryAfterMs?: number }
    const pause = retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(order.attempts - 1, 20))
    await keepNotTold(db, incidentId, String(code ?? name ?? 'fault'), new Date(clock.now().getTime() + pause))
  }
}
