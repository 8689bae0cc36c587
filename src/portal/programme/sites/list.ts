import {
  addSite,
  type ModeRow,
  modes,
  PROVIDER_TYPES,
  SITE_STAGES,
  type SiteRow,
  siteTable,
} from '../../../programme/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { type Cell, figure, type Table, words } from '../../components/table/presenter.ts'
import { type Act, choicesOf, given } from '../screen/act.ts'
import type { Asked, Choice } from '../screen/form-model.ts'
import { filters, form } from '../screen/forms.ts'
import { links, pagedWithCsv, picture } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { ICB_CHOICES, placeName, REGION_CHOICES, STAGE_CHOICES, TYPE_WORDS } from './words.ts'

const FILTERS: Asked = {
  id: 'which',
  title: 'Which sites are shown',
  submit: 'Show these',
  fields: [
    { name: 'line', label: 'Line of the report', as: 'one' },
    { name: 'region', label: 'Region', as: 'one', choices: REGION_CHOICES },
    { name: 'stage', label: 'Stage', as: 'one', choices: STAGE_CHOICES },
    {
      name: 'only',
      label: 'Only those',
      as: 'one',
      choices: [
        ['overdue', 'whose planned day is over'],
        ['blocked', 'that are blocked'],
      ],
    },
  ],
}

const ADD: Act = {
  id: 'add',
  title: 'Add a site',
  fields: [
    { name: 'key', label: 'Short name', hint: 'Small letters, digits and hyphens, as bridge-end-surgery' },
    { name: 'name', label: 'Name of the site' },
    { name: 'type', label: 'What it is', as: 'one', choices: choicesOf(TYPE_WORDS) },
    { name: 'careSettings', label: 'Care settings, all of one line of the report', as: 'several' },
    { name: 'stage', label: 'Stage', as: 'one', choices: STAGE_CHOICES },
    { name: 'icb', label: 'Integrated care board', as: 'one', choices: ICB_CHOICES, isOptional: true },
    { name: 'provider', label: 'Short name of its provider', isOptional: true },
    { name: 'odsCode', label: 'ODS code', isOptional: true },
    {
      name: 'planned',
      label: 'Plans to go live',
      hint: 'As exactly as it is known: 31 May 2023, mid-June, Q1 2023/24',
      isOptional: true,
    },
  ],
  run: ({ deps, by, typed }) =>
    addSite(
      deps,
      { key: typed.get('key'), by },
      {
        ...{
          type: typed.one('type', PROVIDER_TYPES),
          careSettings: typed.all('careSettings'),
          stage: typed.one('stage', SITE_STAGES),
        },
        ...given({ name: typed.maybe('name'), icb: typed.maybe('icb'), provider: typed.maybe('provider') }),
        ...given({ odsCode: typed.maybe('odsCode'), planned: typed.maybe('planned') }),
      },
    ),
  onTo: typed => below('/programme/sites', typed.get('key')),
}

export const sitesScreen: Screen = {
  section: 'sites',
  path: '/sites',
  acts: [ADD],
  show: async (deps, { query }, look) =>
    presentSites({ rows: await siteTable(deps), settings: settingChoices(await modes(deps)) }, { ...look, query }),
  lists: { all: async (deps, { query }) => wholeTable(chosen(await siteTable(deps), query)) },
}

/** The new care settings to choose from. */
export function settingChoices(rows: readonly ModeRow[]): Choice[] {
  return rows.filter(one => one.isNew).map(one => [one.careSetting, one.name])
}

type Known = { readonly rows: readonly SiteRow[]; readonly settings: readonly Choice[] }

/** The register of sites, as far as the query wants it. */
export function presentSites({ rows, settings }: Known, look: Look & { readonly query: URLSearchParams }): Shown {
  const { query, path } = look
  const shown = chosen(rows, query)
  const lineChoices = [...new Set(rows.map(one => one.line))].map((line): Choice => [line, line])
  const asked = {
    ...FILTERS,
    fields: FILTERS.fields.map(one => (one.name === 'line' ? { ...one, choices: lineChoices } : one)),
  }
  return {
    title: 'Sites',
    intro: [
      `${shown.length} of ${rows.length} entries of the register; some stand for several sites that have no name yet.`,
    ],
    parts: [
      filters(asked, path, query),
      picture(stageChart(shown)),
      ...pagedWithCsv(sitesTable(shown), `${path}/all.csv?${query}`, look),
      form(ADD, look, { choices: { careSettings: settings } }),
      links('Beside the sites', {
        text: 'Providers: their contacts, and the sites wanted of them',
        href: '/programme/providers',
      }),
    ],
  }
}

