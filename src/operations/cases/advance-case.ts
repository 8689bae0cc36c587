import { refusal } from '../../platform/index.ts'
import type { OperationsDeps } from '../deps.ts'
import { operationsErrors } from '../errors.ts'
import { afterStep } from './advance-cases.ts'
import { type CaseState, type OpenCase, STEPS } from './case.ts'
import { holdOpenCase, keepCase, keepEvents, openCases } from './store.ts'

export type StepByHand = {
  readonly mailboxId: string
  readonly to: CaseState
  /** Who says so, by login. */
  readonly by: string
  /** What was said; nothing about any child. */
  readonly note: string
}

/**
 * Takes the open case of a mailbox a step on, or back: what a person knows and the watch cannot see, as that the
 * authority answered. Throws CASE_NOT_OPEN, and CASE_STEP_REFUSED for a step that is not in the table.
 */
export async function advanceCase(deps: Pick<OperationsDeps, 'db' | 'clock'>, step: StepByHand): Promise<OpenCase> {
  const at = deps.clock.now()
  return deps.db.transaction(async tx => {
    const open = await holdOpenCase(tx, step.mailboxId)
    if (open === undefined) throw refusal(operationsErrors, 'CASE_NOT_OPEN', step.mailboxId)
    if (!STEPS[open.state].includes(step.to))
      throw refusal(operationsErrors, 'CASE_STEP_REFUSED', `from ${open.state} to ${step.to}`)
    const after = afterStep(open, step.to, at)
    await keepCase(tx, after)
    const { by, note, to } = step
    await keepEvents(tx, [{ caseId: open.caseId, at, from: open.state, to, by, note }])
    return after
  })
}

/** Notes something in the open cases of an authority, where there are any. */
export async function noteOnCases(
  deps: Pick<OperationsDeps, 'db' | 'clock'>,
  said: { readonly authorityCode: string; readonly by: string; readonly note: string },
): Promise<void> {
  const { authorityCode, by, note } = said
  const at = deps.clock.now()
  const open = (await openCases(deps.db)).filter(one => one.authorityCode === authorityCode)
  const events = open.map(({ caseId, state }) => ({ caseId, at, from: state, to: state, by, note }))
  await keepEvents(deps.db, events)
}
