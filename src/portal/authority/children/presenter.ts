import type { AccessCount } from '../../../notifications/index.ts'
import type { CalendarDate } from '../../../platform/index.ts'
import type { OwnChild, OwnPlan, Sliced } from '../../../register/index.ts'
import { presentPagination } from '../../components/pagination/presenter.ts'
import { figure, type Table } from '../../components/table/presenter.ts'
import { dateAndTime, day, spaced } from '../../frame/words.ts'
import { countOf, daysLeft, endOf, PLAN_WORDS } from '../words.ts'

export const CHILDREN_ON_PAGE = 20

type Shown = {
  readonly on: CalendarDate
  readonly page: number
  /** What was sought; empty for everybody. */
  readonly sought: string
  readonly accesses: ReadonlyMap<string, AccessCount>
  readonly pathOf: (child: OwnChild) => string
}

/** The children and mothers of an authority as NHS staff are shown them. */
export function presentChildren({ rows, total }: Sliced<OwnChild>, shown: Shown) {
  const { page, sought } = shown
  return {
    title: sought === '' ? 'Your children as the NHS sees them' : 'What was found',
    found: sought === '' ? `${countOf(total, 'child or mother', 'children and mothers')} of yours` : foundWords(total),
    table: tableOf(rows, shown),
    pages: presentPagination({ page, pages: Math.ceil(total / CHILDREN_ON_PAGE), path: '/authority/children' }),
    all: sought === '' ? [] : ['Show all of your children'],
    search: {
      id: 'sought',
      name: 'sought',
      label: { text: 'Your own id or NHS number', classes: 'nhsuk-label--s' },
      hint: { text: 'The whole id, letter by letter. A search by NHS number is recorded.' },
      classes: 'nhsuk-input--width-20',
      autocomplete: 'off',
      spellcheck: false,
      value: '',
    },
  }
}

function foundWords(total: number): string {
  if (total === 0) return 'No child or mother of yours that the NHS is shown has this id or number.'
  return `${countOf(total, 'child or mother', 'children and mothers')} found`
}

function tableOf(rows: readonly OwnChild[], { on, accesses, pathOf }: Shown): Table {
  return {
    caption: 'Shown to NHS staff today',
    head: ['Your id', 'Plans', 'Shown until', 'NHS number', 'Opened by NHS staff', 'Last opened'],
    rows: rows.map(child => {
      const access = accesses.get(child.nhsNumber)
      return [
        { text: localIdOf(child), href: pathOf(child) },
        { text: child.plans.map(plan => PLAN_WORDS[plan.type]).join(', ') },
        { text: child.plans.map(plan => untilOf(plan, on)).join('; ') },
        { text: endOf(child.nhsNumber) },
        figure(access?.count ?? 0),
        { text: access === undefined ? 'never' : dateAndTime(access.lastAt) },
      ]
    }),
    empty: 'Nobody is shown.',
  }
}

function localIdOf({ plans }: OwnChild): string {
  return plans.find(plan => plan.localId !== undefined)?.localId ?? 'no id given'
}

function untilOf({ shownUntil }: OwnPlan, on: CalendarDate): string {
  return shownUntil >= '9999' ? 'no last day' : `${day(shownUntil)} (${daysLeft(on, shownUntil)})`
}

type ChildShown = {
  readonly on: CalendarDate
  readonly access: AccessCount | undefined
  readonly path: string
  /** Only after somebody asked for it, which is recorded. */
  readonly withNumber: boolean
}

/** One child: each plan as NHS staff see it, and where it came from. */
export function presentOwnChild(child: OwnChild, { on, access, path, withNumber }: ChildShown) {
  return {
    title: `Your id ${localIdOf(child)}`,
    path,
    facts: summaryOf([
      ['NHS number', withNumber ? spaced(child.nhsNumber) : endOf(child.nhsNumber)],
      ['Opened by NHS staff', access === undefined ? 'Never' : countOf(access.count, 'time')],
      ['Last opened', access === undefined ? 'Never' : dateAndTime(access.lastAt)],
    ]),
    toShow: withNumber ? [] : ['Show the NHS number'],
    shown: withNumber ? ['That you asked for the NHS number is recorded.'] : [],
    warnings: child.plans.some(plan => plan.isWithdrawn)
      ? ['PDS withdrew this NHS number and gave no other. Find the number that holds now.']
      : [],
    plans: child.plans.map(plan => ({ title: PLAN_WORDS[plan.type], facts: planFacts(plan, on) })),
  }
}

function planFacts(plan: OwnPlan, on: CalendarDate) {
  return summaryOf([
    ['Start', day(plan.start)],
    ['End', plan.end === undefined ? 'None' : day(plan.end)],
    ['Shown until', untilOf(plan, on)],
    ['Held on', plan.subject === 'mother' ? 'The mother' : 'The child'],
    ['From', `File ${plan.uploadSequence}, record ${plan.position}, stored ${dateAndTime(plan.storedAt)}`],
  ])
}

function summaryOf(rows: readonly (readonly [string, string])[]) {
  return { rows: rows.map(([key, value]) => ({ key: { text: key }, value: { text: value } })) }
}
