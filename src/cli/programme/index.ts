import type { Verb } from '../verb.ts'
import { agreementVerbs } from './agreement-verbs.ts'
import { consultationVerbs } from './consultation-verbs.ts'
import { igVerbs } from './ig-verbs.ts'
import type { Remind } from './letter-verbs.ts'
import type { Say, WithProgramme } from './listing.ts'
import { programmeVerbs } from './programme-verbs.ts'
import { providerVerbs } from './provider-verbs.ts'
import { siteVerbs } from './site-verbs.ts'

/** Every verb of the roll-out, of information governance and of consultations. */
export function rollOutVerbs(within: WithProgramme, remind: Remind, say: Say): Verb[] {
  return [
    ...siteVerbs(within, say),
    ...providerVerbs(within, say),
    ...igVerbs(within, say),
    ...agreementVerbs(within, say),
    ...consultationVerbs(within, say),
    ...programmeVerbs(within, remind, say),
  ]
}

export { boardVerbs } from './board-verbs.ts'
export { noteVerbs, type WithNote } from './note-verbs.ts'
export { supplierVerbs } from './supplier-verbs.ts'
export { toolkitVerbs } from './toolkit-verbs.ts'
