import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { writeAudit } from './audit/write-audit.ts'
import { makeMonths } from './partitions.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.end())

const audited = (day: string) =>
  writeAudit(database.owner, {
    entryId: `00000000-0000-4000-8000-0000${day.replaceAll('-', '')}`,
    at: new Date(`${day}T12:00:00Z`),
    action: 'look-up',
    outcome: 'NotKnown',
    channel: 'fhir',
    requestId: 'r',
    asker: {},
  })

async function places(): Promise<string[]> {
  const rows = await database.owner.query<{ place: string }>({
    text: `select tableoid::regclass::text || ' ' || to_char(at at time zone 'UTC', 'YYYY-MM-DD') as place
      from audit.entry order by at`,
  })
  return rows.map(row => row.place)
}

test('months are made once, over the turn of a year, also when two make them at the same moment', async () => {
  const december = new Date('2030-12-31T23:59:59Z')
  const both = await Promise.all([1, 2].map(() => makeMonths(database.owner, december, 1)))
  const names = ['audit.entry_2030_12', 'audit.entry_2031_01', 'lookup.access_2030_12', 'lookup.access_2031_01']
  assert.deepEqual(both.flat().sort(), names)
  assert.deepEqual(await makeMonths(database.owner, december, 1), [])
})

test('a row goes to its month', async () => {
  await audited('2030-12-31')
  await audited('2031-01-01')
  assert.deepEqual(await places(), ['audit.entry_2030_12 2030-12-31', 'audit.entry_2031_01 2031-01-01'])
})

test('rows that came before their month was made are kept, and move into it', async () => {
  await audited('2031-02-01')
  await audited('2031-03-01')
  assert.deepEqual((await places()).slice(2), ['audit.entry_rest 2031-02-01', 'audit.entry_rest 2031-03-01'])
  await makeMonths(database.owner, new Date('2031-02-15T00:00:00Z'), 0)
  assert.deepEqual((await places()).slice(2), ['audit.entry_2031_02 2031-02-01', 'audit.entry_rest 2031-03-01'])
})
