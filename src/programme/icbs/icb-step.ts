import { refusal } from '../../platform/index.ts'
import { GROUP_ROLES, ICB_DOCUMENTS, type IcbDocumentKind, type IcbEngagement } from './engagement.ts'
import { icbErrors } from './errors.ts'
import { ICB_STAGES, ICB_STEPS, type IcbStage } from './stage.ts'

/**
 * What a board lacks before it may stand at a stage; nothing when it may. `settings` are the codes of the prioritised
 * care settings (programme.md S-073, S-075 to S-078, S-082, S-083).
 */
export function missingFor(stage: IcbStage, board: IcbEngagement, settings: readonly string[]): string[] {
  if (stage === 'group_formed') return missingGroup(board)
  if (stage === 'implementing') return missingPlan(board)
  if (stage === 'operational') return missingCoverage(board, settings)
  return []
}

/** The roles and documents a working group lacks. */
export function missingGroup(board: Pick<IcbEngagement, 'members' | 'documents'>): string[] {
  const held = new Set(board.members.map(one => one.role))
  return [
    ...GROUP_ROLES.filter(role => !held.has(role)).map(role => `nobody for ${role}`),
    ...ICB_DOCUMENTS.filter(kind => !board.documents.some(one => one.kind === kind)).map(kind => `no ${kind}`),
  ]
}

function missingPlan(board: IcbEngagement): string[] {
  const isAgreed = (kind: IcbDocumentKind) => board.documents.some(one => one.kind === kind && one.state === 'agreed')
  return [
    ...missingGroup(board),
    ...ICB_DOCUMENTS.filter(kind => !isAgreed(kind)).map(kind => `${kind} not agreed`),
    ...(board.sharedCareRecord === undefined ? ['no shared care record named'] : []),
    ...(board.specialist === undefined ? ['no implementation specialist'] : []),
    ...(board.systems.length === 0 ? ['no system recorded'] : []),
    ...board.prerequisites.filter(one => one.state === 'open').map(one => `${one.kind} not looked into`),
  ]
}

function missingCoverage(board: IcbEngagement, settings: readonly string[]): string[] {
  const settled = new Set(
    board.coverage.filter(one => one.state === 'live' || one.state === 'not provided').map(one => one.careSetting),
  )
  return settings.filter(code => !settled.has(code)).map(code => `${code} not live`)
}

/**
 * Whether a board may go from one stage to another. Throws ICB_STEP_REFUSED, ICB_REASON_MISSING for a step back without
 * a reason, ICB_STEP_TOO_EARLY naming what is missing.
 */
export function checkIcbStep(
  board: IcbEngagement,
  to: IcbStage,
  said: { readonly note: string; readonly settings: readonly string[] },
): void {
  const isStep = ICB_STEPS[board.stage].includes(to)
  const isBack = !isStep && ICB_STAGES.indexOf(to) < ICB_STAGES.indexOf(board.stage)
  if ((!isStep && !isBack) || (isBack && board.stage === 'transferred'))
    throw refusal(icbErrors, 'ICB_STEP_REFUSED', `from ${board.stage} to ${to}`)
  if (isBack && said.note.trim() === '') throw refusal(icbErrors, 'ICB_REASON_MISSING')
  if (isBack) return
  const missing = missingFor(to, board, said.settings)
  if (missing.length > 0) throw refusal(icbErrors, 'ICB_STEP_TOO_EARLY', missing.join(', '))
}
