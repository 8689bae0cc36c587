import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { movedClock } from '../../test/support/register.ts'
import { openPool } from './database.ts'
import { silentLog } from './log.ts'
import { systemRandomness } from './randomness.ts'
import { markRestored, openRestoredCheck, readRestored, unmarkRestored } from './restored.ts'

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')

before(async () => {
  database = await testDatabase()
})
after(() => database.end())

test('a mark holds until it is taken away, is seen within a second, and read once a second', async () => {
  const db = database.pool('register')
  let reads = 0
  const counting = { ...database.pool('lookup'), query: counted }
  function counted<Row>(statement: Parameters<typeof db.query>[0]): Promise<Row[]> {
    reads += 1
    return database.pool('lookup').query<Row>(statement)
  }
  const isClosed = openRestoredCheck(counting, clock)
  assert.deepEqual([await isClosed(), await isClosed(), reads], [false, false, 1])
  const restoredTo = new Date('2026-11-22T09:00:00Z')
  assert.equal(await markRestored({ db, clock, randomness: systemRandomness }, restoredTo), true)
  assert.equal(await markRestored({ db, clock, randomness: systemRandomness }), false)
  assert.deepEqual(await readRestored(db), { restoredAt: clock.now(), restoredTo })
  clock.forward(1 / 3600)
  assert.deepEqual([await isClosed(), reads], [true, 2])
  assert.deepEqual(
    [await unmarkRestored(db, 'ops', clock.now()), await unmarkRestored(db, 'ops', clock.now())],
    [true, false],
  )
  clock.forward(1 / 3600)
  assert.equal(await isClosed(), false)
  await markRestored({ db, clock, randomness: systemRandomness })
  assert.deepEqual(await readRestored(db), { restoredAt: clock.now() })
})

test('what could not be read is read again at once, and thrown as it is', async () => {
  const away = openPool('lookup', { databaseUrl: 'postgresql://{role}@/none?host=/nonexistent', log: silentLog })
  const isClosed = openRestoredCheck(away, clock)
  await assert.rejects(isClosed(), { code: 'ENOENT' })
  await assert.rejects(isClosed(), { code: 'ENOENT' })
  await away.end()
})
