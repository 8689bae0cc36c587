import {
  answerPromise,
  type Commitment,
  keepPriority,
  listCommitments,
  listNotes,
  listPublished,
  type NoteDraft,
  openNote,
  type Published,
  periodName,
  promise,
  putOffPromise,
  SECTIONS,
} from '../../../programme/index.ts'
import { figure, type Table, words } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import { type Act, given } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { listWithCsv } from '../screen/part.ts'
import type { Look, Screen, Shown } from '../screen/screen.ts'
import { placeOfNote, stageTag } from './words.ts'

const MONTH = 'A month, as 2023-06'

const BEGIN: Act = {
  id: 'begin',
  title: 'Begin an issue',
  fields: [
    { name: 'period', label: 'Month', hint: 'As 2023-06' },
    { name: 'publishOn', label: 'Appears on', hint: 'As 2023-06-30; today when empty', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    openNote(deps, { period: typed.get('period'), by, ...given({ publishOn: typed.day('publishOn') }) }),
  onTo: typed => `/programme/notes/${typed.get('period')}`,
}

const PROMISE: Act = {
  id: 'promise',
  title: 'Note a promise',
  fields: [
    { name: 'commitment', label: 'Short name', hint: 'Small letters, digits and hyphens, as cohorts-next-steps' },
    { name: 'text', label: 'What is promised' },
    { name: 'section', label: 'Section it stands in', as: 'one', choices: SECTIONS.map(one => [one.key, one.heading]) },
    { name: 'madeIn', label: 'Made in the issue of', hint: MONTH },
    { name: 'dueIn', label: 'To be answered in the issue of', hint: MONTH },
  ],
  run: ({ deps, by, typed }) =>
    promise(deps, {
      ...{ commitment: typed.get('commitment'), text: typed.get('text'), section: typed.get('section'), by },
      ...{ madeIn: typed.get('madeIn'), dueIn: typed.get('dueIn') },
    }),
}

const ANSWER: Act = {
  id: 'answer',
  title: 'Answer a promise',
  fields: [
    { name: 'commitment', label: 'Promise', as: 'one' },
    { name: 'inIssue', label: 'In the issue of', hint: MONTH },
    { name: 'text', label: 'Answer', as: 'text' },
  ],
  run: ({ deps, by, typed }) =>
    answerPromise(deps, {
      commitment: typed.get('commitment'),
      inIssue: typed.get('inIssue'),
      text: typed.get('text'),
      by,
    }),
}

const PUT_OFF: Act = {
  id: 'put-off',
  title: 'Put a promise off',
  fields: [
    { name: 'commitment', label: 'Promise', as: 'one' },
    { name: 'dueIn', label: 'To the issue of', hint: MONTH },
    { name: 'reason', label: 'Reason' },
  ],
  run: ({ deps, by, typed }) =>
    putOffPromise(deps, {
      commitment: typed.get('commitment'),
      dueIn: typed.get('dueIn'),
      reason: typed.get('reason'),
      by,
    }),
}

const PRIORITY: Act = {
  id: 'priority',
  title: 'Keep a priority',
  fields: [
    { name: 'priority', label: 'Short name', hint: 'Small letters, digits and hyphens, as early-adopters' },
    { name: 'text', label: 'What it is' },
    { name: 'owner', label: 'Post that answers for it' },
    { name: 'fromMonth', label: 'From the issue of', hint: MONTH },
    { name: 'untilMonth', label: 'Until the issue of', hint: MONTH },
    { name: 'place', label: 'Place in the list', hint: 'From 1 on' },
  ],
  run: ({ deps, by, typed }) =>
    keepPriority(deps, {
      ...{ priority: typed.get('priority'), text: typed.get('text'), owner: typed.get('owner'), milestones: [], by },
      ...{ from: typed.get('fromMonth'), until: typed.get('untilMonth'), place: Number(typed.get('place')) },
    }),
}

type Known = {
  readonly notes: readonly NoteDraft[]
  readonly published: readonly Published[]
  readonly promises: readonly Commitment[]
}

export const notesScreen: Screen = {
  section: 'notes',
  path: '/notes',
  acts: [BEGIN, PROMISE, ANSWER, PUT_OFF, PRIORITY],
  show: async (deps, _visit, look) =>
    presentNotes(
      { notes: await listNotes(deps), published: await listPublished(deps), promises: await listCommitments(deps) },
      look,
    ),
  lists: {
    issues: async deps => notesTable(await listNotes(deps)),
    published: async deps => publishedTable(await listPublished(deps)),
    promises: async deps => promisesTable(await listCommitments(deps)),
  },
}

/** The issues of the briefing note, and what they promised. */
export function presentNotes({ notes, published, promises }: Known, look: Look): Shown {
  const open = promises.filter(one => one.answer === undefined).map(one => [one.commitment, one.text] as const)
  return {
    title: 'Briefing note',
    intro: ['One issue a month, made of the records of the programme and of what its authors write.'],
    parts: [
      listWithCsv(notesTable(notes), `${look.path}/issues.csv`),
      form(BEGIN, look),
      listWithCsv(publishedTable(published), `${look.path}/published.csv`),
      listWithCsv(promisesTable(promises), `${look.path}/promises.csv`),
      form(PROMISE, look),
      form(ANSWER, look, { choices: { commitment: open } }),
      form(PUT_OFF, look, { choices: { commitment: open } }),
      form(PRIORITY, look),
    ],
  }
}

function notesTable(notes: readonly NoteDraft[]): Table {
  return {
    caption: 'Issues',
    head: ['Issue', 'State', 'Appears on', 'Reviewed by', 'Approved by'],
    rows: notes.map(one => [
      { text: periodName(one.period), href: `/programme/notes/${one.period}` },
      stageTag(one.stage),
      ...words(day(one.publishOn), one.reviewedBy ?? '', one.approvedBy ?? ''),
    ]),
    empty: 'None is begun.',
  }
}

function publishedTable(published: readonly Published[]): Table {
  return {
    caption: 'Published',
    head: ['Issue', 'Published', 'By', 'Version'],
    rows: published.map(one => [
      { text: periodName(one.period), href: `/programme/notes/${one.period}/versions/${one.version}` },
      ...words(dateAndTime(one.publishedAt), one.publishedBy),
      figure(one.version),
    ]),
    empty: 'None is published.',
  }
}

function promisesTable(promises: readonly Commitment[]): Table {
  return {
    caption: 'Promises',
    head: ['Promise', 'Section', 'Made in', 'Due in', 'Answer'],
    rows: promises.map(one => [
      ...words(one.text, placeOfNote(one.section), periodName(one.madeIn), periodName(one.dueIn)),
      one.answer === undefined
        ? { text: 'Open', tag: 'orange' }
        : { text: `${periodName(one.answer.inIssue)}: ${one.answer.text}` },
    ]),
    empty: 'Nothing is promised.',
  }
}
