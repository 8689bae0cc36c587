import { type Author, displayName } from '../../../identity/index.ts'
import type { Access, Answer, Known, Mode, NotCheckedReason, ShownPlan } from '../../../lookup/index.ts'
import { dayInEngland, daysBetween } from '../../../platform/index.ts'
import { PLAN_CATEGORY_WORDS } from '../../../register/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import type { ClinicianSettings } from '../deps.ts'
import { isOfficeOpen } from './office-hours.ts'
import { type Phone, phonesOf } from './phones.ts'

/** The national words for a type of plan (health-side.md 1.4). */
export const PLAN_WORDS: Readonly<Record<ShownPlan['type'], string>> = {
  CPP: 'Subject to child protection plan',
  LAC: 'Looked after child',
  UCP: 'Unborn child subject to child protection plan',
}

export type Look = {
  readonly now: Date
  readonly mode: Mode
  readonly settings: Pick<ClinicianSettings, 'officeHours' | 'silentAfterDays'>
}

/** The three answers and never a fourth: in words, in form, and by a sign of its own. */
export type AnswerModel =
  | ({ readonly form: 'known' } & ReturnType<typeof presentKnown>)
  | ({ readonly form: 'not-known' } & ReturnType<typeof presentNotKnown>)
  | ({ readonly form: 'not-checked' } & ReturnType<typeof presentNotChecked>)

/** What an answer says to the person who asked. */
export function presentAnswer(answer: Answer, look: Look): AnswerModel {
  switch (answer.kind) {
    case 'Known':
      return { form: 'known', ...presentKnown(answer, look) }
    case 'NotKnown':
      return { form: 'not-known', ...presentNotKnown(answer.checkedAt) }
    case 'NotChecked':
      return { form: 'not-checked', ...presentNotChecked(answer.reason, answer.checkedAt) }
  }
}

export function presentNotKnown(checkedAt: Date) {
  return {
    heading: 'No information on CP-IS for this NHS number',
    checked: `CP-IS was read on ${dateAndTime(checkedAt)} and holds nothing for this number.`,
    meaning:
      'This is no assurance that the child is safe. It means only that no local authority has sent a current or recent ' +
      'plan under this NHS number. It never overrides your own assessment.',
    steps: [
      'Go on by what you see and are told.',
      'If you are worried, ring the children’s services of the local authority where the child lives, and follow your local safeguarding procedure.',
      'Record in the notes that CP-IS was checked, when, by whom, and that it held nothing.',
    ],
  }
}

const REASONS: Readonly<Record<NotCheckedReason, string>> = {
  'register-unavailable': 'The register could not be reached.',
  'too-slow': 'The register did not answer in time.',
}

export function presentNotChecked(reason: NotCheckedReason, at: Date) {
  return {
    heading: 'NOT CHECKED: CP-IS could not be read',
    reason: `${REASONS[reason]} Tried on ${dateAndTime(at)}.`,
    meaning: 'Nothing is known either way. There may be a child protection plan for this patient.',
    steps: [
      'Try again now.',
      'If it fails again, ring the children’s services of the local authority where the child lives, and ask.',
      'Treat first; do not wait for CP-IS. Follow your local safeguarding procedure.',
      'Record in the notes that CP-IS could not be checked, and when you tried.',
    ],
  }
}

function presentKnown(answer: Known, { now, mode, settings }: Look) {
  const isOpen = isOfficeOpen(settings.officeHours, now)
  const plans = answer.plans.map(plan => presentPlan(plan, now))
  return {
    heading:
      plans.length > 0 ? 'This patient is known to a local authority' : 'Known, but not shown to your care setting',
    checked: `Read on ${dateAndTime(answer.checkedAt)}.`,
    told: plans.length === 0 ? 'No local authority was told that you looked.' : toldOf(answer, mode),
    ring: ringing(answer, isOpen),
    plans,
    aboutMother: answer.plans.some(plan => plan.subject === 'mother')
      ? ['A plan is for the unborn child of this patient. She is the mother; the plan is not about her as a child.']
      : [],
    warnings: answer.plans.flatMap(plan => silence(plan, { now, most: settings.silentAfterDays })),
    withheld: answer.withheld.map(({ authority }) => withheldBy(authority.name)),
    history: plans.length > 0 ? [historyOf(answer.history)] : [],
    steps: [...STEPS, mode === 'standard' ? REFERRAL_TOO : NOBODY_TOLD],
  }
}

