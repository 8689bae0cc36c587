import {
  type CalendarEntry,
  calendarEntries,
  calendarFeed,
  type MilestoneRow,
  milestoneTable,
  setMilestone,
  settleMilestone,
} from '../../../programme/index.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { file } from '../../frame/reply.ts'
import { day } from '../../frame/words.ts'
import { type Act, given } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { links, listWithCsv } from '../screen/part.ts'
import type { Look, Screen, Shown } from '../screen/screen.ts'

const SET: Act = {
  id: 'set',
  title: 'Set a milestone, or move one',
  fields: [
    {
      name: 'key',
      label: 'Short name',
      hint: 'Small letters, digits and hyphens, as toolkit; that of a milestone there is moves it',
    },
    { name: 'title', label: 'What is reached' },
    { name: 'due', label: 'When', hint: 'As exactly as it is known: 31 July 2023, end of July, Q1 2023/24' },
    { name: 'owner', label: 'Post that answers for it' },
    { name: 'source', label: 'Where the date comes from', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    setMilestone(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ title: typed.get('title'), due: typed.get('due'), owner: typed.get('owner') },
        ...given({ source: typed.maybe('source') }),
      },
    ),
}

const SETTLE: Act = {
  id: 'settle',
  title: 'Settle a milestone',
  fields: [
    { name: 'key', label: 'Milestone', as: 'one' },
    {
      name: 'as',
      label: 'It is',
      as: 'one',
      choices: [
        ['reached', 'Reached'],
        ['dropped', 'Dropped'],
      ],
    },
  ],
  run: ({ deps, by, typed }) =>
    settleMilestone(deps, { key: typed.get('key'), by }, typed.one('as', ['reached', 'dropped'])),
}

export const milestonesScreen: Screen = {
  section: 'milestones',
  path: '/milestones',
  acts: [SET, SETTLE],
  show: async (deps, _visit, look) => presentMilestones(await milestoneTable(deps), await calendarEntries(deps), look),
  lists: { all: async deps => milestonesTable(await milestoneTable(deps)) },
  files: {
    'calendar.ics': async deps => file('cp-is-programme.ics', 'text/calendar; charset=utf-8', await calendarFeed(deps)),
  },
}

/** The dates of the programme: its milestones, and everything that has a day. */
export function presentMilestones(rows: readonly MilestoneRow[], entries: readonly CalendarEntry[], look: Look): Shown {
  const open = rows.filter(one => one.reachedOn === undefined).map(one => [one.key, one.title] as const)
  return {
    title: 'Milestones',
    intro: [],
    parts: [
      listWithCsv(milestonesTable(rows), `${look.path}/all.csv`),
      form(SET, look),
      form(SETTLE, look, { choices: { key: open } }),
      links('Calendar', { text: 'Download the calendar as iCalendar', href: `${look.path}/calendar.ics` }),
      { kind: 'list', of: { table: entriesTable(entries), links: [] } },
    ],
  }
}

function milestonesTable(rows: readonly MilestoneRow[]): Table {
  return {
    caption: 'Milestones',
    head: ['Milestone', 'When', 'State', 'Answers for it', 'Source'],
    rows: rows.map(one => [
      ...words(one.title, one.due),
      one.reachedOn === undefined
        ? one.overdue
          ? { text: 'Over', tag: 'red' as const }
          : { text: 'Ahead', tag: 'blue' as const }
        : { text: `Reached on ${day(one.reachedOn)}`, tag: 'green' as const },
      ...words(one.owner, one.source ?? ''),
    ]),
    empty: 'There are none yet.',
  }
}

function entriesTable(entries: readonly CalendarEntry[]): Table {
  const inOrder = entries.toSorted((one, other) => (one.first < other.first ? -1 : 1))
  return {
    caption: 'What the calendar holds',
    head: ['What', 'When'],
    rows: inOrder.map(one => words(one.title, one.words)),
    empty: 'Nothing yet.',
  }
}
