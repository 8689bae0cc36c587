import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { makeMonths } from './partitions.ts'
import { readShape } from './shape.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.end())

test('columns, indexes and grants of a table, in a stable order', async () => {
  await database.owner.query({
    text: `create table audit.shaped (b text not null, a int primary key);
      grant insert, select on audit.shaped to cpis_mesh, cpis_auditor`,
  })
  assert.deepEqual((await readShape(database.owner))['audit.shaped'], [
    'b text not null',
    'a integer not null',
    'CREATE UNIQUE INDEX shaped_pkey ON audit.shaped USING btree (a)',
    'cpis_auditor may insert, select',
    'cpis_mesh may insert, select',
  ])
})

test('partitions do not change the shape', async () => {
  const before = await readShape(database.owner)
  await makeMonths(database.owner, new Date('2040-01-01T00:00:00Z'), 0)
  assert.deepEqual(await readShape(database.owner), before)
})