const STEPS = [
  'Treat first.',
  'Compare this with what you see and are told.',
  'Ring the local authority. Ask what the plan is and tell them what you see.',
  'Record in the notes that CP-IS was checked, when, by whom, and what it said.',
  'Follow your local safeguarding procedure.',
]
const REFERRAL_TOO = 'The notice the local authority gets does not replace a referral.'
const NOBODY_TOLD = 'Nobody was told that you looked. If something worries you, telling them is for you to do.'

function toldOf({ plans }: Known, mode: Mode): string {
  if (mode === 'silent') return 'No local authority was told that you looked, and you are not in the list below.'
  return `${[...new Set(plans.map(plan => plan.authority.name))].join(' and ')} will be told that you looked.`
}

/** Each authority once, with the number for this hour first. */
function ringing({ plans, withheld }: Known, isOpen: boolean): { name: string; phones: Phone[] }[] {
  const authorities = new Map([...plans, ...withheld].map(({ authority }) => [authority.code, authority]))
  return [...authorities.values()].map(authority => ({ name: authority.name, phones: phonesOf(authority, isOpen) }))
}

/** The labels and their order are the national guide's (health-side.md 1.4). */
function presentPlan(plan: ShownPlan, now: Date) {
  const { authority, end } = plan
  const hasEnded = end !== undefined && end < dayInEngland(now)
  const row = (label: string, text: string) => ({ key: { text: label }, value: { text } })
  const phones = phonesOf(authority, true)
  const numberOf = (label: string) =>
    phones.find(one => one.label === label)?.number ?? 'Not given by the local authority'
  return {
    title: PLAN_WORDS[plan.type],
    state: hasEnded ? `Ended on ${day(end)}` : 'Current',
    tag: hasEnded ? 'grey' : 'red',
    rows: [
      row('Type of plan', PLAN_WORDS[plan.type]),
      ...(plan.category === undefined ? [] : [row('Category', PLAN_CATEGORY_WORDS[plan.category])]),
      row('Start Date', day(plan.start)),
      row('End Date', end === undefined ? 'None: the plan goes on' : day(end)),
      row('Responsible Local Authority', authority.name),
      row('Emergency Duty Tel Number', numberOf('Emergency Duty Tel Number')),
      row('Office Hours Tel Number', numberOf('Office Hours Tel Number')),
    ],
    asOf: `As of the last upload of ${authority.name}, ${dateAndTime(authority.lastUploadAt)}.`,
  }
}

/** An authority that fell silent may know more than it has sent. */
function silence({ authority }: ShownPlan, { now, most }: { readonly now: Date; readonly most: number }): string[] {
  const days = daysBetween(dayInEngland(authority.lastUploadAt), dayInEngland(now))
  return days > most
    ? [`${authority.name} has sent nothing for ${days} days. There may be newer plans than these: ring to make sure.`]
    : []
}

function withheldBy(name: string): string {
  return `${name} holds a plan for this patient that is not shown to your care setting, because no data sharing agreement covers it. Ring ${name} and ask.`
}

const KINDS: Readonly<Record<NonNullable<Access['kind']>, string>> = {
  encounter: ' (care declared, not looked up)',
  'was-not-brought': ' (told that the child was not brought)',
}

function historyOf(history: readonly Access[]): Table {
  return {
    caption: 'Child Protection Information Previously Viewed By',
    head: ['Date & Time', 'Viewer’s Name', 'Role', 'Organisation'],
    rows: history.map(({ at, author, kind }) => {
      const { name, role } = viewerOf(author)
      const when = `${dateAndTime(at)}${kind === undefined ? '' : KINDS[kind]}`
      return [when, name, role, author.organisation.name].map(text => ({ text }))
    }),
    empty: 'Nobody in unscheduled care has looked before.',
  }
}

/** A system stands under the person responsible for what it asks (hl7v3.md 3.4). */
function viewerOf(author: Author): { name: string; role: string } {
  if (author.kind === 'person') return { name: displayName(author.name), role: author.roleName }
  const [responsible] = author.responsible
  if (responsible === undefined) return { name: `System ${author.systemId}`, role: 'System' }
  return { name: `${displayName(responsible.name)} (responsible for a system)`, role: responsible.roleName }
}
