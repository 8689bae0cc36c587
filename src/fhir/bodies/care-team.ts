import type { Known, ShownPlan } from '../../lookup/index.ts'
import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import { PLAN_CATEGORY_WORDS, type PlanCategory, type PlanType } from '../../register/index.ts'
import { PLAN_CATEGORY_EXTENSION, PLAN_CATEGORY_SYSTEM, SNOMED_SYSTEM } from '../systems.ts'
import { patient } from './bundle.ts'
import type { CareTeam, Coding } from './resources.ts'

/** England-ChildProtectionPlan 1.0.0 (fhir-api.md 3.5). */
export const CATEGORIES: Readonly<Record<PlanType, Coding>> = {
  CPP: { system: SNOMED_SYSTEM, code: '342191000000101', display: 'Subject to child protection plan' },
  LAC: { system: SNOMED_SYSTEM, code: '764841000000100', display: 'Looked after child' },
  UCP: { system: SNOMED_SYSTEM, code: '818901000000100', display: 'Unborn child subject to child protection plan' },
}

/**
 * One CareTeam for each plan, under the number it is held by now, which the caller compares with the one asked
 * (fhir-api.md 4.4, 9.5). A plan is `inactive` from the day after its end, by the date in England.
 */
export function careTeams(answer: Known): CareTeam[] {
  const today = dayInEngland(answer.checkedAt)
  return answer.plans.map(plan => ({
    resourceType: 'CareTeam',
    id: plan.planId,
    ...(plan.category !== undefined && { extension: [categoryExtension(plan.category)] }),
    status: hasEnded(plan, today) ? 'inactive' : 'active',
    category: [{ coding: [CATEGORIES[plan.type]] }],
    name: plan.authority.name,
    subject: patient(answer.nhsNumber),
    period: { start: plan.start, ...(plan.end !== undefined && { end: plan.end }) },
    telecom: telecom(plan),
  }))
}

/** Context beside the plan; `CareTeam.category` stays the type of plan (decision 64). */
function categoryExtension(code: PlanCategory): NonNullable<CareTeam['extension']>[number] {
  const coding = { system: PLAN_CATEGORY_SYSTEM, code, display: PLAN_CATEGORY_WORDS[code] }
  return { url: PLAN_CATEGORY_EXTENSION, valueCodeableConcept: { coding: [coding] } }
}

/** From the day after its end, by the date in England. */
export const hasEnded = (plan: ShownPlan, today: CalendarDate) => plan.end !== undefined && plan.end < today

/** The office is `work`, the emergency duty team `mobile` (fhir-api.md 3.4). */
export function telecom({ authority }: ShownPlan): CareTeam['telecom'] {
  const emergency = { system: 'phone', value: authority.emergencyPhone, use: 'mobile' } as const
  return authority.officePhone === undefined
    ? [emergency]
    : [{ system: 'phone', value: authority.officePhone, use: 'work' }, emergency]
}
