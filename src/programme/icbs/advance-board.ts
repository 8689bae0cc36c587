import { listCareSettings } from '../../care-settings/index.ts'
import { dayInEngland, refusal } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { changeState } from '../ledger/ledger.ts'
import { icbNamed } from '../places/icbs.ts'
import { type IcbEngagement, icbLedger } from './engagement.ts'
import { icbErrors } from './errors.ts'
import { checkIcbStep } from './icb-step.ts'
import { type IcbStage, readIcbStage } from './stage.ts'

export type BoardStep = {
  readonly icb: string
  readonly to: string
  /** What happened, or why the board goes back. */
  readonly note: string
  readonly by: string
}

/** The codes of the prioritised care settings on the day it is: what a board has to cover (programme.md S-075). */
export async function prioritisedSettings({ careSettings: db, clock }: SettingsDeps): Promise<string[]> {
  const settings = await listCareSettings({ db }, dayInEngland(clock.now()))
  return settings.filter(one => one.newSetting !== undefined).map(one => one.code)
}

/**
 * Takes a board a step on, or back with a reason (programme.md S-094). The step to `transferred` is the transfer of
 * responsibility: `transferResponsibility` does that with its sites. Throws PROGRAMME_ICB_UNKNOWN, ICB_NOT_ENGAGED,
 * ICB_STAGE_UNKNOWN, ICB_STEP_REFUSED, ICB_REASON_MISSING, ICB_STEP_TOO_EARLY.
 */
export async function advanceBoard(deps: SettingsDeps, step: BoardStep): Promise<IcbEngagement> {
  const to = readIcbStage(step.to)
  if (to === 'transferred') throw refusal(icbErrors, 'ICB_STEP_REFUSED', 'responsibility is transferred by itself')
  return stepped(deps, step, { to, settings: await prioritisedSettings(deps) })
}

function stepped(
  deps: SettingsDeps,
  { icb, note, by }: BoardStep,
  { to, settings }: { readonly to: IcbStage; readonly settings: readonly string[] },
): Promise<IcbEngagement> {
  const { code, name } = icbNamed(icb)
  return changeState(deps, icbLedger, {
    ...{ key: code, by, what: note.trim() === '' ? `to ${to}` : `to ${to}: ${note.trim()}` },
    step(last) {
      if (last === undefined) throw refusal(icbErrors, 'ICB_NOT_ENGAGED', name)
      checkIcbStep(last, to, { note, settings })
      return { ...last, stage: to }
    },
  })
}
