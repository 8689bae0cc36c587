import { listCareSettings } from '../../care-settings/index.ts'
import { dayInEngland, refusal } from '../../platform/index.ts'
import { plannedDate, printPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps, SettingsDeps } from '../deps.ts'
import { alter, begin } from '../kinds/kind.ts'
import { settingsOfEach } from '../sites/site-rules.ts'
import {
  documentKind,
  IG_DOCUMENT_STEPS,
  type IgDocument,
  type IgDocumentState,
  type IgTask,
  taskKind,
} from './document.ts'
import { igErrors } from './errors.ts'

type OfDocument = { readonly key: string; readonly by: string }
const todayOf = ({ clock }: Pick<ProgrammeDeps, 'clock'>) => dayInEngland(clock.now())

/** A document to begin with; a new version is a document of its own. */
export type NewDocument = Omit<IgDocument, 'state' | 'since' | 'askedBy' | 'approvedBy'>

/** Enters a draft. Throws SITE_SETTING_UNKNOWN, PROGRAMME_KEY_TAKEN, PROGRAMME_DATE_UNREADABLE. */
export async function draftDocument(deps: SettingsDeps, of: OfDocument, document: NewDocument): Promise<IgDocument> {
  const since = todayOf(deps)
  settingsOfEach(document.careSettings, await listCareSettings({ db: deps.careSettings }, since))
  const { availableBy, signBy } = document
  const inWords = (text: string) => printPlannedDate(plannedDate(text, since))
  const dates = {
    ...(availableBy !== undefined && { availableBy: inWords(availableBy) }),
    ...(signBy !== undefined && { signBy: inWords(signBy) }),
  }
  const state: IgDocument = { ...document, ...dates, state: 'draft', since }
  return begin(deps, documentKind, { ...of, what: 'drafted', state })
}

/**
 * Takes a document a step on. Who put it into review cannot approve it (two people, programme.md 3.2). Throws
 * IG_STEP_REFUSED, IG_SECOND_PERSON_WANTED, PROGRAMME_KEY_UNKNOWN.
 */
export function stepDocument(deps: ProgrammeDeps, of: OfDocument, to: IgDocumentState): Promise<IgDocument> {
  const since = todayOf(deps)
  const step = (last: IgDocument): IgDocument => {
    const { askedBy, approvedBy, ...rest } = last
    if (!IG_DOCUMENT_STEPS[last.state].includes(to))
      throw refusal(igErrors, 'IG_STEP_REFUSED', `document ${of.key} from ${last.state} to ${to}`)
    if (to === 'approved' && askedBy === of.by) throw refusal(igErrors, 'IG_SECOND_PERSON_WANTED', `document ${of.key}`)
    if (to === 'draft') return { ...rest, state: to, since }
    if (to === 'in_review') return { ...rest, state: to, since, askedBy: of.by }
    return { ...last, state: to, since, ...(to === 'approved' && { approvedBy: of.by }) }
  }
  return alter(deps, documentKind, { ...of, what: to.replace('_', ' '), step })
}

/** Says where a document lies in the Information Sharing Gateway (programme.md S-039). */
export function placeInGateway(
  deps: ProgrammeDeps,
  of: OfDocument,
  gateway: Pick<IgDocument, 'gatewayReference' | 'link'>,
): Promise<IgDocument> {
  return alter(deps, documentKind, { ...of, what: 'in the gateway', step: last => ({ ...last, ...gateway }) })
}

/** Enters what is to be done in a care setting. Throws SITE_SETTING_UNKNOWN, PROGRAMME_DATE_UNREADABLE. */
export async function addTask(deps: SettingsDeps, of: OfDocument, task: Omit<IgTask, 'doneOn'>): Promise<IgTask> {
  const today = todayOf(deps)
  settingsOfEach([task.careSetting], await listCareSettings({ db: deps.careSettings }, today))
  const due = task.due === undefined ? {} : { due: printPlannedDate(plannedDate(task.due, today)) }
  return begin(deps, taskKind, { ...of, what: 'to be done', state: { ...task, ...due } })
}

/** What was to be done is done. Throws IG_STEP_REFUSED where it was before. */
export function finishTask(deps: ProgrammeDeps, of: OfDocument): Promise<IgTask> {
  const doneOn = todayOf(deps)
  const step = (last: IgTask): IgTask => {
    if (last.doneOn !== undefined)
      throw refusal(igErrors, 'IG_STEP_REFUSED', `task ${of.key} was done on ${last.doneOn}`)
    return { ...last, doneOn }
  }
  return alter(deps, taskKind, { ...of, what: 'done', step })
}
