import {
  AUDIENCES,
  keepLesson,
  keepPage,
  type Lesson,
  listLessons,
  listPages,
  listToolkits,
  loadShippedPages,
  modes,
  readPage,
  releaseToolkit,
  type Toolkit,
  type ToolkitPage,
} from '../../../programme/index.ts'
import { figure, type Table, words } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import { type Act, given } from '../screen/act.ts'
import type { Choice } from '../screen/form-model.ts'
import { form, openForm } from '../screen/forms.ts'
import { listWithCsv } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { settingChoices } from '../sites/list.ts'

const LOAD: Act = {
  id: 'load',
  title: 'Load the pages this service ships',
  fields: [],
  run: ({ deps, by }) => loadShippedPages(deps, by),
}

const PAGE: Act = {
  id: 'page',
  title: 'Keep a page',
  fields: [
    { name: 'page', label: 'Short name', hint: 'Small letters, digits and hyphens, as baseline-measures' },
    {
      ...{ name: 'text', label: 'Text', as: 'text' },
      hint: `Markdown, below a block between two lines of --- with title, kind, audience (${AUDIENCES.join(', ')}), settings, version and reviewBy`,
    },
  ],
  run: async ({ deps, by, typed }) => keepPage(deps, { page: readPage(typed.get('page'), typed.get('text')), by }),
}

const LESSON: Act = {
  id: 'lesson',
  title: 'Keep a lesson',
  fields: [
    { name: 'lesson', label: 'Short name', hint: 'Small letters, digits and hyphens' },
    { name: 'careSetting', label: 'Care setting', as: 'one' },
    { name: 'text', label: 'What was learnt', as: 'text' },
    { name: 'action', label: 'What is done about it' },
    { name: 'site', label: 'Short name of the site it comes from', isOptional: true },
    { name: 'page', label: 'Page of the toolkit it went into', as: 'one', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    keepLesson(deps, {
      ...{ lesson: typed.get('lesson'), careSetting: typed.get('careSetting'), text: typed.get('text'), by },
      ...{ action: typed.get('action'), ...given({ site: typed.maybe('site'), page: typed.maybe('page') }) },
    }),
}

const RELEASE: Act = {
  id: 'release',
  title: 'Release the toolkit as it stands',
  fields: [{ name: 'version', label: 'Version', hint: 'Its month, as 2023-07; a second one of the month 2023-07.2' }],
  run: async ({ deps, by, typed }) => {
    const settings = (await modes(deps)).filter(one => one.isNew).map(({ name, words: mode }) => ({ name, mode }))
    return releaseToolkit(deps, { version: typed.get('version'), by, settings })
  },
  onTo: typed => below('/programme/toolkit', typed.get('version')),
}

type Known = {
  readonly pages: readonly ToolkitPage[]
  readonly lessons: readonly Lesson[]
  readonly versions: readonly Toolkit[]
  readonly settings: readonly Choice[]
}

export const toolkitScreen: Screen = {
  section: 'toolkit',
  path: '/toolkit',
  acts: [LOAD, PAGE, LESSON, RELEASE],
  show: async (deps, _visit, look) => {
    const [pages, lessons, versions] = [await listPages(deps), await listLessons(deps), await listToolkits(deps)]
    return presentToolkits({ pages, lessons, versions, settings: settingChoices(await modes(deps)) }, look)
  },
  lists: {
    versions: async deps => versionsTable(await listToolkits(deps)),
    pages: async deps => pagesTable(await listPages(deps)),
    lessons: async deps => lessonsTable(await listLessons(deps)),
  },
}

/** The toolkit as it is being written, and the versions that were released. */
export function presentToolkits({ pages, lessons, versions, settings }: Known, look: Look): Shown {
  const { path } = look
  return {
    title: 'Toolkit',
    intro: [],
    parts: [
      listWithCsv(versionsTable(versions), `${path}/versions.csv`),
      form(RELEASE, look),
      listWithCsv(pagesTable(pages), `${path}/pages.csv`),
      openForm(LOAD, look),
      form(PAGE, look),
      listWithCsv(lessonsTable(lessons), `${path}/lessons.csv`),
      form(LESSON, look, { choices: { careSetting: settings, page: pages.map(one => [one.page, one.title]) } }),
    ],
  }
}

function versionsTable(versions: readonly Toolkit[]): Table {
  return {
    caption: 'Released versions',
    head: ['Version', 'Released', 'By', 'Pages', 'Lessons'],
    rows: versions
      .toReversed()
      .map(one => [
        { text: one.version, href: below('/programme/toolkit', one.version) },
        ...words(dateAndTime(one.releasedAt), one.releasedBy),
        figure(one.pages.length),
        figure(one.lessons.length),
      ]),
    empty: 'None is released.',
  }
}

function pagesTable(pages: readonly ToolkitPage[]): Table {
  return {
    caption: 'Pages',
    head: ['Page', 'Kind', 'For', 'To be reviewed by', 'Version'],
    rows: pages.map(one => [
      ...words(one.title, one.kind, one.audience.join(', '), day(one.reviewBy)),
      figure(one.version),
    ]),
    empty: 'There are none yet.',
  }
}

function lessonsTable(lessons: readonly Lesson[]): Table {
  return {
    caption: 'Lessons',
    head: ['What was learnt', 'Care setting', 'Collected', 'What is done', 'Page'],
    rows: lessons.map(one => words(one.text, one.careSetting, day(one.collectedOn), one.action, one.page ?? '')),
    empty: 'None is collected.',
  }
}
