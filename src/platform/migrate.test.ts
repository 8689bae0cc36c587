import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { processKeyring } from './keys/process-keyring.ts'
import { migrate, migrateTimed } from './migrate.ts'

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

test('a migration in TypeScript runs in its turn with the keys; one that throws leaves nothing behind', async () => {
  const body = (after: string) => `export async function migrate(tx, keyring) {
    await tx.query({ text: 'create table platform.sealed (value bytea)' })
    const values = [keyring.seal(Buffer.from('Robin'), 'platform.sealed')]
    await tx.query({ text: 'insert into platform.sealed values ($1)', values })
    ${after}
  }`
  fs.writeFileSync(path.join(folder, '0003-three.ts'), body("throw new Error('not yet')"))
  await assert.rejects(migrate(database.owner, folder), /not yet/)
  fs.rmSync(path.join(folder, '0003-three.ts'))
  fs.writeFileSync(path.join(folder, '0004-four.ts'), body(''))
  fs.writeFileSync(path.join(folder, '0005-five.sql'), 'alter table platform.sealed add column more text')
  fs.writeFileSync(path.join(folder, '0005-five.d.ts'), 'not a migration')
  assert.deepEqual(await migrate(database.owner, folder), ['0004-four.ts', '0005-five.sql'])
  const [row] = await database.owner.query<{ value: Buffer }>({ text: 'select value from platform.sealed' })
  assert.equal(
    processKeyring()
      .unseal(row?.value ?? Buffer.alloc(0), 'platform.sealed')
      .toString(),
    'Robin',
  )
})

test('a migration that waits for a table for longer than others may wait behind it is given up, and says so', async () => {
  fs.writeFileSync(path.join(folder, '0009-locked.sql'), 'alter table platform.half add column more text')
  const held = database.owner.transaction(async tx => {
    await tx.query({ text: 'select from platform.half' })
    await assert.rejects(migrate(database.owner, folder), { code: 'MIGRATION_LOCKED', detail: '0009-locked.sql' })
  })
  await held
  const [run] = await migrateTimed(database.owner, folder)
  assert.equal(run?.name, '0009-locked.sql')
  assert.ok((run?.ms ?? -1) >= 0)
})

test('a migration that already ran may not be changed', async () => {
  fs.writeFileSync(path.join(folder, '0001-one.sql'), 'create table platform.twice (n int)')
  await assert.rejects(migrate(database.owner, folder), {
    code: 'MIGRATION_CHANGED',
    message: 'A migration that has already run was changed (0001-one.sql)',
  })
})
