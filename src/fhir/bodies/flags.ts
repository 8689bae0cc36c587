import type { Known, ShownPlan } from '../../lookup/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import { CHILD_PROTECTION_FLAG, FLAG_SYSTEM } from '../systems.ts'
import { patient } from './bundle.ts'
import { CATEGORIES, hasEnded, telecom } from './care-team.ts'
import { uuidOf } from './named-uuid.ts'
import type { CarePlan, Flag, FlagCareTeam, PatientByNumber } from './resources.ts'

const profile = (name: string) => ({
  meta: { profile: [`https://fhir.nhs.uk/England/StructureDefinition/England-${name}`] as [string] },
})

const CODE = {
  coding: [{ system: FLAG_SYSTEM, code: CHILD_PROTECTION_FLAG, display: 'Child Protection Information System Flag' }],
}

/** One plan and the ids of its three resources, which stay as long as the plan's own. */
type Flagged = {
  readonly plan: ShownPlan
  readonly subject: PatientByNumber
  readonly ended: boolean
  readonly period: { readonly start: string; readonly end?: string }
  readonly carePlanId: string
  readonly careTeamId: string
}

/** A Flag for each plan, and with it the plan and whom to ring (fhir-api.md 5). */
export function flags(answer: Known): { matches: Flag[]; includes: (CarePlan | FlagCareTeam)[] } {
  const today = dayInEngland(answer.checkedAt)
  const flagged = answer.plans.map(plan => ({
    plan,
    subject: patient(answer.nhsNumber),
    ended: hasEnded(plan, today),
    period: { start: plan.start, ...(plan.end !== undefined && { end: plan.end }) },
    carePlanId: uuidOf(['CarePlan', plan.planId]),
    careTeamId: uuidOf(['CareTeam', plan.planId]),
  }))
  return { matches: flagged.map(flag), includes: flagged.flatMap(one => [carePlan(one), careTeam(one)]) }
}

const flag = ({ plan, subject, ended, period, carePlanId }: Flagged): Flag => ({
  resourceType: 'Flag',
  id: uuidOf(['Flag', plan.planId]),
  ...profile('Flag-PatientFlag'),
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/flag-detail',
      valueReference: { reference: `CarePlan/${carePlanId}` },
    },
  ],
  status: ended ? 'inactive' : 'active',
  code: CODE,
  subject,
  period,
})

const carePlan = ({ plan, subject, ended, period, carePlanId, careTeamId }: Flagged): CarePlan => ({
  resourceType: 'CarePlan',
  id: carePlanId,
  ...profile('CarePlan-Flag'),
  status: ended ? 'completed' : 'active',
  intent: 'plan',
  category: [{ coding: [CATEGORIES[plan.type]] }],
  subject,
  period,
  careTeam: [{ reference: `CareTeam/${careTeamId}` }],
})

const careTeam = ({ plan, ended, careTeamId }: Flagged): FlagCareTeam => ({
  resourceType: 'CareTeam',
  id: careTeamId,
  ...profile('CareTeam-Flag'),
  status: ended ? 'inactive' : 'active',
  name: `${plan.authority.code} - ${plan.authority.name.toUpperCase()}`,
  telecom: telecom(plan),
})
