import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsPicture, shown } from './bars.ts'
import { capacityOf, type Needed, readAssumptions } from './capacity.ts'
import { capacityPage } from './capacity-page.ts'
import { readMeasured } from './measured.ts'
import { performancePages } from './performance-page.ts'

// The committed pages are held against the committed run by test/reference.test.ts.

const wish = {
  title: 'Rows & columns',
  description: 'Two bars',
  unit: 'a second',
  series: ['ours'],
  groups: [
    { label: 'first', values: [50] },
    { label: 'second', values: [undefined] },
  ],
  aim: 100,
}

test('a picture has its title, its bars from the left, its aim, and says what was not measured', () => {
  const picture = barsPicture(wish)
  assert.match(picture, /<title>Rows &amp; columns<\/title>/)
  // From 210 to 690 are 100; 50 reach half-way.
  assert.match(picture, /<rect x="210" y="62" width="240" height="14"/)
  assert.match(picture, />aim 100</)
  assert.match(picture, />not measured</)
  assert.equal(picture, barsPicture(wish))
})

test('figures have three digits that mean something', () => {
  assert.deepEqual([0.51234, 98.765, 12_345.6, 150_000].map(shown), ['0.512', '98.8', '12,350', '150,000'])
})

test('a bench that failed leaves its part out, and capacity unreckoned', () => {
  const { notice: _, ...rest } = readMeasured()
  const [page] = performancePages(rest)
  assert.doesNotMatch(page?.text ?? '', /From a look-up to its notice/)
  assert.match(capacityPage(rest, readAssumptions()), /is not whole, so nothing is reckoned/)
})

test('capacity is the time of one look-up times how many there are, at the share that may be busy', () => {
  const measured = {
    lookup: { cpuMs: 0.5 },
    notice: { workerCpuMs: 1, postgresCpuMs: 2, walBytes: 10_000, diskBytes: 5_000, networkBytes: 2_500 },
    mesh: { cpuMsPerCycle: 0.1 },
    growth: { bytesPerAccess: 3_000, bytesPerRecord: 500 },
    upload: { perSecond: 100 },
  } as unknown as Needed
  const plan = {
    name: 'A small one',
    authorities: 10,
    records: 2_000_000,
    peakLookUpsPerSecond: 1_000,
    accessesPerYear: 12_000_000,
  }
  const prices = { currency: 'GBP', coreHour: 1, gigabyteMonth: 10 }
  const found = capacityOf(plan, measured, { ...readAssumptions(), busy: 0.5, copies: 2, prices })
  assert.deepEqual(found.cores, { api: 1, worker: 2, mesh: 0.2, postgres: 4 })
  assert.deepEqual(found.processes, { api: 2, worker: 2, mesh: 2 })
  assert.deepEqual([found.diskGbOfRecords, found.diskGbOfAYear, found.walMbPerSecond], [1, 96, 10])
  // 6 processes and 2 × 4 cores for 730 hours, 2 × 97 GB; a million look-ups a month.
  assert.equal(found.costOfAMonth, 14 * 730 + 2 * 97 * 10)
  assert.equal(found.costOfAMillion, found.costOfAMonth)
})