/** What the query wants of the rows. */
export function chosen(rows: readonly SiteRow[], query: URLSearchParams): SiteRow[] {
  const isWanted = (name: string, value: string | undefined) =>
    (query.get(name) ?? '') === '' || query.get(name) === value
  const only = query.get('only') ?? ''
  return rows.filter(
    one =>
      isWanted('line', one.line) &&
      isWanted('region', one.region) &&
      isWanted('stage', one.stage) &&
      (only !== 'overdue' || one.overdue) &&
      (only !== 'blocked' || one.blockers.length > 0),
  )
}

/** How many sites are at which stage. */
export function stageChart(rows: readonly Pick<SiteRow, 'stage' | 'count'>[]) {
  const points = SITE_STAGES.flatMap(stage => {
    const value = rows.filter(one => one.stage === stage).reduce((sum, one) => sum + one.count, 0)
    return value === 0 ? [] : [{ label: SHORT_STAGES[stage], value }]
  })
  const live = rows.filter(one => one.stage === 'live').reduce((sum, one) => sum + one.count, 0)
  const all = points.reduce((sum, one) => sum + one.value, 0)
  return presentChart({
    ...{ id: 'sites-by-stage', title: 'Sites by stage', kind: 'bars', of: 'Stage', counts: 'Sites', points },
    description: `${live} of ${all} sites are live.`,
  })
}

/** Under a bar there is little room. */
const SHORT_STAGES: Readonly<Record<SiteRow['stage'], string>> = {
  ...{ sought: 'Sought', identified: 'Identified', contact_confirmed: 'Contact', signed_up: 'Signed up' },
  ...{ arranging_training: 'Arranging', in_training: 'Training', ready: 'Ready', live: 'Live' },
  ...{ paused: 'Paused', withdrawn: 'Withdrawn' },
}

/** Sites as rows, each leading to its page. */
export function sitesTable(rows: readonly SiteRow[]): Table {
  return {
    caption: 'Register of sites',
    head: ['Site', 'Line', 'Stage', 'Plans to go live', 'In the way', 'Sites'],
    rows: rows.map(one => [
      { text: one.name ?? `${one.count} without a name (${one.key})`, href: below('/programme/sites', one.key) },
      { text: one.line },
      stageCell(one),
      { text: plannedWords(one) },
      { text: one.blockers.map(blocker => blocker.reason).join('; ') },
      figure(one.count),
    ]),
    empty: 'No site is like this.',
  }
}

/** The same for a spreadsheet, with all that is known of each. */
function wholeTable(rows: readonly SiteRow[]): Table {
  return {
    caption: 'Register of sites',
    head: [
      'Key',
      'Name',
      'Sites',
      'Type',
      'Line',
      'Region',
      'Board',
      'ODS code',
      'Stage',
      'Since',
      'Planned',
      'Overdue',
      'Blocked by',
    ],
    rows: rows.map(one => [
      ...words(one.key, one.name ?? ''),
      figure(one.count),
      ...words(
        one.type,
        one.line,
        placeName(one.region),
        placeName(one.icb),
        one.odsCode ?? '',
        one.stageWords,
        one.since,
      ),
      ...words(one.planned ?? '', one.overdue ? 'yes' : 'no', one.blockers.map(blocker => blocker.kind).join('; ')),
    ]),
    empty: '',
  }
}

function stageCell({ stage, stageWords }: SiteRow): Cell {
  return {
    text: stageWords,
    tag: stage === 'live' ? 'green' : stage === 'paused' || stage === 'withdrawn' ? 'grey' : 'blue',
  }
}

function plannedWords({ planned, overdue }: Pick<SiteRow, 'planned' | 'overdue'>): string {
  return planned === undefined ? '' : overdue ? `${planned}: over` : planned
}
