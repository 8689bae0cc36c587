import type { CalendarDate, Database } from '../platform/index.ts'
import type { Actor } from './actor.ts'
import { actorOf } from './actor-of-bearer.ts'
import { rolesHeld } from './store.ts'

/**
 * Everybody a user may act as on a day, one for each role, without a sign-in: to explain what a role may do, never to
 * answer one. Nobody's assurance level is 0, so that no door takes such an actor for a signed-in one.
 */
export async function actorsOfUser(db: Database, userId: string, on: CalendarDate): Promise<Actor[]> {
  const held = await rolesHeld(db, userId, on)
  return held.map(role => actorOf({ userId, assuranceLevel: 0, clientId: 'explained' }, role))
}
