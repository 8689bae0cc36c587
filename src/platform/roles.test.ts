import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { openPool, openPoolAsNamed } from './database.ts'
import { silentLog } from './log.ts'
import { CONTEXT_ROLES, PROCESS_ROLES, type ProcessRole } from './roles.ts'

// Who may log in, and as what they may act: what PostgreSQL says of it is what the code says.

const database = await testDatabase()
after(() => database.end())

type Role = { name: string; logs_in: boolean; inherits: boolean; strong: boolean; owns: boolean }

const roles = await database.owner.query<Role>({
  text: `select rolname as name, rolcanlogin as logs_in, rolinherit as inherits,
      rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as strong,
      exists (select from pg_class c where c.relowner = r.oid) as owns
    from pg_roles r where rolname like 'cpis\\_%' order by 1`,
})
const processes = Object.keys(PROCESS_ROLES) as ProcessRole[]

test('there are the roles of the contexts and the processes, the owner, the migrator and the backup, and no others', () => {
  const wanted = [...CONTEXT_ROLES, ...processes, 'owner', 'migrator', 'backup'].map(name => `cpis_${name}`)
  assert.deepEqual(
    roles.map(({ name }) => name),
    [...new Set(wanted)].sort(),
  )
})

test('none is a superuser, passes row policies by, makes roles or databases; only the owner owns, and never logs in', () => {
  assert.deepEqual(
    roles.filter(({ strong }) => strong),
    [],
  )
  assert.deepEqual(
    roles.filter(({ owns }) => owns).map(({ name }) => name),
    ['cpis_owner'],
  )
})

test('processes, migrator, backup and auditor log in, and nobody else', () => {
  assert.deepEqual(
    roles.filter(role => role.logs_in).map(({ name }) => name),
    [...processes, 'migrator', 'backup'].map(name => `cpis_${name}`).sort(),
  )
  assert.deepEqual(
    roles.filter(role => role.logs_in && role.inherits),
    [],
    'one that logs in has no right before it says as what it acts',
  )
})

test('each process may act as just what it needs', async () => {
  const members = await database.owner.query<{ member: string; of: string }>({
    text: `select m.rolname as member, r.rolname as of from pg_auth_members a
      join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid
      where r.rolname like 'cpis\\_%' and m.rolname like 'cpis\\_%' group by 1, 2 order by 1, 2`,
  })
  const wanted = Object.entries({ ...PROCESS_ROLES, migrator: ['owner'] }).flatMap(([process, needs]) =>
    needs.filter(need => need !== process).map(need => ({ member: `cpis_${process}`, of: `cpis_${need}` })),
  )
  const inOrder = (one: { member: string; of: string }) => `${one.member} ${one.of}`
  assert.deepEqual(members.map(inOrder), wanted.map(inOrder).sort())
})

test('a connection has the rights of the context it acts as, and nothing before it says so', async () => {
  const bare = openPoolAsNamed(database.url.replace('{role}', 'cpis_api'), { connections: 1, log: silentLog })
  const text = 'select count(*) from identity.application'
  try {
    await assert.rejects(bare.query({ text }), /permission denied for schema identity/)
    assert.equal((await database.pool('identity').query({ text })).length, 1)
    await assert.rejects(database.pool('programme').query({ text }), /permission denied for schema identity/)
  } finally {
    await bare.end()
  }
})

test('a process cannot act as a context it does not need', async () => {
  const options = { databaseUrl: database.url, connections: 1, log: silentLog }
  const pool = openPool('register', { ...options, process: 'api' })
  try {
    await assert.rejects(pool.query({ text: 'select 1' }), /permission denied to set role "cpis_register"/)
  } finally {
    await pool.end()
  }
  await assert.rejects(
    database.pool('lookup').query({ text: 'set role cpis_register' }),
    /permission denied to set role "cpis_register"/,
  )
})

test('the migrator is the owner from its first statement on', async () => {
  const [who] = await database.owner.query({ text: 'select session_user as in, current_user as acts' })
  assert.deepEqual(who, { in: 'cpis_migrator', acts: 'cpis_owner' })
})
