import type { SpineDeps } from '../deps.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/** Whether this actor may look, and in which mode; never downgraded in silence. Throws LookUpRefused of care-settings. */
export async function decideMode(deps: SpineDeps, query: QueryInHand): Promise<void> {
  query.decision = await deps.decideLookUp(known(query, 'actor'), known(query, 'query').unscheduled)
}
