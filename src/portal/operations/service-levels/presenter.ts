import type { ServiceLevel, ServiceLevels } from '../../../operations/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { figure, type Table } from '../../components/table/presenter.ts'
import { dateAndTime } from '../../frame/words.ts'

/** What is promised, by its name. */
export const LEVEL_WORDS: Readonly<Record<ServiceLevel['name'], string>> = {
  'look-ups': 'Look-ups answered rightly within 2 seconds',
  availability: 'Minutes in which the API was there',
  notices: 'Notices with MESH within 5 seconds',
}

/** `99.95 %`, never rounded up; words where nothing counted. */
export function percentOf(ratio: number | undefined): string {
  return ratio === undefined ? 'Nothing to measure yet' : `${percent(ratio)} %`
}

/** Three decimals, down: 99.9996 is not 100. */
function percent(ratio: number): number {
  return Math.floor(ratio * 100_000 + 1e-6) / 1000
}

/** The service levels of the last 30 days, and whether the error budget burns. */
export function presentServiceLevels({ from, at, levels, burns }: ServiceLevels) {
  return {
    title: 'Service levels',
    span: `From ${dateAndTime(from)} to ${dateAndTime(at)}.`,
    table: {
      caption: 'What was promised, and what was kept',
      head: ['Promise', 'Promised', 'Kept', 'Good', 'All', 'Error budget left', 'State'],
      rows: levels.map(level => [
        { text: LEVEL_WORDS[level.name] },
        { text: percentOf(level.objective), isNumber: true },
        { text: percentOf(level.ratio), isNumber: true },
        figure(level.good),
        figure(level.valid),
        { text: budgetOf(level), isNumber: true },
        stateOf(level),
      ]),
      empty: '',
    } satisfies Table,
    burns: {
      caption: 'How fast the error budget of look-ups burns',
      head: ['Over', 'Look-ups', 'Bad', 'Times too fast', 'Alarm from', 'State'],
      rows: burns.map(({ hours, valid, bad, rate, factor, isBurning }) => [
        { text: hours === 1 ? 'the last hour' : `the last ${hours} hours` },
        figure(valid),
        figure(bad),
        { text: rate.toFixed(1), isNumber: true },
        { text: String(factor), isNumber: true },
        isBurning ? { text: 'Burning', tag: 'red' as const } : { text: 'Calm', tag: 'green' as const },
      ]),
      empty: '',
    } satisfies Table,
    chart: presentChart({
      id: 'budget',
      title: 'Error budget left, of a hundred',
      description: describedBudgets(levels),
      kind: 'bars',
      of: 'Promise',
      counts: 'Left %',
      points: levels.flatMap(({ name, budgetLeft }) =>
        budgetLeft === undefined ? [] : [{ label: SHORT[name], value: Math.max(0, Math.floor(budgetLeft * 100)) }],
      ),
    }),
  }
}

const SHORT: Readonly<Record<ServiceLevel['name'], string>> = {
  'look-ups': 'Look-ups',
  availability: 'Availability',
  notices: 'Notices',
}

function budgetOf({ budgetLeft }: ServiceLevel): string {
  if (budgetLeft === undefined) return 'whole'
  return budgetLeft < 0 ? 'spent' : `${Math.floor(budgetLeft * 100)} %`
}

function stateOf({ ratio, isKept }: ServiceLevel) {
  if (ratio === undefined) return { text: 'No figures', tag: 'grey' as const }
  return isKept ? { text: 'Kept', tag: 'green' as const } : { text: 'Not kept', tag: 'red' as const }
}

function describedBudgets(levels: readonly ServiceLevel[]): string {
  const spent = levels.filter(({ budgetLeft }) => budgetLeft !== undefined && budgetLeft <= 0)
  if (levels.every(({ budgetLeft }) => budgetLeft === undefined)) return 'There is nothing to draw yet.'
  return spent.length === 0
    ? 'No budget of the last 30 days is spent.'
    : `Spent: ${spent.map(({ name }) => SHORT[name].toLowerCase()).join(', ')}.`
}

/** The same, for a spreadsheet. */
export function rowsOfLevels({ levels }: ServiceLevels): (string | number)[][] {
  return [
    ['promise', 'promised_percent', 'kept_percent', 'good', 'all', 'budget_left_percent'],
    ...levels.map(({ name, objective, ratio, good, valid, budgetLeft }) => [
      name,
      percent(objective),
      ratio === undefined ? '' : percent(ratio),
      good,
      valid,
      budgetLeft === undefined ? '' : Math.floor(budgetLeft * 100),
    ]),
  ]
}
