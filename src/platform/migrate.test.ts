import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { migrate } from './migrate.ts'

let database: TestDatabase
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrations-'))

before(async () => {
  database = await testDatabase()
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true })
})

test('a migration runs once, also when two start at the same moment', async () => {
  fs.writeFileSync(path.join(folder, '0001-one.sql'), 'create table platform.once (n int)')
  const runs = await Promise.all([migrate(database.owner, folder), migrate(database.owner, folder)])
  assert.deepEqual(runs.flat(), ['0001-one.sql'])
})

test('a migration that fails leaves nothing behind and may run again when mended', async () => {
  fs.writeFileSync(path.join(folder, '0002-two.sql'), 'create table platform.half (n int); select 1 / 0')
  await assert.rejects(migrate(database.owner, folder), /division by zero/)
  fs.writeFileSync(path.join(folder, '0002-two.sql'), 'create table platform.half (n int)')
  assert.deepEqual(await migrate(database.owner, folder), ['0002-two.sql'])
})

test('a migration that already ran may not be changed', async () => {
  fs.writeFileSync(path.join(folder, '0001-one.sql'), 'create table platform.twice (n int)')
  await assert.rejects(migrate(database.owner, folder), {
    code: 'MIGRATION_CHANGED',
    message: 'A migration that has already run was changed (0001-one.sql)',
  })
})
