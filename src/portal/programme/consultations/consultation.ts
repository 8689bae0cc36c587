import {
  CONSULTATION_STEPS,
  type ConsultationPage,
  consultationPage,
  decideConsultation,
  enterReplies,
  enterSession,
  openConsultation,
  POSITIONS,
  readReplies,
  stepConsultation,
} from '../../../programme/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { figure, type Table, words } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { type Act, type Doing, given, plainChoices } from '../screen/act.ts'
import { form, openForm } from '../screen/forms.ts'
import { facts, list, pagedWithCsv, picture } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'

const of = ({ by, visit }: Doing) => ({ key: paramOf(visit, 'key'), by })

const OPEN: Act = {
  id: 'open',
  title: 'Open it to the authorities',
  fields: [
    { name: 'closes', label: 'Closes', hint: 'As 30 June 2023, end of June', isOptional: true },
    {
      name: 'invited',
      label: 'Codes of the authorities invited',
      hint: 'With commas between; every authority when empty',
      isOptional: true,
    },
  ],
  run: doing => {
    const { deps, typed } = doing
    const invited = typed
      .maybe('invited')
      ?.split(/[\s,]+/)
      .filter(one => one !== '')
    return openConsultation(deps, of(doing), given({ closes: typed.maybe('closes'), invited }))
  },
}

