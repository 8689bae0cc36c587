import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { CONTEXT_ROLES, PROJECT_FOLDER, readShape } from '../src/platform/index.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.end())

test('the migrations make the shape that db/shape.json records (renew it: bin/cpis db shape --write)', async () => {
  const recorded = JSON.parse(fs.readFileSync(path.join(PROJECT_FOLDER, 'db', 'shape.json'), 'utf8'))
  assert.deepEqual(await readShape(database.owner), recorded)
})

test('a context’s role may touch no table of another context', async () => {
  const grants = await database.owner.query<{ grantee: string; table_schema: string; table_name: string }>({
    text: `select g.grantee, g.table_schema, g.table_name from information_schema.role_table_grants g
      join information_schema.tables t using (table_schema, table_name)
      where g.grantee like 'cpis\\_%' and g.grantee not in ('cpis_owner', 'cpis_auditor', 'cpis_authority', 'cpis_backup') and t.table_type = 'BASE TABLE'`,
  })
  assert.ok(grants.length > 0)
  // Ring 0's own: what every context stands on.
  const common = new Set([
    'audit.entry',
    'platform.key_check',
    'platform.lease',
    'platform.migration',
    'platform.restored',
  ])
  const strange = grants.filter(
    ({ grantee, table_schema, table_name }) =>
      grantee !== `cpis_${table_schema}` && !common.has(`${table_schema}.${table_name}`),
  )
  assert.deepEqual(strange, [])
})

test('no context’s role may change what the access history and the system audit hold', async () => {
  const [rights] = await database.owner.query<Record<string, boolean>>({
    text: `select bool_or(has_table_privilege(role, 'audit.entry', 'update, delete, truncate')) as audit,
      bool_or(has_table_privilege(role, 'lookup.access', 'update, delete, truncate')) as access
      from unnest($1::text[]) as role`,
    values: [CONTEXT_ROLES.map(role => `cpis_${role}`)],
  })
  assert.deepEqual(rights, { audit: false, access: false })
})
