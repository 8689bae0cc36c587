import {
  careSettingsErrors,
  decideAsked,
  type LookUpAsked,
  type LookUpStep,
  refusalOf,
} from '../care-settings/index.ts'
import type { Actor } from '../identity/index.ts'
import type { Answer } from '../lookup/index.ts'

/** What a step comes to; with a code it refuses, and no later step is taken. */
export type Outcome = { readonly says: string; readonly code?: string }

/** Step 1: the role that was found. */
export function roleOf({ author }: Actor, { organisation, setting }: LookUpAsked): string {
  const role = author.kind === 'person' ? author.roleName : 'a system'
  const at = `${role} at ${author.organisation.name} (${author.organisation.odsCode})`
  const asIf = organisation && setting && organisation.careSetting !== setting.code ? ', as if it were there' : ''
  return `${at}${asIf}; the sign-in itself is not tried`
}

/** Steps 2 to 6, by the rules of care-settings. */
export function decidedBy(step: LookUpStep, asked: LookUpAsked): Outcome {
  const code = refusalOf(step, asked)
  if (code !== undefined) return { says: careSettingsErrors[code].sentence, code }
  if (step.number === 4) return { says: `yes: ${asked.setting?.name}` }
  if (step.number !== 6) return { says: 'yes' }
  const { mode, gate, findings } = decideAsked(asked)
  const found = findings.length === 0 ? 'no finding' : `finding for the audit: ${findings.join(', ')}`
  return { says: `${mode}; plans ${gate === 'open' ? 'all open' : 'open by agreement'}; ${found}` }
}

/** Steps 7 to 10, by the answer there would be: codes of authorities and counts, nothing of a plan. */
export function answeredBy({ number }: LookUpStep, asked: LookUpAsked, answer: Answer): Outcome {
  if (number === 7) return { says: 'no plan is shown from the 18th birthday on' }
  if (number === 10) return { says: answer.kind }
  if (answer.kind === 'NotChecked') return { says: 'the register could not be read' }
  const { plans, withheld } = answer.kind === 'Known' ? answer : { plans: [], withheld: [] }
  const told = [...new Set(plans.map(plan => plan.authority.code))].sort().join(', ')
  if (number === 8)
    return {
      says: `shown: ${told || 'none'}; withheld by: ${withheld.map(one => one.authority.code).join(', ') || 'none'}`,
    }
  const isTold = told !== '' && decideAsked(asked).mode === 'standard'
  return { says: isTold ? `would be one access and a notice to ${told}` : 'would be nothing but the system audit' }
}
