import { type Static, Type } from 'typebox'
import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import type { CohortSettings, DatedSwitch } from '../../register/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { change, Day, type Keyed, kindOf, readAll, Text } from '../kinds/kind.ts'
import { type Consultation, SWITCH_WORDS, SWITCHES, type SwitchName } from './consultation.ts'
import { consultationErrors } from './errors.ts'

const Choice = Type.Object({ isOn: Type.Boolean(), from: Day, consultation: Text }, { additionalProperties: false })
const Cohort = Type.Object({ choices: Type.Array(Choice, { minItems: 1 }) }, { additionalProperties: false })
type Cohort = Static<typeof Cohort>

export const cohortKind = kindOf('cohort', 'cohort_ledger', Cohort)

/** In scope whatever is consulted on: authorities must go on including these children (programme.md S-048). */
const REQUIRED: ReadonlySet<SwitchName> = new Set<SwitchName>(['V2'])

/**
 * Switches a cohort or the plan category by a decision. A day that has begun is never rewritten. Throws
 * CONSULTATION_EFFECT_REFUSED for a cohort that is required, and for a day before today.
 */
export async function decideSwitch(
  deps: ProgrammeDeps,
  of: { readonly key: string; readonly by: string },
  effect: NonNullable<Consultation['effect']>,
): Promise<void> {
  const { switch: name, isOn, from } = effect
  if (REQUIRED.has(name) && !isOn)
    throw refusal(consultationErrors, 'CONSULTATION_EFFECT_REFUSED', `${name} must stay in`)
  if (from < dayInEngland(deps.clock.now()))
    throw refusal(consultationErrors, 'CONSULTATION_EFFECT_REFUSED', `${from} is over; a decision holds from today on`)
  const choice = { isOn, from, consultation: of.key }
  const step = (last: Cohort | undefined) => ({ choices: [...(last?.choices ?? []), choice] })
  const what = `${isOn ? 'in' : 'out'} from ${from}`
  await change(deps, cohortKind, { key: name, by: of.by, what, step })
}

/** A cohort or the plan category as it stands on a day. */
export type CohortRow = {
  readonly name: SwitchName
  readonly legal: string
  readonly alias: string
  /** `required` by law and reminder, `requested` and so in only by decision, or a `data item` (programme.md 3.10, 6 and 7). */
  readonly standing: 'required' | 'requested' | 'data item'
  readonly isOn: boolean
  readonly from?: CalendarDate
  readonly decidedBy?: string
  /** The next change that is decided and has not begun. */
  readonly next?: { readonly isOn: boolean; readonly from: CalendarDate }
}

/** V2, E1 and the plan category, each as decided: V2 in, the others out until then. */
export async function cohorts(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, on?: CalendarDate): Promise<CohortRow[]> {
  const day = on ?? dayInEngland(deps.clock.now())
  const kept = await readAll(deps, cohortKind)
  return SWITCHES.map(name => {
    const choices = kept.find(one => one.key === name)?.choices ?? []
    const begun = newest(choices.filter(one => one.from <= day))
    const ahead = choices.filter(one => one.from > day).toSorted((one, other) => (one.from < other.from ? -1 : 1))[0]
    return {
      ...{ name, ...SWITCH_WORDS[name], isOn: begun?.isOn ?? REQUIRED.has(name) },
      standing: REQUIRED.has(name) ? 'required' : name === 'plan-category' ? 'data item' : 'requested',
      ...(begun && { from: begun.from, decidedBy: begun.consultation }),
      ...(ahead && { next: { isOn: ahead.isOn, from: ahead.from } }),
    }
  })
}

/** The choice that begins last; of two that begin on one day, the later decision. */
function newest(choices: Cohort['choices']): Cohort['choices'][number] | undefined {
  return choices.reduce<Cohort['choices'][number] | undefined>(
    (last, one) => (last !== undefined && last.from > one.from ? last : one),
    undefined,
  )
}

/** The settings of the register with what was decided put behind its own: what `inScopeLegalStatuses` reads. */
export async function cohortSettings(
  deps: Pick<ProgrammeDeps, 'db' | 'clock'>,
  defaults: CohortSettings,
): Promise<CohortSettings> {
  const kept = await readAll(deps, cohortKind)
  const { V2, E1 } = defaults.legalStatuses
  const legalStatuses = {
    ...defaults.legalStatuses,
    V2: [...V2, ...switchesOf(kept, 'V2')],
    E1: [...E1, ...switchesOf(kept, 'E1')],
  }
  return { legalStatuses, planCategory: [...defaults.planCategory, ...switchesOf(kept, 'plan-category')] }
}

function switchesOf(kept: readonly Keyed<Cohort>[], name: SwitchName): DatedSwitch[] {
  const choices = kept.find(one => one.key === name)?.choices ?? []
  return choices.map(({ isOn, from, consultation }) => ({ on: isOn, from, decidedBy: consultation }))
}
