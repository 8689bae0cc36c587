import { refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
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
  /** Codes of the prioritised care settings, all of which have to be live or not provided before a board is operational. */
  readonly settings: readonly string[]
}

/**
 * Takes a board a step on, or back with a reason (programme.md S-094). The step to `transferred` is the transfer of
 * responsibility: `transferResponsibility` does that with its sites. Throws PROGRAMME_ICB_UNKNOWN, ICB_NOT_ENGAGED,
 * ICB_STAGE_UNKNOWN, ICB_STEP_REFUSED, ICB_REASON_MISSING, ICB_STEP_TOO_EARLY.
 */
export function advanceBoard(deps: ProgrammeDeps, step: BoardStep): Promise<IcbEngagement> {
  const to = readIcbStage(step.to)
  if (to === 'transferred') throw refusal(icbErrors, 'ICB_STEP_REFUSED', 'responsibility is transferred by itself')
  return stepped(deps, step, to)
}

function stepped(deps: ProgrammeDeps, { icb, note, by, settings }: BoardStep, to: IcbStage): Promise<IcbEngagement> {
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
