import type { ProgrammeDeps } from '../deps.ts'
import { type Interest, interests, keepDelivered } from './store.ts'

/** Hands an acknowledgement to whatever carries mail and says how it left; the same one twice must do no harm. */
export type AcknowledgementPort = (interest: Interest) => Promise<string>

/** Every expression of interest with its acknowledgement, oldest first. */
export function listInterests(deps: Pick<ProgrammeDeps, 'db'>): Promise<Interest[]> {
  return interests(deps.db)
}

/**
 * Hands over the acknowledgements that wait, oldest first; returns how many left. Throws what the port throws: what left
 * before is kept, the rest leaves the next time.
 */
export async function deliverAcknowledgements(deps: ProgrammeDeps, mail: AcknowledgementPort): Promise<number> {
  const waiting = (await interests(deps.db)).filter(one => one.deliveredAt === null)
  for (const one of waiting) await keepDelivered(deps.db, one.interestId, deps.clock.now(), await mail(one))
  return waiting.length
}
