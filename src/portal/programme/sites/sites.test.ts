import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../../../platform/index.ts'
import type { SiteRow } from '../../../programme/index.ts'
import { chosen, presentSites, sitesTable, stageChart } from './list.ts'

const SITE: SiteRow = {
  ...{ key: 'bridge-end', name: 'Bridge End Surgery', count: 1, type: 'gp-practice', careSettings: ['gp-in-hours'] },
  ...{ line: 'General practice in hours', setting: 'General practice in hours', stage: 'live', stageWords: 'live' },
  ...{ since: calendarDate('2023-05-22'), overdue: false, smartcards: 'yes', blockers: [], owner: 'programme' },
}
const GROUP: SiteRow = {
  ...{ key: 'sarcs', count: 2, type: 'sarc', careSettings: ['sarc'], line: 'SARCs', setting: 'SARCs', region: 'Y62' },
  ...{ stage: 'identified', stageWords: 'potential early adopter identified', since: SITE.since, smartcards: 'no' },
  ...{ overdue: true, planned: 'end of May 2023', owner: 'programme' },
  blockers: [{ kind: 'network', reason: 'no wireless network', since: SITE.since }],
}
const rows = [SITE, GROUP]
const keys = (query: string) => chosen(rows, new URLSearchParams(query)).map(one => one.key)

test('a query chooses by line, region, stage, and what is wrong', () => {
  assert.deepEqual(keys(''), ['bridge-end', 'sarcs'])
  assert.deepEqual(keys('stage=live'), ['bridge-end'])
  assert.deepEqual(keys('region=Y62&line='), ['sarcs'])
  assert.deepEqual(keys('only=overdue'), ['sarcs'])
  assert.deepEqual(keys('only=blocked&stage=live'), [])
})

test('a site that is only counted stands under its number, with what is in the way', () => {
  const [, group] = sitesTable(rows).rows
  assert.deepEqual(
    group?.map(cell => cell.text),
    [
      '2 without a name (sarcs)',
      'SARCs',
      'potential early adopter identified',
      'end of May 2023: over',
      'no wireless network',
      '2',
    ],
  )
})

test('the chart counts sites, not rows, and says how many are live', () => {
  const chart = stageChart(rows)
  assert.equal(chart.description, '1 of 3 sites are live.')
  assert.deepEqual(
    chart.table.rows.map(([stage, count]) => [stage?.text, count?.text]),
    [
      ['Identified', '2'],
      ['Live', '1'],
    ],
  )
})

test('more than 25 rows have pages, and the filters go with them', () => {
  const many = Array.from({ length: 30 }, (_, place) => ({ ...SITE, key: `site-${place}` }))
  const query = new URLSearchParams('stage=live&page=2')
  const look = { path: '/programme/sites', by: 'x', query }
  const { parts, intro } = presentSites({ rows: many, settings: [] }, look)
  assert.match(intro[0] ?? '', /^30 of 30 entries/)
  const pages = parts.flatMap(part => (part.kind === 'pages' ? [part.of] : []))
  assert.deepEqual(pages, [{ said: 'Page 2 of 2', previous: '/programme/sites?stage=live&page=1', next: '' }])
  const shown = parts.flatMap(part => (part.kind === 'list' ? [part.of.table.rows.length] : []))
  assert.deepEqual(shown, [5])
})
