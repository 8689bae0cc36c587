import {
  addTask,
  documentKind,
  draftDocument,
  finishTask,
  IG_DOCUMENT_KINDS,
  IG_DOCUMENT_WORDS,
  type IgDocument,
  type IgTask,
  type Keyed,
  type ModeRow,
  modes,
  readAll,
  readiness,
  type SettingReadiness,
  taskKind,
} from '../../../programme/index.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { type Act, choicesOf, given } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { links, listWithCsv } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { settingChoices } from '../sites/list.ts'

const DRAFT: Act = {
  id: 'draft',
  title: 'Enter a document',
  fields: [
    {
      name: 'key',
      label: 'Short name',
      hint: 'Small letters, digits and hyphens; a new version has a name of its own',
    },
    { name: 'kind', label: 'Kind', as: 'one', choices: choicesOf(IG_DOCUMENT_WORDS) },
    { name: 'title', label: 'Title' },
    { name: 'version', label: 'Version' },
    { name: 'careSettings', label: 'Care settings it covers', as: 'several' },
    { name: 'reviewBy', label: 'To be reviewed by', hint: 'As 2026-04-01', isOptional: true },
    { name: 'availableBy', label: 'Available by', hint: 'As end of June 2023', isOptional: true },
    { name: 'signWanted', label: 'To be signed by', hint: 'As end of July 2023', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    draftDocument(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ kind: typed.one('kind', IG_DOCUMENT_KINDS), title: typed.get('title'), version: typed.get('version') },
        careSettings: typed.all('careSettings'),
        ...given({
          reviewBy: typed.day('reviewBy'),
          availableBy: typed.maybe('availableBy'),
          signBy: typed.maybe('signWanted'),
        }),
      },
    ),
  onTo: typed => below('/programme/ig/documents', typed.get('key')),
}

const TASK: Act = {
  id: 'task',
  title: 'Enter what is to be done in a care setting',
  fields: [
    { name: 'key', label: 'Short name', hint: 'Small letters, digits and hyphens' },
    { name: 'title', label: 'What is to be done' },
    { name: 'careSetting', label: 'Care setting', as: 'one' },
    { name: 'owner', label: 'Post that does it' },
    { name: 'due', label: 'By when', hint: 'As end of June 2023', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    addTask(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ title: typed.get('title'), careSetting: typed.get('careSetting'), owner: typed.get('owner') },
        ...given({ due: typed.maybe('due') }),
      },
    ),
}

const DONE: Act = {
  id: 'done',
  title: 'Say that something is done',
  fields: [{ name: 'key', label: 'What is done', as: 'one' }],
  run: ({ deps, by, typed }) => finishTask(deps, { key: typed.get('key'), by }),
}

export const igScreen: Screen = {
  section: 'ig',
  path: '/ig',
  acts: [DRAFT, TASK, DONE],
  show: async (deps, _visit, look) =>
    presentIg(
      {
        ...{ documents: await readAll(deps, documentKind), tasks: await readAll(deps, taskKind) },
        ...{ ready: await readiness(deps), modes: await modes(deps) },
      },
      look,
    ),
  lists: {
    tasks: async deps => tasksTable(await readAll(deps, taskKind)),
    documents: async deps => documentsTable(await readAll(deps, documentKind)),
    readiness: async deps => readinessTable(await readiness(deps)),
    modes: async deps => modesTable(await modes(deps)),
  },
}

type Known = {
  readonly documents: readonly Keyed<IgDocument>[]
  readonly tasks: readonly Keyed<IgTask>[]
  readonly ready: readonly SettingReadiness[]
  readonly modes: readonly ModeRow[]
}

/** The register of information governance: documents, what each care setting lacks, and the one table of modes. */
export function presentIg(known: Known, look: Look): Shown {
  const settings = settingChoices(known.modes)
  const { path } = look
  const open = known.tasks.filter(one => one.doneOn === undefined).map(one => [one.key, one.title] as const)
  return {
    title: 'Information governance',
    intro: [],
    parts: [
      links('Agreements', { text: 'Data sharing agreements of the authorities', href: `${path}/agreements` }),
      listWithCsv(readinessTable(known.ready), `${path}/readiness.csv`),
      form(TASK, look, { choices: { careSetting: settings } }),
      listWithCsv(tasksTable(known.tasks), `${path}/tasks.csv`),
      form(DONE, look, { choices: { key: open } }),
      listWithCsv(documentsTable(known.documents), `${path}/documents.csv`),
      form(DRAFT, look, { choices: { careSettings: settings } }),
      listWithCsv(modesTable(known.modes), `${path}/modes.csv`),
    ],
  }
}

function tasksTable(tasks: readonly Keyed<IgTask>[]): Table {
  return {
    caption: 'What is to be done',
    head: ['What', 'Care setting', 'Who', 'By when', 'State'],
    rows: tasks.map(one => [
      ...words(one.title, one.careSetting, one.owner, one.due ?? ''),
      one.doneOn === undefined
        ? { text: 'To do', tag: 'blue' as const }
        : { text: `Done on ${day(one.doneOn)}`, tag: 'green' as const },
    ]),
    empty: 'There is nothing.',
  }
}

function documentsTable(documents: readonly Keyed<IgDocument>[]): Table {
  return {
    caption: 'Documents',
    head: ['Document', 'Kind', 'Version', 'State', 'Since', 'To be reviewed by'],
    rows: documents.map(one => [
      { text: one.title, href: below('/programme/ig/documents', one.key) },
      ...words(IG_DOCUMENT_WORDS[one.kind], one.version),
      { text: one.state.replace('_', ' '), tag: one.state === 'approved' ? 'green' : 'blue' },
      ...words(day(one.since), one.reviewBy === undefined ? '' : day(one.reviewBy)),
    ]),
    empty: 'None is entered.',
  }
}

function readinessTable(rows: readonly SettingReadiness[]): Table {
  return {
    caption: 'What each care setting lacks before it opens',
    head: ['Care setting', 'Before early adopters', 'Authorities signed', 'Before the full roll-out'],
    rows: rows.map(one => [
      { text: one.name },
      one.missing.length === 0
        ? { text: 'Nothing', tag: 'green' as const }
        : { text: `${one.isBinding ? 'Binding: ' : ''}${one.missing.join('; ')}` },
      { text: `${one.signed} of ${one.authorities}` },
      { text: one.rollOutMissing.join('; ') },
    ]),
    empty: 'There are no new care settings.',
  }
}

function modesTable(rows: readonly ModeRow[]): Table {
  return {
    caption: 'Care settings and how they look up',
    head: ['Care setting', 'How it looks up', 'Line of the report'],
    rows: rows.map(one => words(one.name, one.words, one.isNew ? one.line : 'Not of the roll-out')),
    empty: 'There are none.',
  }
}
