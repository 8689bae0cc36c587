import type { RegisterDeps } from './deps.ts'
import { deleteOrders, type InactiveNumberOrder, readOrders } from './store/orders.ts'

/** The oldest orders of notices 06, at most `limit`. They stay until dropped, so none is lost between the two. */
export async function takeInactiveNumberOrders(
  deps: Pick<RegisterDeps, 'db'>,
  limit: number,
): Promise<readonly InactiveNumberOrder[]> {
  return readOrders(deps.db, limit)
}

/** Removes orders whose notices are safely stored elsewhere. An id that is gone already is no fault. */
export async function dropInactiveNumberOrders(deps: Pick<RegisterDeps, 'db'>, ids: readonly string[]): Promise<void> {
  await deleteOrders(deps.db, ids)
}
