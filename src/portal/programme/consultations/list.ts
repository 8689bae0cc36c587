import {
  type ActionRow,
  actionTable,
  addAction,
  type CohortRow,
  type ConsultationRow,
  cohorts,
  consultationTable,
  draftConsultation,
  type Engagement,
  engagementKind,
  enterEngagement,
  finishAction,
  type Keyed,
  readAll,
  SWITCH_WORDS,
  SWITCHES,
} from '../../../programme/index.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { type Act, given, plainChoices } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { list, listWithCsv } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'

const KEY = { name: 'key', label: 'Short name', hint: 'Small letters, digits and hyphens' }

const DRAFT: Act = {
  id: 'draft',
  title: 'Begin a consultation',
  fields: [
    KEY,
    { name: 'topic', label: 'Topic' },
    { name: 'question', label: 'Question', as: 'text' },
    { name: 'audience', label: 'Whom it asks', hint: 'As directors of children’s services' },
    {
      ...{ name: 'about', label: 'What a decision of it may switch', as: 'one', isOptional: true },
      choices: SWITCHES.map(one => [one, SWITCH_WORDS[one].legal]),
    },
    { name: 'source', label: 'Where the idea came from', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    draftConsultation(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ topic: typed.get('topic'), question: typed.get('question'), audience: typed.get('audience') },
        ...given({ about: typed.maybeOne('about', SWITCHES), source: typed.maybe('source') }),
      },
    ),
  onTo: typed => below('/programme/consultations', typed.get('key')),
}

const KINDS = ['meeting', 'network', 'feedback', 'survey'] as const
const RHYTHMS = ['weekly', 'monthly', 'quarterly', 'yearly'] as const

const ENGAGE: Act = {
  id: 'engage',
  title: 'Enter an engagement',
  fields: [
    KEY,
    { name: 'kind', label: 'Kind', as: 'one', choices: plainChoices(KINDS) },
    { name: 'title', label: 'Title' },
    { name: 'audience', label: 'With whom', hint: 'A role or a group, never a name' },
    { name: 'planned', label: 'When', hint: 'As 14 June 2023, mid-June' },
    { name: 'recurrence', label: 'How often', as: 'one', choices: plainChoices(RHYTHMS), isOptional: true },
    { name: 'outcome', label: 'What came of it', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    enterEngagement(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ kind: typed.one('kind', KINDS), title: typed.get('title'), audience: typed.get('audience') },
        ...{ planned: typed.get('planned') },
        ...given({ recurrence: typed.maybeOne('recurrence', RHYTHMS), outcome: typed.maybe('outcome') }),
      },
    ),
}

const ADD_ACTION: Act = {
  id: 'action',
  title: 'Enter an action',
  fields: [
    KEY,
    { name: 'title', label: 'What is to be done' },
    { name: 'source', label: 'What asked for it', hint: 'As a serious incident review' },
    { name: 'urgency', label: 'Urgency', as: 'one', choices: plainChoices(['urgent', 'normal']) },
    { name: 'owner', label: 'Post that does it' },
    { name: 'due', label: 'By when', hint: 'As end of June 2023', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    addAction(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ title: typed.get('title'), source: typed.get('source'), owner: typed.get('owner') },
        ...{ urgency: typed.one('urgency', ['urgent', 'normal']) },
        ...given({ due: typed.maybe('due') }),
      },
    ),
}

const FINISH: Act = {
  id: 'finish',
  title: 'Say that an action is done',
  fields: [{ name: 'key', label: 'Action', as: 'one' }],
  run: ({ deps, by, typed }) => finishAction(deps, { key: typed.get('key'), by }),
}

export const consultationsScreen: Screen = {
  section: 'consultations',
  path: '/consultations',
  acts: [DRAFT, ENGAGE, ADD_ACTION, FINISH],
  show: async (deps, _visit, look) =>
    presentConsultations(
      {
        ...{ rows: await consultationTable(deps), cohorts: await cohorts(deps) },
        ...{ engagements: await readAll(deps, engagementKind), actions: await actionTable(deps) },
      },
      look,
    ),
  lists: {
    all: async deps => consultationsTable(await consultationTable(deps)),
    engagements: async deps => engagementsTable(await readAll(deps, engagementKind)),
    actions: async deps => actionsTable(await actionTable(deps)),
  },
}

type Known = {
  readonly rows: readonly ConsultationRow[]
  readonly cohorts: readonly CohortRow[]
  readonly engagements: readonly Keyed<Engagement>[]
  readonly actions: readonly ActionRow[]
}

/** The consultations, what they switched, the engagements and the actions beside them. */
export function presentConsultations(known: Known, look: Look): Shown {
  const { path } = look
  const open = known.actions.filter(one => one.doneOn === undefined).map(one => [one.key, one.title] as const)
  return {
    title: 'Consultations',
    intro: [],
    parts: [
      listWithCsv(consultationsTable(known.rows), `${path}/all.csv`),
      form(DRAFT, look),
      list(cohortsTable(known.cohorts)),
      listWithCsv(engagementsTable(known.engagements), `${path}/engagements.csv`),
      form(ENGAGE, look),
      listWithCsv(actionsTable(known.actions), `${path}/actions.csv`),
      form(ADD_ACTION, look),
      form(FINISH, look, { choices: { key: open } }),
    ],
  }
}

function consultationsTable(rows: readonly ConsultationRow[]): Table {
  return {
    caption: 'Consultations',
    head: ['Topic', 'State', 'Closes', 'Replies', 'Decided'],
    rows: rows.map(one => [
      { text: one.topic, href: below('/programme/consultations', one.key) },
      { text: one.stateWords, tag: one.state === 'open' ? 'blue' : one.state === 'draft' ? 'grey' : 'green' },
      { text: one.overdue ? `${one.closes}: over` : (one.closes ?? '') },
      ...words(one.replies.words, one.outcome ?? ''),
    ]),
    empty: 'None was begun.',
  }
}

function cohortsTable(rows: readonly CohortRow[]): Table {
  return {
    caption: 'Cohorts and the plan category',
    head: ['By law', 'Standing', 'Now', 'Next'],
    rows: rows.map(one => [
      ...words(one.legal, one.standing),
      one.isOn ? { text: 'In', tag: 'green' as const } : { text: 'Out', tag: 'grey' as const },
      { text: one.next === undefined ? '' : `${one.next.isOn ? 'In' : 'Out'} from ${day(one.next.from)}` },
    ]),
    empty: '',
  }
}

function engagementsTable(rows: readonly Keyed<Engagement>[]): Table {
  return {
    caption: 'Engagements',
    head: ['What', 'Kind', 'With whom', 'When', 'What came of it'],
    rows: rows.map(one => words(one.title, one.kind, one.audience, one.planned, one.outcome ?? '')),
    empty: 'None is entered.',
  }
}

function actionsTable(rows: readonly ActionRow[]): Table {
  return {
    caption: 'Actions',
    head: ['What', 'Why', 'Who', 'By when', 'State'],
    rows: rows.map(one => [
      ...words(one.title, one.source, one.owner, one.due ?? ''),
      one.doneOn === undefined
        ? { text: one.overdue ? 'Over' : one.urgency, tag: one.overdue ? ('red' as const) : ('blue' as const) }
        : { text: `Done on ${day(one.doneOn)}`, tag: 'green' as const },
    ]),
    empty: 'There are none.',
  }
}
