import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { PROJECT_FOLDER } from '../platform/index.ts'
import { loadActivities, loadRoleDirectory, recordRoleDirectory } from './load-role-directory.ts'
import { type ActivityRow, readActivities, readRoleProfiles } from './reference.ts'

let database: TestDatabase
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'role-directory-'))
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 12, minute))

before(async () => {
  database = await testDatabase()
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true })
})

const count = async (table: string) =>
  (await database.owner.query<{ n: number }>({ text: `select count(*) as n from identity.${table}` }))[0]?.n

test('activities alone can be loaded, for a service without invented people', async () => {
  await loadActivities(database.owner)
  assert.equal(await count('activity'), readActivities().length)
  assert.equal(await count('role_profile'), 0)
})

test('loading twice changes nothing', async () => {
  for (const minute of [1, 2]) await loadRoleDirectory(database.owner, { now: () => at(minute) })
  const text = 'select distinct recorded_at, replaced_at from identity.role_profile'
  assert.deepEqual(await database.owner.query({ text }), [{ recorded_at: at(1), replaced_at: null }])
  assert.equal(await count('role_profile'), readRoleProfiles().length)
  assert.equal(await count('activity_includes'), 2)
})

test('a changed name is a new version and the earlier one is kept; what is gone from its source is withdrawn', async () => {
  const [ada, basil, ...rest] = readRoleProfiles()
  assert.ok(ada && basil)
  const roleProfiles = [{ ...ada, person_family: 'Changed' }, ...rest]
  await recordRoleDirectory(database.owner, { activities: readActivities(), roleProfiles }, at(3))
  const versions = await database.owner.query({
    text: `select person_family, recorded_at, replaced_at from identity.role_profile
      where recorded_at > $1 or replaced_at is not null order by role_profile_id, recorded_at`,
    values: [at(2)],
  })
  assert.deepEqual(versions, [
    { person_family: 'Example', recorded_at: at(1), replaced_at: at(3) },
    { person_family: 'Changed', recorded_at: at(3), replaced_at: null },
    { person_family: 'Sample', recorded_at: at(1), replaced_at: at(3) },
  ])
})

test('a directory of another source does not withdraw ours', async () => {
  const [ada] = readRoleProfiles()
  assert.ok(ada)
  const stranger = { ...ada, role_profile_id: '555254249999', source: 'another directory' }
  await recordRoleDirectory(database.owner, { activities: [], roleProfiles: [stranger] }, at(4))
  const text = 'select count(*) as n from identity.role_profile where replaced_at = $1'
  assert.deepEqual(await database.owner.query({ text, values: [at(4)] }), [{ n: 0 }])
})

test('a role that comes to hold both activities, by itself or by inclusion, is found by the audit, each version once', async () => {
  const text = `select user_id, role_profile_id, organisation, outcome, channel from audit.entry
    where action = 'role-with-both-activities' and at = $1`
  const found = (minute: number) => database.owner.query({ text, values: [at(minute)] })
  const both = { role_profile_id: '555254242109', user_id: '656005750111', organisation: 'X99' }
  const told = { outcome: 'found', channel: 'role-directory' }
  assert.deepEqual(await found(1), [{ ...both, ...told }])
  const [ada] = readRoleProfiles()
  assert.ok(ada)
  const odd = { ...ada, role_profile_id: '555254249998', source: 'a third directory' }
  const record = (minute: number, activities: ActivityRow[], activity_codes: string[]) =>
    recordRoleDirectory(database.owner, { activities, roleProfiles: [{ ...odd, activity_codes }] }, at(minute))
  await record(10, [], ['X-SAFEGUARDING'])
  assert.deepEqual(await found(10), [])
  const including = readActivities().map(row =>
    row.code === 'X-SAFEGUARDING' ? { ...row, includes: [...row.includes, 'B0170'] } : row,
  )
  await record(11, including, ['X-SAFEGUARDING'])
  const lead = { role_profile_id: '555254242220', user_id: '656005750220', organisation: 'X99' }
  const newcomer = { role_profile_id: '555254249998', user_id: '656005750107', organisation: 'X99' }
  assert.deepEqual(await found(11), [
    { ...lead, ...told },
    { ...newcomer, ...told },
  ])
  await record(12, including, ['X-SAFEGUARDING'])
  assert.deepEqual(await found(12), [])
  await record(13, readActivities(), ['B0107'])
  assert.deepEqual(await found(13), [])
})

test('the service may read the directory and never write it', async () => {
  const db = database.pool('identity')
  for (const text of ["update identity.role_profile set org_ods = 'X98'", 'delete from identity.activity_includes'])
    await assert.rejects(db.query({ text }), /permission denied/)
})

test('every role of the file is at an organisation of the invented list', () => {
  const file = path.join(PROJECT_FOLDER, 'db', 'reference', 'organisations.csv')
  const known = new Set(
    (parse(fs.readFileSync(file), { columns: true }) as { ods_code: string }[]).map(row => row.ods_code),
  )
  assert.deepEqual(
    readRoleProfiles()
      .map(row => row.org_ods)
      .filter(code => !known.has(code)),
    [],
  )
})

test('a file that cannot be used is refused by name and line', () => {
  const header =
    'role_profile_id,user_id,job_role_code,job_role_name,org_ods,org_name,person_prefix,person_given,person_family,activity_codes,valid_from,valid_to,source'
  const good = '555254242105,656005750107,S8000:G8000:R8001,Nurse,X99,EXAMPLE,,Ada,Example,B0107,2021-04-01,,invented'
  const refusedAt = (line: string) => ({
    code: 'ROLE_DIRECTORY_INVALID',
    message: `A file of activities or role profiles cannot be used (roles.csv${line})`,
  })
  const file = path.join(folder, 'roles.csv')
  const read = (...lines: string[]) => {
    fs.writeFileSync(file, [header, ...lines].join('\n'))
    return readRoleProfiles(file)
  }
  assert.equal(read(good)[0]?.person_prefix, null)
  assert.throws(() => readRoleProfiles(path.join(folder, 'none', 'roles.csv')), refusedAt(''))
  assert.throws(() => read(good, 'too,short'), refusedAt(''))
  assert.throws(() => read(good, good.replace('555254242105', '55525424210')), refusedAt(' line 3'))
  assert.throws(() => read(good.replace('2021-04-01', '2021-02-31')), refusedAt(' line 2'))
  assert.throws(() => read(good.replace('Ada', '')), refusedAt(' line 2'))
  assert.throws(() => read(good.replace('invented', '')), refusedAt(' line 2'))
})
