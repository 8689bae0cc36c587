import type { SpineDeps } from '../deps.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/** Asks, by the same use case as every other door. */
export async function askRegister(deps: SpineDeps, query: QueryInHand): Promise<void> {
  query.answer = await deps.ask({
    nhsNumber: known(query, 'nhsNumber'),
    ...known(query, 'decision'),
    actor: known(query, 'actor'),
    channel: 'hl7v3',
    history: true,
    requestId: query.requestId,
  })
}
