import {
  COVERAGE,
  type CoverageRow,
  coverageMatrix,
  expressInterest,
  ICB_STAGE_WORDS,
  type Interest,
  listInterests,
  type RegionRow,
  ROUTES,
  regionBoard,
} from '../../../programme/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import { type Act, given, plainChoices } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { listWithCsv, picture } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { ICB_CHOICES, placeName } from '../sites/words.ts'

const INTEREST: Act = {
  id: 'interest',
  title: 'Enter an expression of interest',
  fields: [
    { name: 'icb', label: 'Integrated care board', as: 'one', choices: ICB_CHOICES },
    { name: 'contactPost', label: 'Post of whoever wrote', hint: 'Never a name, as digital lead' },
    { name: 'contactMailbox', label: 'Mailbox to answer to', hint: 'An acknowledgement leaves within the hour' },
    { name: 'on', label: 'Came on', hint: 'As 2026-04-01; today when empty', isOptional: true },
    { name: 'sharedCareRecord', label: 'Shared care record', isOptional: true },
    { name: 'supplier', label: 'Its supplier', isOptional: true },
    {
      name: 'intendedRoute',
      label: 'Intended route',
      as: 'one',
      choices: plainChoices(ROUTES).map(([value]) => [value, value] as const),
      isOptional: true,
    },
  ],
  run: ({ deps, by, typed }) =>
    expressInterest(deps, {
      ...{
        icb: typed.get('icb'),
        contactPost: typed.get('contactPost'),
        contactMailbox: typed.get('contactMailbox'),
        by,
      },
      ...{ channel: 'form' },
      ...given({
        on: typed.day('on'),
        sharedCareRecord: typed.maybe('sharedCareRecord'),
        supplier: typed.maybe('supplier'),
      }),
      ...given({ intendedRoute: typed.maybeOne('intendedRoute', ROUTES) }),
    }),
  onTo: typed => below('/programme/boards', typed.get('icb')),
}

type Coverage = {
  readonly settings: readonly { readonly code: string; readonly name: string }[]
  readonly rows: readonly CoverageRow[]
}
type Known = {
  readonly regions: readonly RegionRow[]
  readonly coverage: Coverage
  readonly interests: readonly Interest[]
}

export const boardsScreen: Screen = {
  section: 'boards',
  path: '/boards',
  acts: [INTEREST],
  show: async (deps, _visit, look) =>
    presentBoards(
      { regions: await regionBoard(deps), coverage: await coverageMatrix(deps), interests: await listInterests(deps) },
      look,
    ),
  lists: {
    all: async deps => regionsTable(await regionBoard(deps)),
    coverage: async deps => coverageTable(await coverageMatrix(deps)),
    interests: async deps => interestsTable(await listInterests(deps)),
  },
}

/** The regions with their boards, how much each board covers, and who wrote. */
export function presentBoards({ regions, coverage, interests }: Known, look: Look): Shown {
  const open = regions.filter(one => one.state === 'open').map(one => one.region.name)
  return {
    title: 'Boards and regions',
    intro: [open.length === 0 ? 'Every region has a board.' : `No board yet: ${open.join(', ')}.`],
    parts: [
      listWithCsv(regionsTable(regions), `${look.path}/all.csv`),
      form(INTEREST, look),
      picture(coverageChart(coverage)),
      listWithCsv(coverageTable(coverage), `${look.path}/coverage.csv`),
      listWithCsv(interestsTable(interests), `${look.path}/interests.csv`),
    ],
  }
}

function regionsTable(regions: readonly RegionRow[]): Table {
  return {
    caption: 'Regions',
    head: ['Board', 'Region', 'Stage', 'Shared care record', 'Who does what next'],
    rows: regions.flatMap(({ region, boards }) =>
      boards.length === 0
        ? [[{ text: 'None yet', tag: 'orange' as const }, ...words(region.name, '', '', '')]]
        : boards.map(one => [
            { text: one.name, href: below('/programme/boards', one.icb) },
            ...words(region.name, ICB_STAGE_WORDS[one.stage], one.sharedCareRecord ?? ''),
            { text: one.nextAction === undefined ? '' : `${one.nextAction.owner}: ${one.nextAction.what}` },
          ]),
    ),
    empty: '',
  }
}

/** How far the care settings of all boards are, each setting of each board counted once. */
export function coverageChart({ rows }: Pick<Coverage, 'rows'>) {
  const cells = rows.flatMap(one => one.cells)
  const count = (state: string) => cells.filter(one => one.state === state).length
  const states = ['nothing', ...COVERAGE]
  return presentChart({
    ...{ id: 'coverage', title: 'Care settings of all boards', kind: 'bars', of: 'How far', counts: 'Care settings' },
    description: `${count('live')} of ${cells.length} care settings of the boards are live.`,
    points: cells.length === 0 ? [] : states.map(state => ({ label: state, value: count(state) })),
  })
}

function coverageTable({ settings, rows }: Coverage): Table {
  const names = new Map(settings.map(one => [one.code, one.name]))
  return {
    caption: 'Coverage of each board',
    head: ['Board', 'Settled', 'Live', 'In progress or planned', 'Live sites'],
    rows: rows.map(({ icb, name, cells, settled }) => {
      const named = (states: readonly string[]) =>
        cells.filter(one => states.includes(one.state)).map(one => names.get(one.careSetting) ?? one.careSetting)
      return [
        { text: name, href: below('/programme/boards', icb) },
        { text: `${settled} of ${cells.length}` },
        ...words(named(['live']).join('; '), named(['in progress', 'planned']).join('; ')),
        { text: String(cells.reduce((sum, one) => sum + one.liveSites, 0)) },
      ]
    }),
    empty: 'No board is engaged.',
  }
}

function interestsTable(interests: readonly Interest[]): Table {
  return {
    caption: 'Expressions of interest',
    head: ['Board', 'Came on', 'Wrote', 'Reference', 'Acknowledgement'],
    rows: interests.map(one => [
      ...words(placeName(one.icb), day(one.on), one.contactPost, one.reference),
      { text: one.deliveredAt === null ? 'Leaves with the next letters' : `Left ${dateAndTime(one.deliveredAt)}` },
    ]),
    empty: 'None came.',
  }
}
