import { refusal } from '../../platform/index.ts'
import { authorKey, COUNTED_ONCE_IN_HOURS } from '../access.ts'
import type { LookupDeps } from '../deps.ts'
import { orNotChecked } from '../or-not-checked.ts'
import { declare, isWithinHours } from './declare.ts'
import type { Declaration, DeclarationAnswer } from './declared.ts'
import { lookupErrors } from './errors.ts'

/**
 * Declares an unscheduled care encounter: the access is written and the authorities are told, and no plan is returned
 * (fhir-api.md 2, "Direction of travel"). By the rules of a standard look-up: the same author counts once in 24 hours
 * whether they looked or declared, a request id is one access. Throws ENCOUNTER_TIME_INVALID.
 */
export async function declareEncounter(
  deps: LookupDeps,
  declaration: Declaration & { readonly encounterAt: Date },
): Promise<DeclarationAnswer> {
  const { encounterAt, actor } = declaration
  if (!isWithinHours(encounterAt, COUNTED_ONCE_IN_HOURS, deps.clock.now()))
    throw refusal(lookupErrors, 'ENCOUNTER_TIME_INVALID')
  const detail = { encounterAt: encounterAt.toISOString() }
  const answer = await orNotChecked<DeclarationAnswer>(deps, () =>
    declare(deps, declaration, {
      kind: 'encounter',
      mode: 'standard',
      authorKey: authorKey(actor.author),
      detail,
      audited: detail,
    }),
  )
  deps.metrics.count('encounter-declared', answer.kind)
  return answer
}
