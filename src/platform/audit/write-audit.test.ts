import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { childKey } from '../keys/child-key.ts'
import { processKeyring } from '../keys/process-keyring.ts'
import type { AuditEntry } from './entry.ts'
import { writeAudit } from './write-audit.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.end())

const refused: AuditEntry = {
  entryId: '11111111-1111-4111-8111-111111111111',
  at: new Date('2026-03-01T10:00:00Z'),
  action: 'look-up',
  outcome: 'ACCESS_TOKEN_EXPIRED',
  channel: 'fhir',
  requestId: 'r-1',
  asker: {},
}
const answered: AuditEntry = {
  ...refused,
  entryId: '22222222-2222-4222-8222-222222222222',
  at: new Date('2026-03-01T10:00:01Z'),
  outcome: 'Known',
  nhsNumber: '9990000018',
  mode: 'silent',
  asker: { userId: 'u', roleProfileId: 'p', activity: 'B0107', organisation: 'X99', clientId: 'c' },
  detail: { plans: 2 },
}

test('an entry keeps who asked, for what, how it ended; what was not known is empty', async () => {
  await writeAudit(database.pool('lookup'), refused)
  await writeAudit(database.pool('lookup'), answered)
  const rows = await database.owner.query({
    text: `select outcome, request_id, child_key, mode, user_id, role_profile_id, activity, organisation, client_id,
      detail, linked from audit.entry order by at`,
  })
  const nobody = { user_id: null, role_profile_id: null, activity: null, organisation: null, client_id: null }
  const common = { request_id: 'r-1', linked: true }
  assert.deepEqual(rows, [
    { ...common, ...nobody, outcome: 'ACCESS_TOKEN_EXPIRED', child_key: null, mode: null, detail: {} },
    {
      ...common,
      outcome: 'Known',
      child_key: childKey(processKeyring(), '9990000018'),
      mode: 'silent',
      user_id: 'u',
      role_profile_id: 'p',
      activity: 'B0107',
      organisation: 'X99',
      client_id: 'c',
      detail: { plans: 2 },
    },
  ])
})

test('a context may add an entry and neither read, change nor remove one', async () => {
  const denied = { code: '42501', message: 'permission denied for table entry' }
  for (const sql of [
    'select child_key from audit.entry',
    'delete from audit.entry',
    "update audit.entry set outcome = 'x'",
  ]) {
    await assert.rejects(database.pool('lookup').query({ text: sql }), denied)
  }
})

test('an entry that cannot be written is an error, never silence', async () => {
  await assert.rejects(writeAudit(database.pool('lookup'), answered), { code: '23505' })
  const odd = { ...refused, entryId: 'no uuid' }
  await assert.rejects(writeAudit(database.pool('lookup'), odd), { code: '22P02' })
})
