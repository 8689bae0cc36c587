import { presentGauge } from './presenter.ts'

const wish = { id: 'matched', title: 'Matched to an NHS number', aim: 95 }

export const fixtures = {
  reached: { macro: 'gauge', of: presentGauge({ ...wish, percent: 98.4 }) },
  below: { macro: 'gauge', of: presentGauge({ ...wish, percent: 71 }) },
  none: { macro: 'gauge', of: presentGauge({ ...wish, percent: undefined }) },
}
