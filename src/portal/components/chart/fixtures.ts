import { type ChartWish, presentChart } from './presenter.ts'

const wish: ChartWish = {
  id: 'look-ups',
  title: 'Look-ups a week',
  description: 'Look-ups rose from 120 to 480 in ten weeks.',
  kind: 'bars',
  of: 'Week',
  counts: 'Look-ups',
  points: Array.from({ length: 10 }, (_, index) => ({ label: `${index + 1}`, value: 120 + index * 40 })),
}

export const fixtures = {
  bars: { macro: 'chart', of: presentChart(wish) },
  line: { macro: 'chart', of: presentChart({ ...wish, id: 'line', kind: 'line' }) },
  'no figures': { macro: 'chart', of: presentChart({ ...wish, points: [] }) },
  'all zero': { macro: 'chart', of: presentChart({ ...wish, points: [{ label: 'May', value: 0 }] }) },
}
