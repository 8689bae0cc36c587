import type { Finding } from '../care-settings/index.ts'
import type { Actor } from '../identity/index.ts'
import { type AuditedAsker, dayInEngland } from '../platform/index.ts'
import type { LookUpValues } from './asked.ts'
import type { LookupDeps } from './deps.ts'
import type { Question } from './question.ts'

/**
 * What the system audit keeps of a look-up: `look-up-repeated` is the second reading of one asked before,
 * `policy-explained` an operator's asking what somebody would be shown.
 */
export type AuditedAction =
  | 'look-up'
  | 'look-up-repeated'
  | 'access-history'
  | 'policy-explained'
  | 'encounter'
  | 'was-not-brought'

/** Who asks, as the system audit keeps it. */
export function askerOf(actor: Actor): AuditedAsker {
  const { author, activities, clientId } = actor
  const activity = ['B0107', 'B0170'].filter(code => activities.has(code)).join(' ')
  const common = { organisation: author.organisation.odsCode, clientId, ...(activity && { activity }) }
  if (author.kind === 'device') return { userId: author.systemId, ...common }
  return { userId: author.userId, ...(author.roleProfileId && { roleProfileId: author.roleProfileId }), ...common }
}

/** The values of the look-up's statement, with the time and the id of the access taken now. */
export function valuesOf(deps: LookupDeps, question: Question, action: AuditedAction): LookUpValues {
  const at = deps.clock.now()
  const asker = askerOf(question.actor)
  return {
    nhsNumber: question.nhsNumber,
    today: dayInEngland(at),
    accessId: deps.randomness.uuid(),
    at,
    action,
    channel: question.channel,
    requestId: question.requestId,
    mode: question.mode,
    userId: asker.userId ?? null,
    roleProfileId: asker.roleProfileId ?? null,
    activity: asker.activity ?? null,
    organisation: question.actor.author.organisation.odsCode,
    clientId: question.actor.clientId,
    careSetting: question.careSetting,
    isGateOpen: question.gate === 'open',
    history: question.history,
    detail: JSON.stringify(detailOf(question.findings)),
  }
}

/** Findings as the system audit keeps them, in one word each. */
export function detailOf(findings: readonly Finding[]): { readonly finding?: string } {
  return findings.length === 0 ? {} : { finding: findings.join(' ') }
}