const REPLY: Act = {
  id: 'reply',
  title: 'Enter a reply',
  fields: [
    { name: 'authorityCode', label: 'Local authority', as: 'one' },
    { name: 'position', label: 'Position', as: 'one', choices: plainChoices(POSITIONS) },
    { name: 'on', label: 'Replied on', hint: 'As 2026-04-01; today when empty', isOptional: true },
    { name: 'reference', label: 'Where the reply lies', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const said = given({ on: typed.day('on'), reference: typed.maybe('reference') })
    const reply = { authorityCode: typed.get('authorityCode'), position: typed.one('position', POSITIONS), ...said }
    return enterReplies(deps, of(doing), [reply])
  },
}

const REPLIES: Act = {
  id: 'replies',
  title: 'Enter many replies',
  fields: [
    {
      name: 'csv',
      label: 'CSV of replies',
      hint: 'With the first line authority_code,position,on,reference',
      as: 'text',
    },
  ],
  run: doing => enterReplies(doing.deps, of(doing), readReplies(doing.typed.get('csv'))),
}

const STEP_WORDS = {
  closed: 'Close it',
  reviewing: 'Begin to look at the replies',
  published: 'Publish what was decided',
} as const
const STEPS = Object.entries(STEP_WORDS).map(
  ([state, title]): Act => ({
    id: state,
    title,
    fields: [],
    run: doing => stepConsultation(doing.deps, of(doing), state as keyof typeof STEP_WORDS),
  }),
)

const DECIDE: Act = {
  id: 'decide',
  title: 'Decide it',
  fields: [
    { name: 'outcome', label: 'What was decided', as: 'text' },
    {
      name: 'isOn',
      label: 'What it is about is',
      as: 'one',
      choices: [
        ['in', 'in'],
        ['out', 'out'],
      ],
      isOptional: true,
    },
    { name: 'from', label: 'From', hint: 'As 2026-04-01; today when empty', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const isOn = typed.maybeOne('isOn', ['in', 'out'])
    const effect = given({ isOn: isOn === undefined ? undefined : isOn === 'in', from: typed.day('from') })
    return decideConsultation(deps, of(doing), { outcome: typed.get('outcome'), ...effect })
  },
}

const SESSION: Act = {
  id: 'session',
  title: 'Plan a session, or say what became of one',
  fields: [
    { name: 'session', label: 'Short name', hint: 'Small letters, digits and hyphens' },
    { name: 'title', label: 'Title', isOptional: true },
    { name: 'planned', label: 'When', hint: 'As 14 June 2023', isOptional: true },
    { name: 'heldOn', label: 'Held on', hint: 'As 2026-04-01', isOptional: true },
    { name: 'attended', label: 'How many came', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const attended = typed.maybe('attended')
    const said = given({ title: typed.maybe('title'), planned: typed.maybe('planned'), heldOn: typed.day('heldOn') })
    const came = given({ attended: attended === undefined ? undefined : Number(attended) })
    return enterSession(deps, of(doing), { key: typed.get('session'), ...said, ...came })
  },
}

export const consultationScreen: Screen = {
  section: 'consultations',
  path: '/consultations/:key',
  acts: [OPEN, REPLY, REPLIES, ...STEPS, DECIDE, SESSION],
  show: async (deps, visit, look) =>
    presentConsultation(await consultationPage(deps, paramOf(visit, 'key')), { ...look, query: visit.query }),
  lists: { authorities: async (deps, visit) => authoritiesTable(await consultationPage(deps, paramOf(visit, 'key'))) },
}

/** One consultation: how many replied and what, and what can be done from where it stands. */
export function presentConsultation(one: ConsultationPage, look: Look & { readonly query: URLSearchParams }): Shown {
  const next: readonly string[] = CONSULTATION_STEPS[one.state]
  const takesReplies = ['open', 'closed', 'reviewing'].includes(one.state)
  const authorities = one.authorities.map(({ authorityCode, name }) => [authorityCode, name] as const)
  return {
    title: one.topic,
    intro: [one.question],
    parts: [
      facts('How far it is', [
        ['State', `${one.stateWords} since ${day(one.since)}`],
        ['Whom it asks', one.audience],
        ['Opened on', one.openedOn === undefined ? undefined : day(one.openedOn)],
        ['Closes', one.closes],
        ['Replies', one.replies.of === 0 ? 'Nobody is invited yet' : one.replies.words],
        ['Decided', one.outcome],
        [
          'Switches',
          one.effect === undefined
            ? undefined
            : `${one.effect.switch} ${one.effect.isOn ? 'in' : 'out'} from ${day(one.effect.from)}`,
        ],
        ['Where the idea came from', one.source],
      ]),
      ...(next.includes('open') ? [form(OPEN, look)] : []),
      ...STEPS.filter(step => next.includes(step.id)).map(step => openForm(step, look)),
      ...(next.includes('decided') ? [form(DECIDE, look)] : []),
      ...(takesReplies ? [form(REPLY, look, { choices: { authorityCode: authorities } }), form(REPLIES, look)] : []),
      form(SESSION, look),
      picture(positionsChart(one)),
      list(sessionsTable(one)),
      ...pagedWithCsv(authoritiesTable(one), `${look.path}/authorities.csv`, look),
    ],
  }
}

function positionsChart({ byPosition, replies }: ConsultationPage) {
  const points = POSITIONS.map(position => ({ label: position, value: byPosition[position] }))
  return presentChart({
    ...{ id: 'positions', title: 'Replies by position', kind: 'bars', of: 'Position', counts: 'Authorities' },
    ...{ description: `Of those invited ${replies.words} have replied.`, points: replies.part === 0 ? [] : points },
  })
}

function sessionsTable({ sessionList }: ConsultationPage): Table {
  return {
    caption: 'Sessions',
    head: ['Session', 'Planned', 'Held', 'Came'],
    rows: sessionList.map(one => [
      ...words(one.title, one.planned, one.heldOn === undefined ? '' : day(one.heldOn)),
      figure(one.attended ?? 0),
    ]),
    empty: 'None is planned.',
  }
}

function authoritiesTable({ authorities }: ConsultationPage): Table {
  return {
    caption: 'Who was invited, and what they replied',
    head: ['Authority', 'Replied on', 'Position', 'Where it lies'],
    rows: authorities.map(one => [
      { text: one.name },
      one.repliedOn === undefined ? { text: 'Not yet', tag: 'grey' as const } : { text: day(one.repliedOn) },
      ...words(one.position ?? '', one.reference ?? ''),
    ]),
    empty: 'Nobody is invited yet.',
  }
}
