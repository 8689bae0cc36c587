import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { type Asking, known } from '../request/asking.ts'

/** How often each application asked in the second that runs. */
export type Rate = { second: number; readonly counts: Map<string, number> }

export const freshRate = (): Rate => ({ second: 0, counts: new Map() })

/**
 * Step 6: no more requests of one application in a second than the setting says (fhir-api.md 4.2, 7.5).
 * Throws FHIR_TOO_MANY_REQUESTS.
 */
export function checkRate(deps: FhirDeps & { readonly rate: Rate }, asking: Asking): void {
  const most = deps.settings.requestsPerSecond
  if (most === undefined) return
  const { clientId } = known(asking, 'actor')
  const { rate } = deps
  const second = Math.floor(deps.clock.now().getTime() / 1000)
  if (second !== rate.second) {
    rate.second = second
    rate.counts.clear()
  }
  const count = (rate.counts.get(clientId) ?? 0) + 1
  rate.counts.set(clientId, count)
  if (count > most) throw refusal(fhirErrors, 'FHIR_TOO_MANY_REQUESTS')
}
