import type { Answer } from '../../../lookup/index.ts'
import { presentBanner } from '../../components/patient-banner/presenter.ts'
import { spaced } from '../../frame/words.ts'
import { type AnswerModel, type Look, presentAnswer } from '../answer/presenter.ts'
import type { Child, Tracing } from '../child.ts'
import type { Manner } from '../look-up.ts'
import { GENDER_WORDS, nameOf } from '../search/presenter.ts'

/** What must be said about the number; nothing when PDS has the person. */
const NOTES: Readonly<Record<Tracing, string>> = {
  current: '',
  superseded: 'The NHS number you gave was replaced. This is the patient of the number in its place.',
  invalidated:
    'NHS number not traced: PDS has withdrawn this number. You may go on with the number you gave; make sure whom it is of.',
  unknown:
    'NHS number not traced: PDS does not know it. You may go on with the number you gave; make sure that it is right.',
  unavailable:
    'NHS number not traced: PDS cannot be reached. You may go on with the number you gave; make sure whom it is of.',
}

/** The banner every page about a child carries. */
export function bannerOf(child: Child) {
  const { nhsNumber, birthDate, gender } = child
  const isTraced = child.tracing === 'current' || child.tracing === 'superseded'
  return presentBanner({
    nhsNumber,
    name: isTraced ? nameOf(child) : 'Name not known',
    note: NOTES[child.tracing],
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender: GENDER_WORDS[gender as keyof typeof GENDER_WORDS] }),
  })
}

/** A replaced number: the new one is asked about only once the user says that it is the same patient. */
export function presentNewNumber(child: Child, path: string) {
  return {
    title: 'The NHS number was replaced',
    banner: bannerOf(child),
    text: `PDS now keeps this patient under ${spaced(child.nhsNumber)}. Is this your patient?`,
    path,
  }
}

type Alert = Look & {
  readonly answer: Answer
  readonly manner: Manner
  readonly path: string
  /** Sent with the form that opens it: sent twice, it counts once. */
  readonly requestId: string
  readonly mayTell: boolean
}

/**
 * Who the patient is, and whether there is anything: what there is shows only once it is opened. Nothing, or not checked,
 * is said at once; so is what is withheld, as there is nothing to open.
 */
export function presentChild(child: Child, alert: Alert) {
  const { answer, path, requestId } = alert
  const alerts = answer.kind === 'Known' && answer.plans.length > 0 ? [alertOf(answer.plans, alert)] : []
  const answers: AnswerModel[] = alerts.length > 0 ? [] : [presentAnswer(answer, { ...alert, mode: 'silent' })]
  return {
    title: alerts.length > 0 ? 'There is child protection information' : (answers[0]?.heading ?? ''),
    banner: bannerOf(child),
    alerts,
    answers,
    path,
    requestId,
  }
}

function alertOf(plans: readonly { readonly authority: { readonly name: string } }[], { manner, mayTell }: Alert) {
  const names = [...new Set(plans.map(plan => plan.authority.name))].join(' and ')
  const isTold = manner.mode === 'standard'
  const told = `Opening it is recorded, and ${names} will be told that you looked: who, in which role and where.`
  const silent = `Opening it is recorded for audit only. ${names} will not be told that you looked.`
  return {
    heading: 'There is child protection information about this patient',
    text: manner.mustSay ? 'What happens when you open it depends on the care you are giving.' : isTold ? told : silent,
    button: manner.mustSay
      ? 'Open'
      : isTold
        ? 'Open, and tell the local authority'
        : 'Open; the local authority is not told',
    // What cannot be taken back looks like it.
    buttonClasses: isTold ? 'nhsuk-button--warning' : '',
    care: manner.mustSay ? [careChoice(told, silent)] : [],
    notBrought: mayTell ? ['Tell the local authority that the child was not brought to an appointment'] : [],
  }
}

/** For a role with both codes only (health-side.md 4.1). */
function careChoice(told: string, silent: string) {
  return {
    idPrefix: 'care',
    name: 'care',
    fieldset: { legend: { text: 'What kind of care is this?', classes: 'nhsuk-fieldset__legend--s' } },
    items: [
      { value: 'unscheduled', text: 'Unscheduled', hint: { text: told }, checked: true },
      { value: 'scheduled', text: 'Scheduled', hint: { text: silent } },
    ],
  }
}
