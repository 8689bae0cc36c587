import { actionOf, INTERACTIONS } from '../../spine/interactions.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import type { QueryInHand } from '../query-in-hand.ts'

/** The SOAPAction names the query, with or without quotes (hl7v3.md 6.1). Throws SPINE_ACTION_UNSUPPORTED. */
export function checkAction(_deps: SpineDeps, { received }: QueryInHand): void {
  const { soapaction } = received.headers
  const named = [soapaction]
    .flat()
    .join()
    .trim()
    .replace(/^"(.*)"$/, '$1')
  if (named !== actionOf(INTERACTIONS.query)) throw refusedBySpine('SPINE_ACTION_UNSUPPORTED')
}
