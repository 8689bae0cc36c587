import { type Clock, CpisError, type Database, dayInEngland } from '../../platform/index.ts'
import type { Mode } from '../care-setting.ts'
import { careSettingsErrors } from '../errors.ts'
import type { PolicySettings } from '../settings.ts'
import { standingOf } from '../store.ts'
import { findingsOf } from './findings.ts'
import { gateOf } from './gate.ts'
import type { Asker, Finding, Gate, LookUpAsked, LookUpRefusal, LookUpRule } from './look-up-asked.ts'
import { keepsCodeOfSetting } from './rules/keeps-code-of-setting.ts'
import { needsActivity } from './rules/needs-activity.ts'
import { needsDspt } from './rules/needs-dspt.ts'
import { needsNotifyingActivity } from './rules/needs-notifying-activity.ts'
import { needsOnboarding } from './rules/needs-onboarding.ts'
import { needsOpenSetting } from './rules/needs-open-setting.ts'
import { needsOrganisation } from './rules/needs-organisation.ts'
import { needsOwnAgreement } from './rules/needs-own-agreement.ts'
import { needsSilence } from './rules/needs-silence.ts'
import { wantedMode } from './rules/wanted-mode.ts'

/** One step of the decision; those without rules are taken elsewhere. */
export type LookUpStep = {
  /** As in health-side.md 4.5. */
  readonly number: number
  readonly what: string
  readonly where: string
  /** In this order; the first refusal wins. */
  readonly rules: readonly LookUpRule[]
}

const OURS = 'care-settings'

/** The whole decision about a look-up, in order; the first refusal wins (health-side.md 4.5). */
export const LOOK_UP_STEPS: readonly LookUpStep[] = [
  { number: 1, what: 'signed in strongly, in one role profile', where: 'identity: actorOfBearer', rules: [] },
  {
    number: 2,
    what: 'the organisation is there, onboarded, its DSPT current and its agreement in force',
    where: OURS,
    rules: [needsOrganisation, needsOnboarding, needsDspt, needsOwnAgreement],
  },
  { number: 3, what: 'the role includes B0107 or B0170', where: OURS, rules: [needsActivity] },
  { number: 4, what: 'the care setting is in the table and open', where: OURS, rules: [needsOpenSetting] },
  { number: 5, what: 'the NHS number is valid', where: 'demographics: readNhsNumber, by the door', rules: [] },
  {
    number: 6,
    what: 'standard or silent, by role, setting and declaration',
    where: OURS,
    rules: [keepsCodeOfSetting, needsSilence, needsNotifyingActivity],
  },
  { number: 7, what: 'under 18, or the mother of an unborn child', where: 'register: days shown', rules: [] },
  { number: 8, what: 'plans in their days, open by agreement', where: 'lookup: the one statement', rules: [] },
  { number: 9, what: 'the access and its notices are written', where: 'lookup: the one statement', rules: [] },
  { number: 10, what: 'the answer', where: 'lookup: askAboutChild', rules: [] },
]

/** How a look-up is made. */
export type LookUpDecision = {
  readonly mode: Mode
  /** The code of the care setting asked from. */
  readonly careSetting: string
  readonly gate: Gate
  readonly findings: readonly Finding[]
}

/** A look-up that may not be made: a code of `careSettingsErrors`, and what the audit is told besides. */
export class LookUpRefused extends CpisError {
  readonly findings: readonly Finding[]

  constructor(code: LookUpRefusal, findings: readonly Finding[]) {
    super(code, careSettingsErrors[code])
    this.findings = findings
  }
}

export type DecideDeps = { readonly db: Database; readonly clock: Clock; readonly settings: PolicySettings }

/**
 * Whether this asker may look a child up, in which mode, and to which plans the setting is open. Nothing about the child
 * is asked: the answer is the same whether or not a plan exists. `unscheduled` is what the caller declared; absent when
 * nothing was. Throws LookUpRefused.
 */
export async function decideLookUp(deps: DecideDeps, asker: Asker, unscheduled?: boolean): Promise<LookUpDecision> {
  return decideAsked(await askedFrom(deps, asker, { unscheduled }))
}

/** Gathers what decides; `careSetting` puts another setting in the place of the organisation's, to explain only. */
export async function askedFrom(
  { db, clock, settings }: DecideDeps,
  { author, activities }: Asker,
  { unscheduled, careSetting }: { readonly unscheduled?: boolean | undefined; readonly careSetting?: string },
): Promise<LookUpAsked> {
  const on = dayInEngland(clock.now())
  const standing = await standingOf(db, { odsCode: author.organisation.odsCode, setting: careSetting }, on)
  return { on, activities, settings, ...standing, ...(unscheduled !== undefined && { unscheduled }) }
}

/** The decision itself, of everything gathered. Throws LookUpRefused. */
export function decideAsked(asked: LookUpAsked): LookUpDecision {
  for (const step of LOOK_UP_STEPS) {
    const code = refusalOf(step, asked)
    if (code !== undefined) throw new LookUpRefused(code, findingsOf(asked))
  }
  if (asked.setting === undefined) throw new LookUpRefused('LOOK_UP_SETTING_UNKNOWN', [])
  const mode = wantedMode(asked)
  return { mode, careSetting: asked.setting.code, gate: gateOf(asked), findings: findingsOf(asked, mode) }
}

/** The refusal of one step; `undefined` when it has none. */
export function refusalOf(step: LookUpStep, asked: LookUpAsked): LookUpRefusal | undefined {
  for (const rule of step.rules) {
    const code = rule(asked)
    if (code !== undefined) return code
  }
  return undefined
}
