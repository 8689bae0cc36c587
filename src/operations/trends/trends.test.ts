import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock, nhsNumber, uploader } from '../../../test/support/register.ts'
import { loadReference } from '../../care-settings/index.ts'
import { systemRandomness, writeAudit } from '../../platform/index.ts'
import { makeQualityReports } from '../data-quality/make-reports.ts'
import { runWatch } from '../watch/run-watch.ts'
import { testWatch } from '../watch-for-tests.ts'
import { nationalTrend, readTrends, TREND_DAYS } from './trends.ts'

const database = await testDatabase()
after(() => database.end())
const clock = movedClock('2026-11-21T06:00:00Z')
const deps = { db: database.pool('operations'), clock }

test('without anything there are days with nothing, and no trend', async () => {
  const { uploads, notices, mesh, lookUps } = await readTrends(deps)
  assert.equal(uploads.length, TREND_DAYS)
  assert.deepEqual(uploads.at(-1), { day: '2026-11-21', files: 0, refused: 0 })
  assert.deepEqual(notices[0], { day: '2026-11-08', made: 0, undeliverable: 0 })
  assert.deepEqual([mesh, lookUps, await nationalTrend(deps)], [[], [], []])
})

test('uploads, look-ups by setting, the daily watch and the share that is matched, by day', async () => {
  await loadReference(database.owner, { invented: true })
  const row = (number: number) => ({
    person: { nhsNumber: nhsNumber(number) },
    plans: [{ type: 'CPP', start: '2026-01-05' }] as const,
  })
  await uploader(database, clock, 'X01').upload([row(1), row(2)])
  clock.at('2026-11-22T00:30:00Z')
  await uploader(database, clock, 'X02').upload([row(3)])
  const watch = await testWatch(database)
  watch.setTime('2026-11-22T08:00:00Z')
  await makeQualityReports({ ...watch.deps, register: database.pool('register') })
  await runWatch(watch.deps, watch.report)
  for (const [organisation, mode, outcome] of [
    ['X99', 'standard', 'Known'],
    ['X99', 'silent', 'NotKnown'],
    ['Z00', 'silent', 'Known'],
    ['X99', 'silent', 'NotChecked'],
  ] as const)
    await writeAudit(database.pool('lookup'), {
      entryId: systemRandomness.uuid(),
      at: clock.now(),
      action: 'look-up',
      outcome,
      mode,
      channel: 'fhir',
      requestId: systemRandomness.uuid(),
      asker: { organisation },
    })
  const { uploads, mesh, lookUps } = await readTrends(deps)
  assert.deepEqual(
    uploads.slice(-2).map(one => [one.day, one.files]),
    [
      ['2026-11-21', 1],
      ['2026-11-22', 1],
    ],
  )
  assert.deepEqual(mesh, [{ day: '2026-11-22', watched: 3, disconnected: 0, uncollected: 0 }])
  assert.deepEqual(
    lookUps.map(({ standard, silent }) => [standard, silent]),
    [
      [1, 1],
      [0, 1],
    ],
  )
  assert.equal(lookUps[1]?.setting, 'Setting not known')
  assert.deepEqual(await nationalTrend(deps), [
    { day: '2026-11-21', matchedPercent: 100 },
    { day: '2026-11-22', matchedPercent: 100 },
  ])
})
