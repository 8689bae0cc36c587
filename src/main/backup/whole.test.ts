import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import {
  openPool,
  openPoolAsNamed,
  processKeyring,
  silentLog,
  systemClock,
  systemRandomness,
} from '../../platform/index.ts'
import { makeBackup } from './make-backup.ts'
import { refusePartial } from './whole.ts'

// A copy that lacks rows without saying so is none: a row policy leaves out in silence.

const database = await testDatabase()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whole-'))
const copying = openPoolAsNamed(database.url.replace('{role}', 'cpis_backup'), { connections: 1, log: silentLog })
after(async () => {
  await copying.end()
  await database.end()
  fs.rmSync(folder, { recursive: true, force: true })
})
const owned = (text: string) => database.owner.query({ text })
const copy = async (name: string) => {
  const deps = { keyring: processKeyring(), clock: systemClock, randomness: systemRandomness }
  const { tables, shape } = await makeBackup({ ...deps, owner: copying }, path.join(folder, name))
  return { shape, rows: tables.map(table => `${table.name} ${table.rows} ${table.sha256}`) }
}

test('the login for copies sees what the owner sees, and may change nothing', async () => {
  const deps = { keyring: processKeyring(), clock: systemClock, randomness: systemRandomness }
  const whole = await makeBackup({ ...deps, owner: database.owner }, path.join(folder, 'of-the-owner'))
  assert.deepEqual(await copy('of-its-own'), {
    shape: whole.shape,
    rows: whole.tables.map(table => `${table.name} ${table.rows} ${table.sha256}`),
  })
  for (const text of ['delete from register.plan', 'update identity.role_profile set org_name = null'])
    await assert.rejects(copying.query({ text }), /permission denied/)
})

test('a table whose policy leaves rows out, or that has none for it, is refused by name', async () => {
  await owned(
    'drop policy of_backup on register.plan; create policy of_backup on register.plan to cpis_backup using (false)',
  )
  await owned('drop policy of_backup on lookup.access')
  const partial = { code: 'BACKUP_PARTIAL', detail: 'lookup.access, register.plan' }
  await assert.rejects(copy('partial'), partial)
  assert.deepEqual(
    fs.readdirSync(folder).filter(name => name === 'partial'),
    [],
  )
  await owned('drop policy of_backup on register.plan')
  for (const table of ['register.plan', 'lookup.access'])
    await owned(`create policy of_backup on ${table} for select to cpis_backup using (true)`)
  await refusePartial(copying)
})

test('so is one that a restrictive policy takes rows from, also where it is for everybody', async () => {
  await owned('create policy hidden on notifications.notification as restrictive using (false)')
  await assert.rejects(copy('restricted'), { code: 'BACKUP_PARTIAL', detail: 'notifications.notification' })
  await owned('drop policy hidden on notifications.notification')
})

test('a process of the service makes no copy', async () => {
  const worker = openPool('register', { databaseUrl: database.url, process: 'worker', connections: 1, log: silentLog })
  try {
    await assert.rejects(refusePartial(worker), { code: 'BACKUP_PARTIAL' })
  } finally {
    await worker.end()
  }
})
