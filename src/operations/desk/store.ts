import type { Database } from '../../platform/index.ts'

export type DeskOrder = { readonly incidentId: string; readonly number: number; readonly attempts: number }

/** Takes orders whose time has come; until `until` nobody else takes them. */
export function claimDeskOrders(
  db: Database,
  what: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<DeskOrder[]> {
  return db.query<DeskOrder>({
    name: 'operations-claim-desk-orders',
    text: `update operations.desk_order o set leased_until = $2, attempts = o.attempts + 1
      from (select f.incident_id, i.number from operations.desk_order f
          join operations.incident i on i.incident_id = f.incident_id
        where f.told < f.wanted and f.next_attempt_at <= $1 and (f.leased_until is null or f.leased_until <= $1)
        order by f.next_attempt_at limit $3 for update of f skip locked) free
      where o.incident_id = free.incident_id
      returning o.incident_id as "incidentId", free.number, o.attempts`,
    values: [what.now, what.until, what.limit],
  })
}

/** Records how far the desk was told, and how it calls the incident. */
export async function keepTold(
  db: Database,
  told: { readonly incidentId: string; readonly revision: number; readonly number?: string; readonly at: Date },
): Promise<void> {
  await db.query({
    name: 'operations-keep-told',
    text: `update operations.desk_order set told = greatest(told, $2), desk_number = coalesce($3, desk_number), told_at = $4,
      attempts = 0, leased_until = null, next_attempt_at = $4, last_failure = null where incident_id = $1`,
    values: [told.incidentId, told.revision, told.number ?? null, told.at],
  })
}

/** Records why the desk could not be told, and when it is tried again. */
export async function keepNotTold(db: Database, incidentId: string, failure: string, nextAt: Date): Promise<void> {
  await db.query({
    name: 'operations-keep-not-told',
    text: `update operations.desk_order set last_failure = $2, next_attempt_at = $3, leased_until = null
      where incident_id = $1`,
    values: [incidentId, failure, nextAt],
  })
}
